/** Whose patch it is: what git-kvm has a say in. */
import type { DiffFile } from '../../model/diff';
import { kept } from '../../model/kept';
import type { Patch } from '../../model/patch';
import type { Domain } from './domain';
import { topicOfPath } from './paths';
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
const GUEST =
  /^(?:arch\/x86\/kernel\/(?:kvm|kvmclock|pvclock)\.c|arch\/x86\/include\/asm\/(?:kvm_para|kvmclock|pvclock\w*|pvclock-abi)\.h|drivers\/cpuidle\/(?:governors\/haltpoll|cpuidle-haltpoll)\.c)$/;

/** Kernel headers of the virtualization extensions: KVM's if KVM is what the patch is of. */
const SHARED_HEADER = /^arch\/x86\/include\/(?:uapi\/)?asm\/(?:vmx|svm)/;

/** Mail for another repository that lives on the same list. */
const OTHER_REPOSITORY = /^(?:kvm-?unit-?tests?|kut|qemu|kvmtool|lkvm|libvirt)/i;

export function isGuestPath(path: string): boolean {
  return GUEST.test(path);
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
 * Whose patch it is, by what it touches; by its shortlog where there is no diff, or none of KVM's paths is in it.
 * KVM's part of a change to something else counts: what touches `arch/x86/kvm/` is KVM x86's business.
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

/** Rules ask again and again. */
const scopesOf = kept((_: Patch) => new Map<Domain, Scope>());

function work(patch: Patch, domain: Domain): Scope {
  if (patch.subject.words.some((word) => OTHER_REPOSITORY.test(word)) || isKvmUnitTests(patch)) return 'none';
  const shortlog = parseShortlog(withoutRevert(patch.shortlog.value), domain);
  const says = sayOf(shortlog, domain);
  const { paths } = patch.diff;
  if (paths.length === 0) return says;

  if (paths.some(isGuestPath) && paths.every((path) => isGuestPath(path) || !isKvmCode(path, domain)))
    return 'guest';
  const arches = paths.flatMap((path) => {
    const topic = topicOfPath(path, domain);
    if (topic === null || isGuestPath(path) || SHARED_HEADER.test(path)) return [];
    return [topicNamed(topic, domain)?.arch ?? 'common'];
  });
  const other = paths.every(isSelftest) ? 'selftests' : 'kvm';
  if (arches.some((arch) => arch !== 'other')) return says === 'kvm' ? other : 'kvm-x86';
  if (arches.length > 0) return says === 'kvm-x86' && saysX86(shortlog, domain) ? 'kvm-x86' : other;
  // Nothing of KVM's own is touched: then only plain words in the shortlog make it KVM's.
  return shortlog.segments[0]?.value === 'KVM' ? says : 'none';
}

/**
 * The files of a patch whose code is looked at: all of a patch for KVM x86, and the selftests of any other. Those are one
 * program for all architectures, and reviewed as such.
 */
export function reviewedFiles(patch: Patch, domain: Domain): (file: Pick<DiffFile, 'newPath'>) => boolean {
  if (scopeOf(patch, domain) === 'kvm-x86') return () => true;
  return ({ newPath }) => isSelftest(newPath);
}

function isSelftest(path: string): boolean {
  return path.startsWith('tools/testing/selftests/kvm/');
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
  if (/^x86\/kvm(?:clock)?$/i.test(words[0]!)) return 'guest';
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
