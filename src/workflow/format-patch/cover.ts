/** The text of a cover letter: from the template, or carried over from the letter that was there before. */

/** What someone has written of a series. Mails are handled as bytes (Latin-1), so that none of them changes. */
export interface Letter {
  /** The subject after its brackets, as it is in the header. */
  readonly subject: string;
  /** Everything above git's list of the patches. */
  readonly blurb: string;
}

const SUBJECT = '*** SUBJECT HERE ***';
const BLURB = '*** BLURB HERE ***';
/** `Ada Example (2):`, where git starts its own part of the letter. */
const LISTING = /^\S.{0,200} \(\d+\):\n {2}\S/m;

/** What its author wrote into a cover letter; null where it is as git made it. */
export function readLetter(mail: string): Letter | null {
  const cut = mail.indexOf('\n\n');
  if (cut === -1) return null;
  const field = /^Subject: (.*(?:\n[ \t].*)*)/m.exec(mail.slice(0, cut))?.[1] ?? '';
  const subject = field.slice(field.indexOf(']') + 1).trim();
  const body = mail.slice(cut + 2);
  const listing = LISTING.exec(body);
  if (listing === null) return null;
  const blurb = body.slice(0, listing.index).trim();
  if (subject === SUBJECT && blurb.includes(BLURB)) return null;
  return { subject, blurb };
}

/** Put a letter's words, or a template's, into the one that git made. */
export function fillLetter(mail: string, letter: Partial<Letter>): string {
  let filled = mail;
  if (letter.subject) filled = filled.replace(SUBJECT, () => letter.subject!);
  if (letter.blurb) filled = filled.replace(BLURB, () => letter.blurb!);
  return filled;
}

/** What changed since the version before, and where that is; the author fills in the rest. */
export function changesSince(previous: number, messageId: string | null): string {
  const id = messageId?.replace(/^<|>$/g, '');
  const link = id
    ? `https://lore.kernel.org/all/${id}`
    : 'https://lore.kernel.org/all/*** MESSAGE-ID HERE ***';
  return `Changes since v${previous}:\n  - *** CHANGES HERE ***\n\nv${previous}: ${link}`;
}

/** A letter of an earlier version, with the changes since: the newest ones first. */
export function withChanges(blurb: string, changes: string): string {
  const earlier = /^(?:Changes since v\d|v\d{1,3}[: ])/m.exec(blurb);
  if (earlier === null) return `${blurb}\n\n${changes}`;
  return `${blurb.slice(0, earlier.index)}${changes}\n\n${blurb.slice(earlier.index)}`;
}

/** What its author wrote under the `---` of a patch, above git's diffstat; '' if nothing. */
export function readNotes(mail: string): string {
  const start = mail.indexOf('\n---\n');
  if (start === -1) return '';
  const rest = mail.slice(start + 5);
  const stat = /^ \S.{0,300} \| +(?:\d|Bin)|^(?:diff --git |Notes(?: \(|:$))/m.exec(rest);
  return rest.slice(0, stat?.index ?? 0).trim();
}

/** Put words under the `---` of a patch. */
export function fillNotes(mail: string, notes: string): string {
  return mail.replace('\n---\n', () => `\n---\n${notes}\n\n`);
}
