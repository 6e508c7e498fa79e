/** The hooks in each shell that a system may have as /bin/sh, macOS's bash among them, and with POSIX's tools alone. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'node:test';
import { tryDay } from './day';

const SHELLS = ['dash', 'bash', 'busybox', 'mksh', 'yash'];

/** Where the shell is, or null. */
function placeOf(shell: string): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    try {
      return realpathSync(join(folder, shell));
    } catch {}
  }
  return null;
}

/** A command that runs others where `shell` is /bin/sh, by a mount that they alone see. */
function withShell(shell: string): string[] {
  const mount = 'mount --bind "$1" "$2" && shift 2 && exec "$@"';
  const bash = placeOf('bash') ?? '/bin/sh';
  return ['unshare', '--map-root-user', '--mount', bash, '-c', mount, 'sh', shell, realpathSync('/bin/sh')];
}

const canMount = () => {
  const [unshare, ...args] = [...withShell(placeOf('bash') ?? '/bin/sh'), 'true'];
  return spawnSync(unshare!, args).status === 0;
};

const folder = 'hooks';
const hooks = readdirSync(folder).map((name) => join(folder, name));

describe('hooks in the shell', { skip: canMount() ? false : 'no mount namespaces here' }, () => {
  for (const name of SHELLS) {
    const shell = placeOf(name);
    it(name, { skip: shell === null ? `no ${name} here` : false }, () => {
      const [wrapper, ...args] = withShell(shell!);
      for (const hook of hooks) {
        const parsed = spawnSync(wrapper!, [...args, '/bin/sh', '-n', hook], { encoding: 'utf8' });
        assert.deepEqual([parsed.status, parsed.stderr], [0, ''], hook);
      }
      tryDay([wrapper!, ...args]);
    });
  }
});

/** What a POSIX shell has: words of its grammar, and builtins. */
const OF_THE_SHELL =
  `case do done elif else esac fi for if in then until while . : [ break cd continue echo eval exec
  exit export printf read return set shift true umask unset`.split(/\s+/);
/** The tools that the hooks call, with the options that POSIX has of them. */
const TOOLS: Readonly<Record<string, RegExp>> = {
  cksum: /^$/,
  git: /^(?:config|diff) /,
  mkdir: /^-p -m 700 --$/,
  // lstart is BSD's, macOS's and Linux's; only where there is no /proc.
  ps: /^-o (?:lstart|ppid|comm)= -p$/,
  rm: /^-rf --$/,
  tr: /^(?:-cs|-d)$/,
};

it('hooks call only tools and options that POSIX has', () => {
  const QUOTED = /\\[\s\S]|'[^']*'|"((?:[^"\\$]|\\[\s\S]|\$(?!\()|\$\([^)]*\))*)"|(?<=^|\s)#.*$/gm;
  const calls = hooks.flatMap((hook) =>
    readFileSync(hook, 'utf8')
      .replace(QUOTED, (_, text?: string) => /\$\(.*\)/.exec(text ?? '')?.[0] ?? 'TEXT')
      .replace(/(?:\bin |^\s*)[^\s()|]+(?: \| [^\s()|]+)*\)/gm, '\n')
      .split(/[\n;|&()]+|(?<!\S)(?:[{}!]|if|then|else|elif|do|while|until)(?!\S)/)
      .map((text) => text.trim().replace(/^(?:\w+=\S*\s*)+/, ''))
      .flatMap((text) => {
        const [, name, args] = /^([a-z.:[]\S*)\s*(.*)$/.exec(text) ?? [];
        return name === undefined ? [] : [{ hook, name, args: args!.replace(/ ?(?:TEXT|[<>$]).*$/, '') }];
      }),
  );
  const tools = calls.filter(({ name }) => !OF_THE_SHELL.includes(name) && !name.startsWith('kvm_'));
  const odd = tools.filter(({ name, args }) => !TOOLS[name]?.test(args));
  assert.deepEqual(odd, []);
  const called = new Set(tools.map(({ name }) => name));
  assert.deepEqual(
    Object.keys(TOOLS).filter((name) => !called.has(name)),
    [],
    'the list is exact',
  );
});
