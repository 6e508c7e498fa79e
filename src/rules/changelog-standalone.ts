import { proseOf, sentencesOf } from '../analysis/english';
import { patchRule, type RulePage } from '../lint/rule';
import type { RuleFinding } from '../model/finding';
import type { Text } from '../model/text';
import { oneOf, pattern } from '../model/words';

/** `This also exercises …`, `It fixes …`: the shortlog is the antecedent of "this" and "it". */
const LEANS = pattern('i')`^(?:(?:also|so|thus|but|and)[, ]+)?(this|it|that|these|those|they)(?:['’]s)?(?=\s+
    ${oneOf`also\s+, is\s+, was\s+, are\s+, will\s+, can\s+, \w+ly\s+`}?(?!patch|commit|series|change|implementation|means that)[a-z]+)`;
/** `It is valid to …`, `It turns out that …`: stands for nothing. */
const EXPLETIVE = pattern(
  'i',
)`^it(?:(?:['’]s|\s${oneOf`is, was, may, can, would, will, might`})(?:\snot)?(?:\sbe)?(?:\s\w+ly)?\s
    ${oneOf`
      (?:in|un)?valid, (?:im)?possible, (?:un)?clear, (?:un)?safe, (?:un)?necessary, (?:un)?likely, (?:il)?legal,
      use(?:ful|less), helpful, easy, easier, hard, harder, better, cleaner, worth, important, convenient,
      enough, sufficient, fine, good, nice, confusing, common, pointless
    `}|\s${oneOf`turns out, seems, looks like, appears, makes sense, makes no sense`})\b`;
/** `… the above`, `as the title says`, `do so`. */
const POINTS = pattern(
  'i',
)`\b(the above|as above|(?:as|see|in|per) (?:the |\$)?(?:subject|title|shortlog|summary)
    (?: line)?(?: says| states)?|\$(?:subject|title)|(?:do|does|doing) (?:so|this|that|it))(?=[\s.,;:]|$)`;
/** `Fix that by …`: further on in a sentence, `it` may be what the sentence names. */
const COMMANDS = pattern('i')`^((?:so |thus |simply |just )?
    ${oneOf`fix, remove, drop, use, add, move, rename, correct`} (?:it|this|that|them|these|those))
    (?=[\s.,;:]|$)`;
/** `Initialize the field alongside …`: a thing that no one has named yet. */
const UNNAMED = pattern()`^(?:also |simply |just |explicitly )?[A-Z]\w+ (the ${oneOf`
    field, function, helper, flag, variable, parameter, param, struct, structure, test, testcase, issue,
    bug, problem, check, macro, ioctl, comment, callback, hook, option, error, warning, condition, code,
    call, value, line, typo, member, lock
  `})(?= (?!of\b|that\b|which\b|when\b|where\b|in\b|to\b|for\b|from\b|on\b|at\b|used\b|by\b|with\b|and\b|is\b)[a-z]+\b|[.,;])`;

/** A start that continues something: in lowercase, after dots, or with a word that refers back. */
const FRAGMENT = pattern()`^${oneOf`
    ${oneOf`
      by, and, or, so, which, because, since, as, to, in, for, when, if, but, where, while, that, with,
      from, is, are, has, instead, due, otherwise
    `}(?=[\s,]),
    (?:\.{3}|…), Needed (?:for|to|by|in|since|as|because)\b, Same (?:as|for|here|thing)\b, Otherwise\b,
    Likewise\b, Ditto\b, Which\b
  `}`;

export default patchRule({
  id: 'changelog-standalone',
  section: 'changelog',
  level: 'note',
  requires: ['message'],
  summary: 'Write the changelog to be read without the shortlog',
  *check(patch) {
    const lead = proseOf(patch.changelog)[0];
    const first = lead === undefined ? undefined : sentencesOf(lead.value)[0];
    if (lead === undefined || first === undefined || /^This (?:partially )?reverts commit/.test(first.value))
      return;
    const finding =
      startsInside(lead, first.start, first.value) ?? leansOnShortlog(lead, first.start, first.value);
    if (finding !== null) yield finding;
  },
});

