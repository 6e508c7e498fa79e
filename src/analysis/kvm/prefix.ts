/**
 * What is wrong with the prefix of a shortlog. Four rules mention the prefix; each finding is reported by one of them, and
 * this is where it is decided by which.
 */
import type { Fix, RuleFinding, Severity } from '../../model/finding';
import { memoize } from '../../model/memoize';
import type { Patch } from '../../model/patch';
import { COMMITS_IN_USE, type RepoFacts } from '../../model/repo-facts';
import type { Domain } from './domain';
import { type Case, caseOf, intended, isFile, isRelated, wordsOf } from './intent';
import { isDocs } from './paths';
import { isGuestPath, scopeOf } from './scope';
import { localMark, namesKvm, parseShortlog, type Segment, type Shortlog } from './shortlog';
import { listedNames, type NamedTopic, namedTopic, prefixOf } from './topics';

interface PrefixFinding {
  readonly rule: 'shortlog-prefix' | 'shortlog-topic' | 'shortlog-case' | 'shortlog-x86-kvm';
  readonly message: string;
  readonly hint: string;
  /** Offsets into the shortlog. */
  readonly from: number;
  readonly to: number;
  readonly level?: Severity;
  readonly fix?: Fix;
  /** The prefix with a topic that is neither listed nor another word for one: history may have it. */
  readonly unlisted?: string;
}

/** Every finding on a patch's prefix, in the order of the text; none for reverts and for what stays in this clone. */
export function prefixFindings(patch: Patch, domain: Domain): readonly PrefixFinding[] {
  const known = findingsByDomain(patch);
  let findings = known.get(domain);
  if (findings === undefined) {
    findings = work(patch, domain);
    known.set(domain, findings);
  }
  return findings;
}

/** Each of the rules asks. */
const findingsByDomain = memoize((_: Patch) => new Map<Domain, readonly PrefixFinding[]>());

function work(patch: Patch, domain: Domain): PrefixFinding[] {
  const value = patch.shortlog.value;
  const shortlog = parseShortlog(value, domain);
  if (value === '' || shortlog.isRevert || localMark(value, domain) !== null) return [];
  const [first, ...rest] = shortlog.segments;
  if (patch.diff.paths.some(isGuestPath) && scopeOf(patch, domain) === 'guest')
    return guestFindings(patch, shortlog);

  const it = caseOf(patch, shortlog, domain);
  if (first === undefined || first.value.toLowerCase() !== 'kvm') return otherPrefix(it, first);
  const findings = [...caseFindings(it), ...topicFindings(it, rest)];
  if (shortlog.isTight && !findings.some((finding) => finding.rule === 'shortlog-prefix'))
    findings.push(tightFinding(it));
  if (shortlog.description === '' && findings.length === 0) {
    findings.push({
      rule: 'shortlog-prefix',
      message: 'No description after the prefix',
      hint: 'Describe the change: `KVM: <topic>: Do something`',
      from: 0,
      to: value.length,
    });
  }
  return findings;
}

/** The findings of one rule; what upstream history has is no more than a warning. */
export function prefixRuleFindings(
  rule: PrefixFinding['rule'],
  patch: Patch,
  domain: Domain,
  clone: RepoFacts | null = null,
): RuleFinding[] {
  return prefixFindings(patch, domain)
    .filter((finding) => finding.rule === rule)
    .map((finding) => inUse(finding, clone))
    .map(({ message, hint, from, to, level, fix }) => ({
      message,
      hint,
      at: patch.shortlog.span(from, to),
      ...(level === undefined ? {} : { level }),
      ...(fix === undefined ? {} : { fix }),
    }));
}

function inUse(finding: PrefixFinding, clone: RepoFacts | null): PrefixFinding {
  const { unlisted } = finding;
  if (unlisted === undefined || clone?.isUsedPrefix(unlisted) !== true) return finding;
  return {
    ...finding,
    message: `\`${unlisted}\` is not listed in the guide, but used in ${COMMITS_IN_USE} commits or more`,
    level: 'warn',
  };
}

