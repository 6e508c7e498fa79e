/** If and how a test skips itself when what it tests is missing. */

import { anyOf, oneOf, pattern } from '../../../model/words';
import type { Names } from '../relations/needs';
import { isKernel, type PatchFacts, type SeriesFacts } from './facts';

/** Calls that ask KVM. `this_cpu_has()` and module parameters ask the host, and a call that fails asks nothing. */
const ASKS = anyOf(
  '',
  pattern()`^_*${oneOf`
      kvm_has_cap, kvm_check_cap, vm_check_cap, vm_has_cap, kvm_cpu_has, kvm_cpu_has_p,
      kvm_has_device_attr, vcpu_has_ext, kvm_is_supported\w*, __kvm_has_\w+
    `}$`,
  /^\w*_has_attr$/,
);
const REQUIRES = /^_*TEST_REQUIRE$|^(?:if|return)$|^ksft_exit_skip$/;

/** `has_x = !!(caps & KVM_X)`: asked once, looked at later. */
const REMEMBERS = /^(?:has|have|can|do|is)_\w+$|_(?:supported|available)$/;

export interface Gate {
  /** What the gate looks at. */
  readonly name: string;
  /** Index of the last kernel patch that has to do with it: from there on the test runs. */
  readonly opens: number;
}

/**
 * The gate of a test, if this series brings what it waits for: a capability that is new, or a CPUID feature that a patch
 * newly reports. A gate on what is older is not a gate.
 */
export function gateOf(test: PatchFacts, { patches }: SeriesFacts, names: Names): Gate | null {
  const name = gateName(test, patches, names);
  if (name === null) return null;
  let opens = -1;
  for (const patch of patches) {
    if (!isKernel(patch)) continue;
    if (patch.uses.has(name) || patch.adds.cpuid.some((use) => use.name === name)) opens = patch.index;
  }
  return { name, opens };
}

function gateName(test: PatchFacts, patches: readonly PatchFacts[], names: Names): string | null {
  for (const { added } of test.files) {
    for (const { tokens } of added) {
      const asks = tokens.findIndex(
        ({ kind, text }, i) =>
          kind === 'name' && (ASKS.test(text) || (REMEMBERS.test(text) && tokens[i + 1]?.text === '=')),
      );
      if (asks === -1) continue;
      const remembered = REMEMBERS.test(tokens[asks]!.text);
      if (!remembered && !tokens.some(({ text }, i) => i <= asks && REQUIRES.test(text))) continue;
      for (const { kind, text } of tokens.slice(asks + 1)) {
        if (kind !== 'name') continue;
        if (names.isFresh(text, test) && /_CAP_|_FLAG|^KVM_[A-Z0-9_]*VM|_ATTR/.test(text)) return text;
        if (patches.some(({ adds }) => adds.cpuid.some((use) => use.name === text))) return text;
      }
    }
  }
  return null;
}
