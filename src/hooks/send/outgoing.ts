/** What git send-email adds to mails that it was given: recipients, and the message that the series replies to. */
import { readFileSync } from 'node:fs';
import { optionsOf, type SendCommand } from '../../git/send-email-command';
import type { Setting } from '../../git/settings';
import type { CoverLetter, Headers, Patch, Person, Series } from '../../model/patch';
import { stableTags } from '../../model/stable';
import { parseAddresses } from '../../patches/address';
import { readHead } from '../../patches/mail';

/** Null where it can't be known: a command or an alias names the recipients. */
interface Outgoing {
  readonly recipients: Readonly<Record<'to' | 'cc', readonly Person[]>> | null;
  readonly inReplyTo: readonly string[];
  /** A kind of tag whose people git writes to: `cc`, `sob` or `misc`. */
  writesTo(kind: 'cc' | 'sob' | 'misc'): boolean;
  /** An editor opens after the checks: git before 2.41, with --annotate or --compose. */
  readonly isEditedLater: boolean;
}

/**
 * From the command line of git send-email and the configuration, for a git that hands the hook no headers.
 * @param settings all of the configuration
 * @returns null where the command line can't be read
 */
export function outgoingOf(command: SendCommand | null, settings: readonly Setting[]): Outgoing | null {
  if (command === null) return null;
  const typed = optionsOf(command.args);
  const identity = typed.has('no-identity')
    ? undefined
    : (typed.get('identity')?.at(-1) ?? last(settings, 'identity'));
  /** Options win over the configuration, and an identity's over that of all. */
  const valuesOf = (name: string): string[] => {
    const options = typed.get(name);
    if (options !== undefined) return [...options];
    if (typed.has(`no-${name}`)) return [];
    const key = name.replaceAll('-', '');
    const own = identity === undefined ? [] : named(settings, `${identity}.${key}`);
    return own.length > 0 ? own : named(settings, key);
  };
  const isOn = (name: string) => {
    if (typed.has(`no-${name}`)) return false;
    return typed.has(name) || /^(?:true|yes|on|1)$/i.test(valuesOf(name).at(-1) ?? '');
  };
  const isByCommand = ['to-cmd', 'cc-cmd', 'header-cmd'].some((name) => valuesOf(name).length > 0);
  const to = addresses(valuesOf('to'));
  const cc = addresses(valuesOf('cc'));
  const suppressed = new Set(valuesOf('suppress-cc').flatMap((value) => value.split(',')));
  const isKnown = !isByCommand && to !== null && cc !== null;
  return {
    recipients: isKnown ? { to, cc } : null,
    inReplyTo: valuesOf('in-reply-to').slice(-1).map(bracketed),
    writesTo: (kind) =>
      !['all', 'body', kind === 'cc' ? 'bodycc' : kind === 'misc' ? 'misc-by' : 'sob'].some((one) =>
        suppressed.has(one),
      ),
    isEditedLater: isOn('annotate') || typed.has('compose'),
  };
}

/** The same series with what is added to each mail. */
export function withOutgoing(all: readonly Series[], outgoing: Outgoing): Series[] {
  const { recipients, inReplyTo } = outgoing;
  return mapMails(all, (mail, isFirst) => {
    // Without a To: git asks for one.
    const isKnown = recipients !== null && (recipients.to.length > 0 || (mail.headers?.to.length ?? 0) > 0);
    return {
      to: isKnown ? recipients.to : [],
      cc: isKnown ? [...recipients.cc, ...fromTags(mail, outgoing)] : [],
      inReplyTo: isFirst ? inReplyTo : [],
    };
  });
}

/**
 * The same from the headers that git 2.41 and later writes for each mail.
 * @param headers the file of the headers, by the name of the mail's file
 */
export function withHeaderFiles(all: readonly Series[], headers: ReadonlyMap<string, string>): Series[] {
  return mapMails(all, (mail, isFirst) => {
    const file = headers.get(mail.origin.file ?? '');
    if (file === undefined) return { to: [], cc: [], inReplyTo: [] };
    const { to, cc, inReplyTo } = readHead(readFileSync(file), 1).headers;
    // Of the others git tells here what the first one replies to.
    return { to, cc, inReplyTo: isFirst ? inReplyTo : [] };
  });
}

type Added = Pick<Headers, 'to' | 'cc' | 'inReplyTo'>;

function mapMails(
  all: readonly Series[],
  added: (mail: Patch | CoverLetter, isFirst: boolean) => Added,
): Series[] {
  const first = all[0]?.cover ?? all[0]?.patches[0];
  const change = <T extends Patch | CoverLetter>(mail: T): T => ({
    ...mail,
    headers: mail.headers === null ? null : merged(mail, mail.headers, added(mail, mail === first)),
  });
  return all.map((series) => ({
    ...series,
    cover: series.cover === null ? null : change(series.cover),
    patches: series.patches.map(change),
  }));
}

function merged(mail: Patch | CoverLetter, own: Headers, added: Added): Headers {
  const { from, date, references } = own;
  const both = (name: 'to' | 'cc') => {
    const known = new Set(own[name].map(({ email }) => email.toLowerCase()));
    // Git's own harvest of "Cc: stable@" is not the sender's choice.
    const isHarvest = mail.kind === 'patch' && stableTags(mail).length > 0;
    const more = added[name].filter(
      ({ email }) => !known.has(email.toLowerCase()) && !(isHarvest && isStable(email)),
    );
    return [...own[name], ...more];
  };
  return {
    from,
    date,
    references,
    field: (name) => own.field(name),
    to: both('to'),
    cc: both('cc'),
    inReplyTo: added.inReplyTo.length > 0 ? added.inReplyTo : own.inReplyTo,
  };
}

/** The people whom git finds in the tags of a patch. */
function fromTags(mail: Patch | CoverLetter, { writesTo }: Outgoing): Person[] {
  if (mail.kind !== 'patch') return [];
  const kindOf = (key: string) => {
    if (/^cc$/i.test(key)) return 'cc';
    return /^signed-off-by$/i.test(key) ? 'sob' : /-by$/i.test(key) ? 'misc' : null;
  };
  return mail.trailers.flatMap(({ key, value }) => {
    const kind = kindOf(key);
    return kind !== null && writesTo(kind) ? parseAddresses(value.replace(/#.*$/, '')).filter(hasHost) : [];
  });
}

/** Null where one of them is an alias. */
function addresses(values: readonly string[]): Person[] | null {
  const people = values.flatMap(parseAddresses);
  return people.every(hasHost) ? people : null;
}

function hasHost({ email }: Person): boolean {
  return email.includes('@');
}

function isStable(email: string): boolean {
  return /^stable@(?:vger\.)?kernel\.org$/i.test(email);
}

function bracketed(id: string): string {
  return `<${id.trim().replace(/^<|>$/g, '')}>`;
}

function named(settings: readonly Setting[], name: string): string[] {
  // The part in the middle keeps its case.
  const key = `sendemail.${name}`;
  return settings.filter((one) => one.key === key).map(({ value }) => value);
}

function last(settings: readonly Setting[], name: string): string | undefined {
  return named(settings, name).at(-1);
}