/** Linux as a guest: `x86/kvm:` is for just that, and it is not KVM's. */
function guestFindings(patch: Patch, shortlog: Shortlog): PrefixFinding[] {
  const [first] = shortlog.segments;
  if (first?.value.toLowerCase() !== 'kvm') return [];
  const clock = patch.diff.paths.every((path) => /clock/.test(path));
  return [
    {
      rule: 'shortlog-x86-kvm',
      message: '`KVM:` on a change of Linux as a guest of KVM',
      hint: `Use the prefix \`x86/${clock ? 'kvmclock' : 'kvm'}: \``,
      from: 0,
      to: shortlog.segments.at(-1)!.end,
    },
  ];
}

/** The shortlog starts with something else than `KVM:`, or with nothing. */
function otherPrefix(it: Case, first: Segment | undefined): PrefixFinding[] {
  const { shortlog, domain } = it;
  const words = shortlog.segments.map((segment) => segment.value);
  const isOurs = (word: string) => (namedTopic(word, domain)?.topic.arch ?? 'other') !== 'other';
  const speaksOfKvm = words.some((word) => namesKvm(word) || isOurs(word));
  if (it.elsewhere === 'most' || /^tree-?wide$/i.test(words[0] ?? '')) return [];
  const level: Severity | undefined = it.elsewhere === 'some' && !speaksOfKvm ? 'note' : undefined;
  const { topic, certain } = intended(it, wordsOf(words));
  const wanted = prefixOf(topic);
  const common = {
    hint: `Use the prefix \`${wanted.trim()}\``,
    from: first?.start ?? 0,
    to: shortlog.segments.at(-1)?.end ?? shortlog.value.length,
    ...(level === undefined ? {} : { level }),
  };
  const fix = (isSure: boolean): { fix?: Fix } =>
    level === undefined && isSure ? { fix: replaced(it, 0, shortlog.descriptionAt, wanted) } : {};
  if (first === undefined) {
    return [
      {
        ...common,
        rule: 'shortlog-prefix',
        message: 'No `KVM: <topic>:` prefix',
        ...fix(it.filesTopic !== null && !shortlog.value.includes(':')),
      },
    ];
  }
  if (/^x86\/kvm(?:\/|$)/i.test(first.value)) {
    return [
      {
        ...common,
        rule: 'shortlog-x86-kvm',
        message: '`x86/kvm` is only for Linux as a guest of KVM (arch/x86/kernel/kvm.c)',
        ...fix(certain && it.filesTopic !== null),
      },
    ];
  }
  if (isFile(first.value)) {
    return [
      {
        ...common,
        rule: 'shortlog-prefix',
        message: 'File name or path used as the prefix',
        ...fix(certain),
      },
    ];
  }
  if (/^(?:documentation|docs?)$/i.test(first.value) && it.patch.diff.paths.every(isDocs)) {
    return [
      {
        ...common,
        rule: 'shortlog-prefix',
        message: 'The prefix is not `KVM: <topic>:`',
        hint: `Use the prefix \`${prefixOf(it.filesTopic ?? '').trim()}\``,
        level: 'warn',
      },
    ];
  }
  return [
    {
      ...common,
      rule: 'shortlog-prefix',
      message: speaksOfKvm ? 'The prefix is not `KVM: <topic>:`' : 'Prefix of another subsystem',
      ...fix(certain && speaksOfKvm),
    },
  ];
}

