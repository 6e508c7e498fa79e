/** What a checker found in a patch, read from what it printed: gcc's form, SARIF, or what b4's check commands print. */
import { isObject } from './config/validate';

export interface CheckerFinding {
  /** As the checker names it; null for the patch as a whole. */
  readonly file: string | null;
  /** From 1. */
  readonly line: number | null;
  /** From 1; null for the whole line. */
  readonly column: number | null;
  readonly isNote: boolean;
  readonly text: string;
  readonly details?: string;
}

/**
 * SARIF or b4's JSON, else the lines in gcc's form (of standard error as well, where compilers print), else each line of
 * standard output, as b4 takes it.
 * @throws Error for JSON that is neither
 */
export function readAnswer(stdout: string, stderr: string): CheckerFinding[] {
  const text = stdout.trim();
  if (/^(?:\{|\[\s*[\]{])/.test(text)) return fromJson(text);
  const placed = `${stdout}\n${stderr}`.split('\n').flatMap((line) => fromGcc(line) ?? []);
  if (placed.length > 0) return placed;
  return text.split('\n').flatMap((line) => {
    const words = withoutLevel(line.trim());
    return words === '' ? [] : [{ file: null, line: null, column: null, isNote: false, text: words }];
  });
}

const PLACE = /^([^:\s]{1,500}):(\d{1,9})(?::(\d{1,9})(?:-\d{1,9})?)?(?::[ \t]*|[ \t]+)(\S.*)$/;
const LEVEL = /^(?:fatal error|error|warn(?:ing)?|note|info|check)\b:?[ \t]*/i;
const NOTE = /^(?:note|info)\b/i;
/** Names that programs give to standard input. */
const STDIN = new Set(['-', '<stdin>', '/dev/stdin']);

function fromGcc(line: string): CheckerFinding | null {
  const match = PLACE.exec(line.trimEnd().slice(0, 5000));
  if (match === null) return null;
  const [, file, number, column, words] = match as unknown as [string, string, string, string?, string?];
  // `12:30:05 done` is a time.
  if (!STDIN.has(file) && !/[./]/.test(file)) return null;
  return {
    file: STDIN.has(file) ? '-' : file,
    line: Number(number),
    column: column === undefined ? null : Number(column),
    isNote: NOTE.test(words!),
    text: withoutLevel(words!),
  };
}

function withoutLevel(text: string): string {
  return text.replace(LEVEL, '').trim();
}

function fromJson(text: string): CheckerFinding[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('its answer is broken JSON');
  }
  if (isObject(value) && Array.isArray(value.runs)) return value.runs.flatMap(fromSarif);
  const results = Array.isArray(value) ? value : [value];
  if (!results.every((one) => isObject(one) && typeof one.status === 'string'))
    throw new Error("its answer is neither SARIF nor b4's JSON");
  return results.flatMap(fromB4);
}

function fromB4({ status, summary, details }: Record<string, unknown>): CheckerFinding[] {
  if (status === 'pass' || status === 'success') return [];
  const text = str(summary) || str(details).split('\n')[0] || `status ${status}`;
  const more = str(details).trim();
  return [
    { file: null, line: null, column: null, isNote: false, text, ...(more !== '' && { details: more }) },
  ];
}

function fromSarif(run: unknown): CheckerFinding[] {
  const results = isObject(run) && Array.isArray(run.results) ? run.results : [];
  return results.filter(isObject).flatMap((result) => {
    const { kind, level, ruleId, message, suppressions } = result;
    if (kind !== undefined && kind !== 'fail') return [];
    if (Array.isArray(suppressions) && suppressions.length > 0) return [];
    const place = at(at(at(result, 'locations'), 0), 'physicalLocation');
    const region = at(place, 'region');
    const uri = str(at(at(place, 'artifactLocation'), 'uri')).replace(/^file:\/\//, '');
    const text = str(at(message, 'text')) || str(at(message, 'id'));
    return [
      {
        file: uri === '' ? null : STDIN.has(uri) ? '-' : uri,
        line: num(at(region, 'startLine')),
        column: num(at(region, 'startColumn')),
        isNote: level === 'note' || level === 'none',
        text: str(ruleId) === '' ? text : `${text} [${str(ruleId)}]`,
      },
    ];
  });
}

function at(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string | number, unknown>)[key]
    : undefined;
}

function str(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function num(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : null;
}
