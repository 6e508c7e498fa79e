/** True if two names and addresses are one person's, as tags and headers write them. */

import { memoizeText } from '../../model/memoize-text';
import type { Person } from '../../model/patch';
import { type Trailer, trailersOf } from '../../model/trailers';
import { oneOf, pattern } from '../../model/words';

/** Of names and addresses that come again and again, so many are remembered. */
const MOST_PEOPLE = 2000;

export interface SignOff {
  readonly trailer: Trailer;
  readonly person: Person;
}

/** `Ada Example <ada@example.org> # comment`. Where there is no address, all of it is the name. */
export function personOf(value: string): Person {
  const open = value.lastIndexOf('<');
  const close = value.indexOf('>', open);
  if (open === -1 || close === -1) {
    const bare = value.trim();
    return /^\S+@\S+$/.test(bare) ? { name: '', email: bare } : { name: bare, email: '' };
  }
  return {
    name: value
      .slice(0, open)
      .trim()
      .replace(/^"(.*)"$/, '$1'),
    email: value.slice(open + 1, close).trim(),
  };
}

export function peopleOf(trailers: readonly Trailer[], key: string): SignOff[] {
  return trailersOf(trailers, key).map((trailer) => ({ trailer, person: personOf(trailer.value) }));
}

/** Small letters, no `+tag`: what two spellings of one address have in common. */
export const addressKey = memoizeText((email) => {
  const [local = '', host = ''] = email.toLowerCase().split('@');
  return `${local.replace(/\+.*$/, '')}@${host}`;
}, MOST_PEOPLE);

/** The words of a name in no order, without accents, dots and case: `Doe, Jane Q.` is `Jane Doe`. */
const nameWords = memoizeText(
  (name): readonly string[] =>
    name
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .replace(/\([^()]*\)|\bvia\b[\s\S]*$/g, ' ')
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word !== '' && !/^[a-z]$/.test(word))
      .sort(),
  MOST_PEOPLE,
);

function sameAddress(a: Person, b: Person): boolean {
  return a.email !== '' && addressKey(a.email) === addressKey(b.email);
}

export function sameName(a: Person, b: Person): boolean {
  const [one, other] = [nameWords(a.name), nameWords(b.name)];
  return one.length > 0 && one.join(' ') === other.join(' ');
}

/** One person, by address or by name. Names that only one of the two gives in full do not prove the opposite. */
export function samePerson(a: Person, b: Person): boolean {
  return sameAddress(a, b) || sameName(a, b);
}

/** Returns true if an address without a proper name looks like this person's: `jdoe@` may be Jane Doe. */
export function maybeSame(address: Person, person: Person): boolean {
  // Two full names that differ are two people, though they share a surname.
  if (nameWords(address.name).length > 1) return false;
  const local = `${address.email.split('@')[0]} ${address.name}`.toLowerCase();
  return nameWords(person.name).some((word) => word.length >= 4 && local.includes(word));
}

/** Mail that a list or a relay sends in someone's stead: its From says nothing about the sender. */
export function isRelay(person: Person): boolean {
  return (
    /\bvia\b/i.test(person.name) ||
    /^(?:devnull|noreply|no-reply|bounces?)\b|@(?:vger\.kernel\.org|lists?\.)|\.ozlabs\.org$|@kernel\.org\.invalid$/i.test(
      person.email,
    )
  );
}

/** Names that assistants and bots sign with, as the whole of a name. */
const TOOLS = pattern('i')`^(?:(?:anthropic |google |openai |github )?${oneOf`
    claude(?: code| opus| sonnet| haiku)?, copilot, codex, gemini, chatgpt, gpt, cursor, devin
  `}(?: (?:agent|ai|cli))?(?:[ -]v?\d[\w.-]*)?|.{1,60}\[bot\])$`;
/** Names that people have as well: only an address that no one reads tells. */
const GIVEN_NAMES = /^(?:claude|devin|gemini)$/i;

/** Returns true if a name and address are those of a tool, which cannot certify a patch's origin. */
export function isTool({ name, email }: Person): boolean {
  if (/^(?:noreply|no-reply)@(?:anthropic|openai|cursor)\./i.test(email)) return true;
  return TOOLS.test(name) && (!GIVEN_NAMES.test(name) || /^no-?reply\b/i.test(email));
}