/** Words that are right but for their case: `kvm: vmx:`. */
function caseFindings(it: Case): PrefixFinding[] {
  const edits: { start: number; end: number; text: string }[] = [];
  const [first, second] = it.shortlog.segments;
  if (first!.value !== 'KVM') edits.push({ start: first!.start, end: first!.end, text: 'KVM' });
  const named = second && namedTopic(second.value, it.domain);
  if (named?.by === 'case') edits.push({ start: second!.start, end: second!.end, text: named.topic.name });
  const [from, to] = [edits[0], edits.at(-1)];
  if (from === undefined || to === undefined) return [];
  const isSingular = edits.length === 1 && /^selftest$/i.test(it.shortlog.value.slice(from.start, from.end));
  return [
    {
      rule: 'shortlog-case',
      message: isSingular ? 'The topic is `selftests`, plural' : 'Names in the prefix are case sensitive',
      hint: `Write ${edits.map((edit) => `\`${edit.text}:\``).join(' and ')}`,
      from: from.start,
      to: to.end,
      fix: {
        title: 'Correct the case of the prefix',
        edits: edits.map((edit) => moved(it, edit.start, edit.end, edit.text)),
        certain: true,
      },
    },
  ];
}

/** What follows `KVM:`. */
function topicFindings(it: Case, segments: readonly Segment[]): PrefixFinding[] {
  const [topic, ...more] = segments;
  if (topic === undefined) return missingColon(it);
  const named = namedTopic(topic.value, it.domain);
  if (named?.topic.arch === 'other') return [];
  const whole = fileFinding(it, segments, named) ?? severalTopics(it, segments, named);
  if (whole !== null) return [whole];
  if (named === null) return [unknownTopic(it, topic)];
  return [unlistedTopic(it, topic, named), extraSegment(named, more[0])].filter((one) => one !== null);
}

/** Topics that a list of words names, as `VMX/SVM`. */
function topicsIn(it: Case, segments: readonly Segment[]): { words: string[]; known: string[] } {
  const words = wordsOf(segments.map((segment) => segment.value));
  return { words, known: words.filter((word) => namedTopic(word, it.domain) !== null) };
}

/** `KVM: mmu.c:`. */
function fileFinding(it: Case, segments: readonly Segment[], named: NamedTopic | null): PrefixFinding | null {
  const file = segments.find((segment) => isFile(segment.value));
  if (!file || named?.by === 'name') return null;
  const { topic: right, certain } = intended(it, topicsIn(it, segments).known);
  return {
    rule: 'shortlog-prefix',
    message: 'File name or path used as the prefix',
    hint: `Start it with \`${prefixOf(right)}\``,
    from: file.start,
    to: file.end,
    ...(certain && it.filesTopic !== null
      ? { fix: replaced(it, 0, it.shortlog.descriptionAt, prefixOf(right)) }
      : {}),
  };
}

/** `KVM: VMX: SVM:`, `KVM: x86: nVMX:`. */
function severalTopics(
  it: Case,
  segments: readonly Segment[],
  named: NamedTopic | null,
): PrefixFinding | null {
  const [topic, ...more] = segments;
  const { words, known } = topicsIn(it, segments);
  const second = more.map((segment) => namedTopic(segment.value, it.domain)).find((one) => one !== null);
  const isList = named === null && words.length > 1 && known.length === words.length;
  if (!isList && (named === null || second === undefined)) return null;
  const { topic: right, certain } = intended(it, known);
  // The architecture and what a test is of do follow selftests, and are applied so; a listed topic isn't.
  const isApplied =
    named?.topic.name === 'selftests' && (second?.topic.standing === 'used' || second?.topic.name === 'x86');
  return {
    rule: 'shortlog-topic',
    message: 'Use a single topic',
    hint: `Write \`${prefixOf(right).trim()}\`${right === 'selftests' ? ', and say what it tests in the description' : ''}`,
    from: topic!.start,
    to: segments.at(-1)!.end,
    ...(isApplied ? { level: 'warn' as const } : {}),
    ...withWords(it, topic!.start, right, certain, segments),
  };
}

/** A topic by another name, or one that the guide does not list. */
function unlistedTopic(it: Case, { value, start, end }: Segment, named: NamedTopic): PrefixFinding | null {
  const { filesTopic, domain } = it;
  const { topic, by } = named;
  if (by === 'alias') {
    // Common code is above every topic: that an alias names one of them does not make it the right one.
    const isSure = filesTopic === null || (filesTopic !== '' && isRelated(topic.name, filesTopic, domain));
    const right = isSure ? topic.name : filesTopic!;
    return {
      rule: 'shortlog-topic',
      message: `\`${value}\` is not one of KVM x86's topics`,
      hint: `Write \`${prefixOf(right).trim()}\``,
      from: start,
      to: end,
      ...(right !== '' && isSure ? { fix: replaced(it, start, end, right) } : {}),
    };
  }
  if (topic.standing !== 'used' || topic.name === '') return null;
  return {
    rule: 'shortlog-topic',
    message: `\`${topic.name}\` is in use, but not listed in the guide`,
    hint: `Maintainers accept it; the listed topics are ${listedNames(domain)}`,
    from: start,
    to: end,
    level: 'note',
  };
}

