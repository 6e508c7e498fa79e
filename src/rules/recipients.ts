import {
  isKvm,
  listsForAll,
  type MaintainerSection,
  parseMaintainers,
  type Someone,
  sectionsOf,
} from '../analysis/kvm/maintainers';
import { exampleMail } from '../lint/example-mail';
import { type RulePage, seriesRule } from '../lint/rule';
import type { RuleFinding } from '../model/finding';
import type { CoverLetter, Headers, Patch, Person, Series } from '../model/patch';

/** A backport goes to the stable trees' maintainers. */
const STABLE = /^(?:v?\d+\.\d+(?:\.(?:y|\d+))?|stable(?:-\d.*)?)$/i;
/** The most to name in one line. */
const SHOWN = 6;

type SentMail = (Patch | CoverLetter) & { readonly headers: Headers };

export default seriesRule({
  id: 'recipients',
  section: 'series',
  level: 'warn',
  requires: ['mail', 'series'],
  summary: 'Send the whole series to all maintainers and lists',
  *check(series, { clone, stage }) {
    const mails = [series.cover, ...series.patches].filter(isAddressed);
    const first = mails[0];
    if (first === undefined || first.subject.words.some((word) => STABLE.test(word))) return;
    const file = clone?.file('MAINTAINERS');
    if (typeof file === 'string') yield* forgotten(series, mails, sectionsIn(file), stage !== 'send');
    else yield* forgottenLists(series, mails);
    yield* unequal(series, mails);
  },
});

function isAddressed(mail: Patch | CoverLetter | null): mail is SentMail {
  return mail !== null && mail.headers !== null && mail.headers.to.length + mail.headers.cc.length > 0;
}

