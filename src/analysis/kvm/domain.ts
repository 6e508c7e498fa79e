/**
 * What git-kvm knows of KVM that is not a rule: topics and their conceptual tree, which path belongs where, which patch is
 * whose. Data, in one place; the configuration extends it (`topics`, `paths`).
 */

/** How a topic stands to the guide. */
export type Standing =
  /** One of the nine that the guide lists. */
  | 'listed'
  /** In real use beside the list: maintainers apply it, a newcomer should know that it is not listed. */
  | 'used'
  /** Added by this user's configuration. */
  | 'own';

export interface Topic {
  /** As it is in the shortlog, in its right case: `x86/mmu`; '' is plain `KVM:`. */
  readonly name: string;
  /** The next topic up the conceptual tree; null at the top (plain `KVM:`). */
  readonly parent: string | null;
  readonly standing: Standing;
  /** `other` for topics of other architectures: the guide for KVM x86 says nothing about them. */
  readonly arch: 'x86' | 'common' | 'other';
  /** Words that people write when they mean this topic, in lower case: `mmu`, `kvm/x86`. */
  readonly aliases: readonly string[];
}

/** Which topic a path belongs to: the first entry whose pattern fits decides. */
export interface PathTopic {
  /** A path prefix, or a glob with `*` (no slash) and `**`. */
  readonly pattern: string;
  readonly topic: string;
}

export interface Domain {
  readonly topics: readonly Topic[];
  readonly paths: readonly PathTopic[];
  /** Shortlogs that start so are for this clone alone: they pass at commit and block at a send. */
  readonly localPrefixes: readonly string[];
}
