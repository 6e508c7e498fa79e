/** Single values from the environment and the command line, each its own layer. */
import { UsageError } from '../../model/errors';
import type { Places } from './files';
import type { Source } from './merge';

const RULE_VARIABLE = 'GIT_KVM_RULE_';

/** `GIT_KVM_RULE_SHORTLOG_CASE=warn`: the level of one rule. */
export function fromEnvironment(env: Places['env']): Source[] {
  return Object.entries(env)
    .filter(([name, value]) => name.startsWith(RULE_VARIABLE) && value !== undefined)
    .sort()
    .map(([name, value]) => ({
      layer: 'environment',
      from: name,
      value: { rules: { [name.slice(RULE_VARIABLE.length).toLowerCase().replaceAll('_', '-')]: value } },
    }));
}

/**
 * `--rule ID=LEVEL` and `--set KEY=VALUE`. KEY is a path with dots (`rules.shortlog-length.options.maximum`), VALUE is
 * JSON (`true`, `70`, `["WIP:"]`), or a string where it is none.
 * @throws UsageError without `=`
 */
export function fromCommandLine(rules: readonly string[] = [], sets: readonly string[] = []): Source[] {
  return [
    ...rules.map((text) => {
      const [id, level] = halves(text, '--rule', 'ID=LEVEL');
      return commandLine(`--rule ${text}`, ['rules', id], level);
    }),
    ...sets.map((text) => {
      const [key, value] = halves(text, '--set', 'KEY=VALUE');
      return commandLine(`--set ${text}`, key.split('.'), parsed(value));
    }),
  ];
}

function commandLine(from: string, path: readonly string[], value: unknown): Source {
  return {
    layer: 'command line',
    from,
    value: path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value),
  };
}

function halves(text: string, option: string, form: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`${option} ${text}: expected ${form}`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