/** A word between the topic and the description. */
function extraSegment({ topic }: NamedTopic, extra: Segment | undefined): PrefixFinding | null {
  if (extra === undefined) return null;
  return {
    rule: isFile(extra.value) ? 'shortlog-prefix' : 'shortlog-topic',
    message: `\`${extra.value}\` is not a topic`,
    hint: `Move \`${extra.value}\` into the description, or drop it`,
    from: extra.start,
    to: extra.end,
    // The name of a test after selftests is applied as it is.
    level: topic.name === 'selftests' && /_/.test(extra.value) ? 'note' : 'warn',
  };
}

function unknownTopic(it: Case, topic: Segment): PrefixFinding {
  const above = topic.value.includes('/') ? namedTopic(topic.value.split('/')[0]!, it.domain) : null;
  const named = (name: string) => `\`${prefixOf(name).trim()}\``;
  const which =
    it.filesTopic !== null
      ? `The files touched suggest ${named(it.filesTopic)}`
      : above !== null
        ? `${named(above.topic.name)} is one`
        : `The topics are ${listedNames(it.domain)}`;
  return {
    rule: 'shortlog-topic',
    message: `\`${topic.value}\` is not one of KVM x86's topics`,
    hint: `${which}; propose a new topic on the list first`,
    from: topic.start,
    to: topic.end,
    unlisted: `KVM: ${topic.value}:`,
  };
}

const SELFTESTS = 'selftests';

/** Shortlogs of this length are fine. */
const LONGEST = 75;

/**
 * Rewrite the prefix from `start` on. A word that neither the new prefix nor the description says moves to the end of the
 * description, where it is the name of a test; else nothing is certain.
 */
function withWords(
  it: Case,
  start: number,
  topic: string,
  isCertain: boolean,
  segments: readonly Segment[],
): { fix?: Fix } {
  const { shortlog, domain } = it;
  if (!isCertain) return {};
  const said = shortlog.description.toLowerCase();
  const lost = segments
    .flatMap(({ value }) => wordsOf([value]))
    .map((word) => ({ word, names: namedTopic(word, domain)?.topic.name }))
    // Tests of KVM x86 have one topic, whatever of KVM they test, and that is said nowhere else.
    .filter(({ names }) => names === undefined || (topic === SELFTESTS && names !== topic && names !== 'x86'))
    .filter(({ word }) => !said.includes(word.toLowerCase()));
  const prefix = topic === '' ? '' : `${topic}: `;
  if (lost.length === 0) return { fix: replaced(it, start, shortlog.descriptionAt, prefix) };
  const [{ word, names }] = lost as [(typeof lost)[number]];
  const moved = `${prefix}${shortlog.description} in ${word}`;
  const isMovable = lost.length === 1 && names === undefined && topic === SELFTESTS;
  if (!isMovable || start + moved.length > LONGEST) return {};
  return { fix: replaced(it, start, shortlog.value.length, moved) };
}

/** `KVM: x86/mmu Fix …`: the colon after the topic is not there. */
function missingColon(it: Case): PrefixFinding[] {
  const { shortlog, domain } = it;
  const match = /^(\S+) (?=[A-Z][a-z])/.exec(shortlog.description);
  const named = match && namedTopic(match[1]!, domain);
  if (!match || !named || named.topic.standing === 'used' || named.by === 'alias') return [];
  const end = shortlog.descriptionAt + match[1]!.length;
  return [
    {
      rule: 'shortlog-prefix',
      message: 'No colon after the topic',
      hint: `Write \`${prefixOf(named.topic.name)}\``,
      from: shortlog.descriptionAt,
      to: end,
      fix: replaced(it, shortlog.descriptionAt, end, `${named.topic.name}:`),
    },
  ];
}

/** `KVM:x86:Fix …`. */
function tightFinding(it: Case): PrefixFinding {
  const { shortlog } = it;
  const text = `${shortlog.segments.map((segment) => segment.value).join(': ')}: `;
  return {
    rule: 'shortlog-prefix',
    message: 'Put one space after each colon of the prefix',
    hint: `Write \`${text}\``,
    from: 0,
    to: shortlog.segments.at(-1)!.end,
    fix: replaced(it, 0, shortlog.descriptionAt, text),
  };
}

function moved(it: Case, start: number, end: number, text: string) {
  const at = it.patch.shortlog.start;
  return { start: at + start, end: at + end, text };
}

function replaced(it: Case, start: number, end: number, text: string): Fix {
  return {
    title: `Write \`${text.trim()}\` in the prefix`,
    edits: [moved(it, start, end, text)],
    certain: true,
  };
}
