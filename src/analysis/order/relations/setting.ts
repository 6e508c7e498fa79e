/** What a pair of patches is checked by beside the two. */
import type { Claims } from '../extract/claims';
import type { PatchFacts } from '../extract/facts';
import type { Gate } from '../extract/gates';

/** Returns true if a patch changes what KVM does, as opposed to how it is written. */
export function isChange({ kind }: PatchFacts): boolean {
  return kind === 'fix' || kind === 'feature' || kind === 'behaviour';
}

export interface Setting {
  /** How many patches of the series change what KVM does. */
  readonly changes: number;
  gate(test: PatchFacts): Gate | null;
  claims(test: PatchFacts): Claims;
}
