/**
 * Series for tests in a few lines each. A patch is a string:
 *
 *     x86: Fix the reset of CR8 | Fixes | What the changelog says.
 *     arch/x86/kvm/x86.c
 *     +	vcpu->arch.cr8 = 0;
 *
 * The first line has the shortlog without `KVM: `, marks, and the changelog; then paths, each followed by its lines of
 * diff with their marks. `+` before a path makes the file new. The mark `Fixes` adds such a tag. Short for paths: `x86.c`
 * is in arch/x86/kvm, `T name.c` a selftest of x86, `L name` in the selftests' folder, `U` include/uapi/linux/kvm.h.
 */
import { verdictOf } from '../../../src/analysis/order/order/verdict';
import type { Series } from '../../../src/model/patch';
import { type Given, seriesOf } from './help';

const SELFTESTS = 'tools/testing/selftests/kvm';
const SHORT: readonly (readonly [RegExp, string])[] = [
  [/^(\+?)U$/, '$1include/uapi/linux/kvm.h'],
  [/^(\+?)T (.+)$/, `$1${SELFTESTS}/x86/$2`],
  [/^(\+?)L (.+)$/, `$1${SELFTESTS}/$2`],
  [/^(\+?)([\w-]+\.[ch]|(?:vmx|svm)\/[\w-]+\.[ch])$/, '$1arch/x86/kvm/$2'],
];

/** A path in full: only a line without a tab and a mark of diff is one. */
function pathOf(line: string): string | null {
  for (const [short, long] of SHORT) if (short.test(line)) return line.replace(short, long);
  return /^\+?[\w.-]+(?:\/[\w.-]+)+$/.test(line) ? line : null;
}

function patchOf(text: string): Given {
  const [head, ...lines] = text.split('\n').filter((line) => line.trim() !== '');
  const parts = head!.split(' | ');
  const diff: Record<string, string[]> = {};
  let path = '';
  for (const line of lines) {
    const next = pathOf(line);
    if (next === null) diff[path]!.push(line);
    else {
      path = next;
      diff[path] = [];
    }
  }
  const tag = parts.includes('Fixes') ? '\n\nFixes: 0123456789ab ("KVM: x86: Add it")' : '';
  const said = parts.slice(1).filter((part) => part !== 'Fixes');
  return {
    title: parts[0]!.startsWith('Revert') ? parts[0]! : `KVM: ${parts[0]}`,
    text: `${said.join(' ') || 'Do it.'}${tag}`,
    diff,
  };
}

export function series(...patches: readonly string[]): Promise<Series> {
  return seriesOf(...patches.map(patchOf));
}

/** What is said of a series: `block covers 2<1` where patch 2 has to come before 1; `warn both 1 2` where neither is clean. */
export async function verdict(...patches: readonly string[]): Promise<string> {
  const { wrong, relations } = verdictOf(await series(...patches));
  const said = wrong
    .filter(({ level }) => level !== 'note')
    .map(({ level, relation: { kind, first, second } }) => `${level} ${kind} ${first + 1}<${second + 1}`);
  const both = relations.mutual
    .filter(({ level }) => level === 'warn')
    .map(({ test, kernel }) => `warn both ${Math.min(test, kernel) + 1} ${Math.max(test, kernel) + 1}`);
  return [...new Set([...said, ...both])].join(', ');
}

/** The evidence of the first thing that is wrong. */
export async function evidence(...patches: readonly string[]): Promise<string> {
  return verdictOf(await series(...patches)).wrong[0]?.relation.evidence.join('; ') ?? '';
}