/** KVM's lists, by what a path says about its architecture, and what reaches its people as well: known without a tree. */
const LISTS: readonly { readonly path: RegExp; readonly lists: readonly string[] }[] = [
  {
    path: /\b(?:arm64|aarch64)\b/,
    lists: ['kvmarm@lists.linux.dev', 'kvmarm@lists.cs.columbia.edu', 'linux-arm-kernel@lists.infradead.org'],
  },
  { path: /\briscv\b/, lists: ['kvm-riscv@lists.infradead.org', 'linux-riscv@lists.infradead.org'] },
  { path: /\b(?:virt|selftests)\/kvm\/|^arch\/x86\/kvm\//, lists: ['kvm@vger.kernel.org'] },
];

const OLD_LIST = 'kvmarm@lists.cs.columbia.edu';
/** Lists that moved: older mail went to the old address. */
const MOVED = [[OLD_LIST, 'kvmarm@lists.linux.dev']] as const;

/** Without MAINTAINERS: KVM's own list, and that of an architecture whose files are touched. */
function* forgottenLists(series: Series, mails: readonly SentMail[]): Iterable<RuleFinding> {
  const reached = reachedBy(mails);
  const paths = series.patches.flatMap((patch) => patch.diff.paths).filter((path) => /\bkvm\b/.test(path));
  const missing = LISTS.flatMap(({ path, lists }) =>
    paths.some((one) => path.test(one)) && !lists.some((list) => reached.has(list)) ? [lists[0]!] : [],
  );
  if (missing.length === 0) return;
  yield {
    message: `Missing recipients: ${missing.join(', ')}`,
    hint: 'Add the lists that scripts/get_maintainer.pl names',
    at: mails[0]!.headers.field('to')?.span() ?? null,
    of: mails[0],
  };
}

let kept: { text: string; sections: MaintainerSection[] } | null = null;

/** The file is large and the same for every series of a run. */
function sectionsIn(text: string): MaintainerSection[] {
  if (kept?.text !== text) kept = { text, sections: parseMaintainers(text) };
  return kept.sections;
}

/** Maintainers and lists that no mail of the series goes to. */
function* forgotten(
  series: Series,
  mails: readonly SentMail[],
  all: readonly MaintainerSection[],
  isOld: boolean,
): Iterable<RuleFinding> {
  const sections = sectionsOf([...new Set(series.patches.flatMap((patch) => patch.diff.paths))], all);
  if (sections.length === 0) return;
  const reached = reachedBy(mails);
  if (isOld) for (const [from, to] of MOVED) if (reached.has(from)) reached.add(to);
  const missing = sections.map((section) => missingOf(section, reached));
  const forAll = listsForAll(all).filter((list) => !reached.has(list));
  // A mail that came over a list was sent when MAINTAINERS was another one.
  const wasSent = mails.some(({ headers }) => headers.field('received') !== null);
  const needed = wasSent ? [] : unique(missing.flatMap((one) => one.needed));
  const named = unique([...missing.flatMap((one) => [...one.needed, ...one.named]), ...forAll]).filter(
    (one) => !needed.includes(one),
  );
  const at = mails[0]!.headers.field('to')?.span() ?? null;
  const hint = 'Add the maintainers and lists that scripts/get_maintainer.pl names to To or Cc';
  if (needed.length > 0) yield { message: `Missing recipients: ${some(needed)}`, hint, at, of: mails[0] };
  else if (named.length > 0) {
    yield {
      message: `More maintainers and lists in MAINTAINERS: ${some(named)}`,
      hint,
      at,
      of: mails[0],
      level: 'note',
    };
  }
}

/** KVM for x86 and common code: readers of this guide send to all of their maintainers. */
const OURS = /^KERNEL VIRTUAL MACHINE (?:\(KVM\)|FOR X86)/i;

/** Sections of all architectures have it. */
const COMMON_LIST = 'kvm@vger.kernel.org';

/** The missing people and lists of a section: those that are required, and those that may be left out for a reason. */
function missingOf(
  section: MaintainerSection,
  reached: ReadonlySet<string>,
): { needed: string[]; named: string[] } {
  const isReached = ({ name, email }: Someone) => reached.has(email) || reached.has(name.toLowerCase());
  const people = section.maintainers.filter((one) => !isReached(one)).map(shown);
  const lists = section.lists.filter((list) => !reached.has(list));
  const reviewers = section.reviewers.filter((one) => !isReached(one)).map(shown);
  const isOurs = OURS.test(section.title);
  // Another architecture is reached by its own list or by one of its maintainers.
  const isUnaware =
    people.length === section.maintainers.length &&
    section.lists.every((list) => list === COMMON_LIST || lists.includes(list));
  const needed = [
    ...(isOurs || (isKvm(section) && isUnaware) ? people : []),
    ...(isKvm(section) ? lists.filter((list) => /^kvm/.test(list)) : []),
  ];
  return { needed, named: [...people, ...lists, ...reviewers].filter((one) => !needed.includes(one)) };
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

function reachedBy(mails: readonly SentMail[]): Set<string> {
  const reached = new Set<string>();
  for (const { headers } of mails) {
    for (const person of [...headers.to, ...headers.cc, ...(headers.from ? [headers.from] : [])]) {
      reached.add(person.email.toLowerCase());
      if (person.name !== '') reached.add(person.name.toLowerCase());
    }
  }
  return reached;
}

/** People who get some patches of the series and not others, although no line of those patches names them. */
function* unequal(series: Series, mails: readonly SentMail[]): Iterable<RuleFinding> {
  // Those whom a tag names: git send-email writes to them, with this one patch only.
  const named = new Set<string>();
  for (const patch of series.patches) {
    if (patch.author) named.add(patch.author.email.toLowerCase());
    for (const { value } of patch.trailers) {
      for (const email of value.match(/(?<![^\s<>,"])[^\s<>,"@]+@[^\s<>,"]+/g) ?? [])
        named.add(email.toLowerCase());
    }
  }
  const everyone = new Map<string, { person: Person; mails: SentMail[] }>();
  for (const mail of mails) {
    for (const person of [...mail.headers.to, ...mail.headers.cc]) {
      const email = person.email.toLowerCase();
      if (named.has(email) || email === mail.headers.from?.email.toLowerCase()) continue;
      const entry = everyone.get(email);
      if (entry === undefined) everyone.set(email, { person, mails: [mail] });
      else if (entry.mails.at(-1) !== mail) entry.mails.push(mail);
    }
  }
  const partly = [...everyone.values()].filter((one) => one.mails.length < mails.length);
  if (partly.length === 0) return;
  const left = mails.find((mail) => partly.some((one) => !one.mails.includes(mail)))!;
  yield {
    message: `Only part of the series is sent to ${some(partly.map(({ person }) => person.email))}`,
    hint: 'Send all patches and the cover letter to the same people and lists: `git format-patch --to --cc`',
    at: left.headers.field('cc')?.span() ?? left.headers.field('to')?.span() ?? null,
    of: left,
    level: 'note',
  };
}

function shown({ name, email }: Someone): string {
  return name === '' ? email : `${name} <${email}>`;
}

function some(names: readonly string[]): string {
  const more = names.length - SHOWN;
  return `${names.slice(0, SHOWN).join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

const ARM = `
KERNEL VIRTUAL MACHINE FOR ARM64 (KVM/arm64)
M:	Ann Arm <arm@example.org>
L:	kvmarm@lists.linux.dev
F:	arch/arm64/kvm/
`;
const MAINTAINERS = `List of maintainers

KERNEL VIRTUAL MACHINE (KVM)
M:	Carla Common <carla@example.org>
L:	kvm@vger.kernel.org
F:	virt/kvm/*
F:	tools/testing/selftests/kvm/

KERNEL VIRTUAL MACHINE FOR X86 (KVM/x86)
M:	Xaver Xeon <xaver@example.org>
R:	Rita Reviewer <rita@example.org>
L:	kvm@vger.kernel.org
F:	arch/x86/kvm/

X86 ARCHITECTURE (32-BIT AND 64-BIT)
M:	Tina Tip <tina@example.org>
F:	arch/x86/

THE REST
L:	linux-kernel@vger.kernel.org
F:	*
F:	*/
`;
const clone = { files: { MAINTAINERS } };
const KVM = 'kvm@vger.kernel.org';
const ALL = `${KVM}, linux-kernel@vger.kernel.org, rita@example.org`;
const TO = 'Xaver Xeon <xaver@example.org>';
const post = (prefix: string, headers: Record<string, string>, path = 'arch/x86/kvm/x86.c', text?: string) =>
  exampleMail({
    subject: `[${prefix}] KVM: x86: Change it`,
    diff: / 0\//.test(prefix) ? {} : { [path]: ['-old', '+new'] },
    headers,
    text,
  });
const withArm = { files: { MAINTAINERS: `${MAINTAINERS}${ARM}` } };
/** A patch of x86 that touches another architecture as well. */
const touching = (path: string, headers: Record<string, string>) => [
  exampleMail({
    subject: '[PATCH] KVM: x86: Change it',
    diff: { 'arch/x86/kvm/x86.c': ['-old', '+new'], [path]: ['-old', '+new'] },
    headers,
  }),
];
const arm = (list: string) =>
  touching('arch/arm64/kvm/arm.c', { To: `arm@example.org, ${TO}`, Cc: `${ALL}, ${list}` });

export const page = (): RulePage => ({
  guide: 'submitting-patches: Select the recipients for your patch',
  why: `A patch that is not sent to its maintainer does not get applied. MAINTAINERS names people and lists for every file: git kvm
reads it from the clone's HEAD, and asks for those of KVM's entries; without a clone it asks for KVM's lists only. The
recipients of one patch of a series need to see the rest of it, too.`,
  valid: [
    { name: 'maintainer and lists', series: [post('PATCH', { To: TO, Cc: ALL })], clone },
    { name: 'the maintainer posts', series: [post('PATCH', { From: TO, To: ALL })], clone },
    {
      name: 'another address of the maintainer',
      series: [post('PATCH', { To: 'Xaver Xeon <xx@example.com>', Cc: ALL })],
      clone,
    },
    {
      name: 'all get all of it',
      series: ['PATCH 0/1', 'PATCH 1/1'].map((prefix) => post(prefix, { To: TO, Cc: ALL })),
      clone,
    },
    {
      name: 'a reporter gets the fix alone',
      series: [
        post('PATCH 1/2', { To: TO, Cc: ALL }),
        post(
          'PATCH 2/2',
          { To: TO, Cc: `${ALL}, bob@example.org` },
          undefined,
          'Fix it.\n\nReported-by: Bob Builder <bob@example.org>',
        ),
      ],
      clone,
    },
    {
      name: 'another architecture’s patch',
      series: [post('PATCH', { To: KVM }, 'arch/mips/kvm/mips.c').replace('KVM: x86:', 'KVM: MIPS:')],
    },
    { name: 'not addressed yet', series: [post('PATCH', {})], clone },
    { name: 'the list where it was then', series: arm(OLD_LIST), clone: withArm, stage: 'check' },
    { name: 'no tree to read MAINTAINERS from', series: [post('PATCH', { To: KVM })] },
    {
      name: 'an architecture’s list',
      series: touching('arch/riscv/kvm/a.c', { To: `${KVM}, kvm-riscv@lists.infradead.org` }),
    },
  ],
  invalid: [
    {
      name: 'at neither place',
      series: arm(KVM),
      clone: withArm,
      stage: 'check',
      quotes: [`arm@example.org, ${TO}`],
    },
    {
      name: 'the list is elsewhere today',
      series: arm(OLD_LIST),
      clone: withArm,
      quotes: [`arm@example.org, ${TO}`],
    },
    {
      name: 'the maintainer is forgotten',
      series: [post('PATCH', { To: KVM, Cc: 'linux-kernel@vger.kernel.org' })],
      clone,
      quotes: [KVM],
      says: ['Missing recipients: Xaver Xeon <xaver@example.org>'],
    },
    {
      name: 'the lists are forgotten',
      series: [post('PATCH', { To: TO })],
      clone,
      quotes: [TO],
      says: ['Missing recipients: kvm@vger.kernel.org'],
    },
    {
      name: 'common code has another maintainer',
      series: [post('PATCH', { To: TO, Cc: ALL }, 'virt/kvm/kvm_main.c')],
      clone,
      quotes: [TO],
    },
    {
      name: 'linux-kernel@ is forgotten',
      series: [post('PATCH', { To: TO, Cc: KVM })],
      clone,
      quotes: [TO],
      levels: ['note'],
    },
    {
      name: 'KVM’s list is missing, and no tree is available',
      series: [post('PATCH', { To: TO })],
      quotes: [TO],
    },
    {
      name: 'a part of the series for some',
      series: [post('PATCH 1/2', { To: TO, Cc: KVM }), post('PATCH 2/2', { To: TO, Cc: ALL })],
      quotes: [KVM],
      levels: ['note'],
    },
  ],
});
