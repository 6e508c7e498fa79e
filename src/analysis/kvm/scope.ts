/** Whose patch it is: what git-kvm has a say in. */

import { memoize } from '../../model/memoize';
import type { Patch, Series } from '../../model/patch';
import { anyOf, oneOf, pattern } from '../../model/words';
import type { Domain } from './domain';
import { changedLines, topicOfPath } from './paths';
import { isKvmSelftest } from './selftest-paths';
import { namesKvm, parseShortlog, type Shortlog } from './shortlog';
import { namedTopic, topicNamed } from './topics';

export type Scope =
  /** The guide for KVM x86 holds: x86, common code, selftests of x86 or common ones. */
  | 'kvm-x86'
  /** KVM on another architecture: only what is common to all of KVM holds. */
  | 'kvm'
  /** Nothing but selftests of another architecture: what holds for all of Linux is asked of them as well. */
  | 'selftests'
  /** Linux as a guest of KVM: `x86/kvm:`. */
  | 'guest'
  | 'none';

/** What Linux has for running as a guest of KVM; `x86/kvm` and the like in shortlogs. */
const GUEST = pattern()`^(?:arch\/x86\/kernel\/(?:kvm|kvmclock|pvclock)\.c|arch\/x86\/include\/asm\/
    ${oneOf`kvm_para, kvmclock, pvclock\w*, pvclock-abi`}\.h|drivers\/cpuidle\/(?:governors\/haltpoll|cpuidle-haltpoll)\.c)$`;

/** Kernel headers of the virtualization extensions: KVM's if KVM is what the patch is of. */
const SHARED_HEADER = /^arch\/x86\/include\/(?:uapi\/)?asm\/(?:vmx|svm)/;

/** Mail for another repository that lives on the same list. */
const OTHER_REPOSITORY = /^(?:kvm-?unit-?tests?|kut|qemu|kvmtool|lkvm|libvirt)/i;

export function isGuestPath(path: string): boolean {
  return GUEST.test(path);
}

export function isOfOtherRepository(patch: Pick<Patch, 'subject' | 'diff'>): boolean {
  return patch.subject.words.some((word) => OTHER_REPOSITORY.test(word)) || isKvmUnitTests(patch);
}

/** A patch for KVM-unit-tests, by its subject or by the folders that it touches. */
export function isKvmUnitTests(patch: Pick<Patch, 'subject' | 'diff'>): boolean {
  if (patch.subject.words.some((word) => /^(?:kvm-?unit-?tests?|kut)/i.test(word))) return true;
  const { paths } = patch.diff;
  return (
    paths.some((path) => /^(?:x86|lib\/x86)\/[^/]+$/.test(path)) &&
    !paths.some((path) => path.startsWith('arch/'))
  );
}

/**
 * Whose patch it is, by what most of it touches; by its shortlog where there is no diff, or none of KVM's paths is in it.
 * A patch of KVM's x86 or common code is KVM x86's, also where its shortlog names another subsystem.
 */
export function scopeOf(patch: Patch, domain: Domain): Scope {
  const known = scopesOf(patch);
  let scope = known.get(domain);
  if (scope === undefined) {
    scope = work(patch, domain);
    known.set(domain, scope);
  }
  return scope;
}

/**
 * Whose each patch of a series is. What merely accompanies code (a line in a list, a capability's number and its
 * description) belongs to the code of its series: it makes no other architecture's series KVM x86's. Selftests are one
 * program: those of another architecture are KVM x86's in a series that is.
 */
export function scopesOfSeries({ patches }: Series, domain: Domain): ReadonlyMap<Patch, Scope> {
  const scopes = new Map(patches.map((patch) => [patch, scopeOf(patch, domain)]));
  const code = patches.filter((patch) => !accompanies(patch));
  const isOurs = belongsTo(code, (patch) => scopes.get(patch) === 'kvm-x86', domain);
  for (const [patch, scope] of scopes) {
    if (isOurs && scope === 'selftests') scopes.set(patch, 'kvm-x86');
    if (!isOurs && scope === 'kvm-x86' && code.length > 0 && accompanies(patch)) scopes.set(patch, 'kvm');
  }
  return scopes;
}

/**
 * Returns true if most of a series is of one kind: no other architecture has more of its patches, nor has the rest of the
 * kernel.
 */
export function belongsTo(
  patches: readonly Patch[],
  isOfKind: (patch: Patch) => boolean,
  domain: Domain,
): boolean {
  const others = new Map<string, number>();
  let count = 0;
  for (const patch of patches) {
    if (isOfKind(patch)) count += 1;
    else {
      const scope = scopeOf(patch, domain);
      const home = scope === 'none' || scope === 'guest' ? '' : otherArch(patch, domain);
      others.set(home, (others.get(home) ?? 0) + 1);
    }
  }
  return count > 0 && [...others.values()].every((other) => count >= other);
}

/** The other architecture that most of a patch is of. */
function otherArch(patch: Patch, domain: Domain): string {
  const { others } = touchedLines(patch, domain);
  return [...others].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'kvm';
}

/** A separate patch that changes how all selftests are built is common code; a description goes with what it describes. */
function accompanies({ diff: { paths } }: Patch): boolean {
  return paths.length > 0 && paths.every((path) => ACCOMPANIES.test(path) && !isKvmSelftest(path));
}

