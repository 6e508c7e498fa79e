/** Which topic a shortlog's author meant, held against what the patch touches. */
import type { Patch } from '../../model/patch';
import type { Domain } from './domain';
import { changedLines, isDocs, topicOfPath, topicOfPaths, touchedBy } from './paths';
import { isGuestPath } from './scope';
import type { Shortlog } from './shortlog';
import { commonTopic, isWithin, namedTopic } from './topics';

/** How much of a patch lies outside of KVM: then another subsystem's prefix may be right. */
export function partElsewhere(patch: Patch, domain: Domain): 'none' | 'some' | 'most' {
  let ours = 0;
  let theirs = 0;
  for (const file of patch.diff.files) {
    const lines = changedLines(file);
    if (topicOfPath(file.newPath, domain) !== null || isGuestPath(file.newPath)) ours += lines;
    else if (!isDocs(file.newPath) && file.newPath !== 'MAINTAINERS') theirs += lines;
  }
  if (theirs === 0) return 'none';
  return theirs * 2 >= ours ? 'most' : 'some';
}

/** A shortlog, and what its patch says about it. */
export interface Case {
  readonly patch: Patch;
  readonly domain: Domain;
  readonly shortlog: Shortlog;
  /** The topic of the files, null where there is none to be told. */
  readonly filesTopic: string | null;
  readonly elsewhere: 'none' | 'some' | 'most';
}

export function caseOf(patch: Patch, shortlog: Shortlog, domain: Domain): Case {
  return {
    patch,
    domain,
    shortlog,
    filesTopic: topicOfPaths(touchedBy(patch.diff), domain),
    elsewhere: partElsewhere(patch, domain),
  };
}

/** The single words of a prefix: `x86/kvm/vmx` is three, `x86/mmu` is one. */
export function wordsOf(segments: readonly string[]): string[] {
  return segments.flatMap((segment) => {
    const whole = segment
      .replace(/(^|[/, ])kvm(?=[/, ]|$)/gi, '$1')
      .replace(/^[/, ]+|(?<![/, ])[/, ]+$/g, '');
    if (/^(?:x86\/(?:mmu|pmu|xen))$/i.test(whole)) return [whole];
    return segment.split(/[\s,/&|+]+/).filter((word) => word !== '' && !/^(?:kvm|and|arch)$/i.test(word));
  });
}

/** The topic that was meant: what the words name, held against the files. */
export function intended(it: Case, words: readonly string[]): { topic: string; certain: boolean } {
  const { domain, filesTopic } = it;
  const stated = words
    .flatMap((word) => namedTopic(word, domain) ?? [])
    .map((named) => named.topic.name)
    .filter((name) => name !== '');
  const isOnlyKnown = stated.length === words.length;
  const named = stated.includes('selftests') ? 'selftests' : deepest(stated, domain);
  if (filesTopic === null) return { topic: named ?? 'x86', certain: named !== null && isOnlyKnown };
  if (named === null) return { topic: filesTopic, certain: words.length === 0 };
  if (stated.length > 1 && stated.includes(filesTopic)) return { topic: filesTopic, certain: isOnlyKnown };
  if (isWithin(filesTopic, named, domain)) return { topic: filesTopic, certain: true };
  // A test among the files does not make a patch of `KVM: x86:` one of KVM's selftests, nor the other way round.
  if (isWithin(named, filesTopic, domain))
    return { topic: named, certain: isOnlyKnown && stated.length === 1 };
  return { topic: filesTopic, certain: false };
}

/** Of topics in one line the deepest, else their common parent. */
function deepest(names: readonly string[], domain: Domain): string | null {
  const bottom = names.find((name) => names.every((other) => isWithin(name, other, domain)));
  return bottom ?? commonTopic(names, domain);
}

export function isRelated(one: string, other: string, domain: Domain): boolean {
  return isWithin(one, other, domain) || isWithin(other, one, domain);
}

export function isFile(word: string): boolean {
  return (
    /\.(?:c|h|S|s|rst|py|sh|txt)$/.test(word) ||
    /^(?:arch|virt|tools|include|drivers|Documentation)\//.test(word)
  );
}