/** A sentence that continues the shortlog: `by checking the pointer.` */
function startsInside(lead: Text, start: number, sentence: string): RuleFinding | null {
  const word = FRAGMENT.exec(sentence)?.[0] ?? purposeAlone(sentence);
  if (word === null) return null;
  return {
    message: 'The changelog continues the sentence of the shortlog',
    hint: 'Start with a complete sentence that says what changes',
    at: lead.span(start, start + word.length),
  };
}

/** `To make sure that …`, `So that …`: a reason, and nothing that is done for it. Longer ones have a main clause. */
function purposeAlone(sentence: string): string | null {
  if (sentence.length > 90 || /,|\b(?:is|are|needs?|must|has|have)\b/.test(sentence)) return null;
  return /^(?:To|So that|Because|In order to)(?=\s)/.exec(sentence)?.[0] ?? null;
}

function leansOnShortlog(lead: Text, start: number, sentence: string): RuleFinding | null {
  const match =
    (EXPLETIVE.test(sentence) ? null : LEANS.exec(sentence)) ??
    UNNAMED.exec(sentence) ??
    COMMANDS.exec(sentence) ??
    (POINTS.exec(sentence.slice(0, 60)) as RegExpExecArray | null);
  if (match === null) return null;
  const from = start + match.index + match[0].indexOf(match[1]!);
  return {
    message: `\`${match[1]!}\` has no antecedent: the changelog must read without the shortlog`,
    hint: 'Name what it refers to',
    at: lead.span(from, from + match[1]!.length),
  };
}

const IN = (text: string) => `KVM: Initialize stats_id early\n\n${text}\n`;

export const page = (): RulePage => ({
  guide: 'submitting-patches: Describe your changes',
  why: `Mail clients and git show the shortlog apart from the changelog, and reviewers quote one without the other. "This",
"it" and "the field" are clear only right after the shortlog: name the thing again. This is advice.`,
  valid: [
    { name: 'what the sentence names', message: IN('Add a lookup by id and use it to find stats.') },
    { name: 'it stands for nothing', message: IN('It may not be clear what stats_id is: rename it.') },
    {
      name: 'it names what changes',
      message: IN('Initialize stats_id alongside the other fields of struct kvm.'),
    },
    { name: 'the field is named', message: IN('Initialize the field stats_id in kvm_create_vm().') },
    { name: 'a thing that is described', message: IN('Fix the bug where a VM has no stats_id.') },
    {
      name: 'an identifier in lower case',
      message: IN('stats_id is set too late, set it when the VM is created.'),
    },
    {
      name: 'later sentences may point back',
      message: IN('Initialize stats_id early.  This makes it safe to use.'),
    },
    {
      name: 'a reason, and what is done for it',
      message: IN('To make sure that the stats are there, initialize stats_id early.'),
    },
    { name: 'a reason first', message: IN('To use stats_id early the lock is needed.') },
    {
      name: 'a long reason first',
      message: IN(
        'To get the statistics of a VM before its first vCPU exists userspace reads them from a file by then.',
      ),
    },
    { name: 'a revert', message: IN('This reverts commit 0123456789abcdef0123456789abcdef01234567.') },
  ],
  invalid: [
    { name: 'the field', message: IN('Initialize the field alongside the others.'), quotes: ['the field'] },
    { name: 'this', message: IN('This also makes it safe to use.'), quotes: ['This'] },
    { name: 'in mid-sentence', message: IN('by moving it into kvm_create_vm().'), quotes: ['by'] },
    { name: 'after dots', message: IN('... by moving it into kvm_create_vm().'), quotes: ['...'] },
    {
      name: 'a word that continues a sentence',
      message: IN('Needed for the stats of a VM.'),
      quotes: ['Needed for'],
    },
    { name: 'a reason alone', message: IN('To get the stats of a VM early.'), quotes: ['To'] },
    { name: 'as the subject says', message: IN('Do as the subject says.'), quotes: ['as the subject says'] },
    { name: 'fix it', message: IN('Fix it by moving stats_id.'), quotes: ['Fix it'] },
  ],
});