/** Rules ask again and again. */
const scopesOf = memoize((_: Patch) => new Map<Domain, Scope>());

function work(patch: Patch, domain: Domain): Scope {
  if (isOfOtherRepository(patch)) return 'none';
  const shortlog = parseShortlog(withoutRevert(patch.shortlog.value), domain);
  const says = sayOf(shortlog, domain);
  const { paths } = patch.diff;
  if (paths.length === 0) return says;

  if (paths.some(isGuestPath) && paths.every((path) => isGuestPath(path) || !isKvmCode(path, domain)))
    return 'guest';
  const other = paths.every(isKvmSelftest) ? 'selftests' : 'kvm';
  const { ours, others, elsewhere } = touchedLines(patch, domain);
  const [theirs = 0] = others.values();
  if (ours > 0) {
    if (says === 'kvm') return other;
    if (says === 'kvm-x86' && saysTopic(shortlog, domain)) return 'kvm-x86';
    // What touches several architectures is common to all.
    if (others.size === 1 && theirs > MOSTLY * ours) return other;
    return says === 'none' && ours < elsewhere ? 'none' : 'kvm-x86';
  }
  if (others.size > 0) return says === 'kvm-x86' && saysX86(shortlog, domain) ? 'kvm-x86' : other;
  // Nothing of KVM's own is touched: then only plain words in the shortlog make it KVM's.
  return shortlog.segments[0]?.value === 'KVM' ? says : 'none';
}

/** What goes with the code of any architecture: lists of tests, the description and the number of a capability. */
const ACCOMPANIES = anyOf(
  '',
  /^tools\/testing\/selftests\/kvm\/(?:Makefile(?:\.kvm)?|\.gitignore|config)$/,
  /^Documentation\/virt\/kvm\/api\.rst$/,
  /^include\/uapi\/linux\/kvm\.h$/,
  /^MAINTAINERS$/,
);

/** As many times the lines of x86's and common code make a patch another architecture's. */
const MOSTLY = 2;

interface Touched {
  /** Changed lines of x86's and common KVM code. */
  readonly ours: number;
  /** Those of KVM for each other architecture. */
  readonly others: ReadonlyMap<string, number>;
  /** Those of what is not KVM's. */
  readonly elsewhere: number;
}

function touchedLines(patch: Patch, domain: Domain): Touched {
  let accompanying = 0;
  let ours = 0;
  let elsewhere = 0;
  const others = new Map<string, number>();
  for (const file of patch.diff.files) {
    const path = file.newPath;
    const lines = changedLines(file);
    const topic = topicOfPath(path, domain) ?? topicOfPath(file.oldPath, domain);
    if (topic === null || isGuestPath(path) || SHARED_HEADER.test(path)) elsewhere += lines;
    else if (topicNamed(topic, domain)?.arch === 'other') {
      const arch = topic.split(':')[0]!;
      others.set(arch, (others.get(arch) ?? 0) + lines);
    } else if (ACCOMPANIES.test(path)) accompanying += lines;
    else ours += lines;
  }
  // By itself, what accompanies is common code as well.
  if (ours === 0 && others.size === 0) return { ours: accompanying, others, elsewhere: 0 };
  return { ours, others, elsewhere };
}

/** The topic of a shortlog says whose it is; plain `KVM:` does not. */
function saysTopic(shortlog: Shortlog, domain: Domain): boolean {
  return shortlog.segments.some(({ value }) => {
    const topic = namedTopic(value, domain)?.topic;
    return topic !== undefined && topic.name !== '';
  });
}

/** A path below arch/x86/kvm or of KVM's own, as opposed to headers that others share. */
function isKvmCode(path: string, domain: Domain): boolean {
  return topicOfPath(path, domain) !== null && !SHARED_HEADER.test(path);
}

/** `Revert "KVM: x86: …"` is of what it reverts. */
function withoutRevert(shortlog: string): string {
  return shortlog.replace(/^(?:(?:fixup|squash|amend)! )+/, '').replace(/^(?:(?:Revert|Reapply) ")+/, '');
}

function sayOf(shortlog: Shortlog, domain: Domain): Scope {
  const words = shortlog.segments.map((segment) => segment.value);
  if (!words.some(namesKvm)) return 'none';
  if (/^x86\/kvm$/i.test(words[0]!)) return 'guest';
  return isOtherArch(words, domain) ? 'kvm' : 'kvm-x86';
}

/** The word next to `KVM` decides; with x86 or selftests named first, another architecture is a part of the title. */
function isOtherArch(words: readonly string[], domain: Domain): boolean {
  const topics = words
    .flatMap((word) => word.split(/[\s,/&]+/))
    .flatMap((word) => namedTopic(word, domain) ?? [])
    .filter(({ topic }) => topic.name !== '' && topic.name !== 'selftests' && topic.name !== 'Documentation');
  return topics[0]?.topic.arch === 'other';
}

function saysX86(shortlog: Shortlog, domain: Domain): boolean {
  return shortlog.segments.some(({ value }) => namedTopic(value, domain)?.topic.arch === 'x86');
}
