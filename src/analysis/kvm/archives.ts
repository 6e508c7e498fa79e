/** Archives of mailing lists, and the Message-ID in an address where it has one. */
import { matchesOf } from '../../model/matches';

interface Archive {
  /** Host, without `www.`. */
  readonly host: RegExp;
  /** Where in path and query the Message-ID stands. */
  readonly id?: RegExp;
}

const LORE = /^(?:lore\.kernel\.org|(?:patch\.)?msgid\.link)$/;

/** Archives that are not lore: not to last, or without the Message-ID, or without the thread. */
const ARCHIVES: readonly Archive[] = [
  { host: /^lkml\.kernel\.org$/, id: /^\/[a-z0-9.-]+\/([^/?#]+@[^/?#]+)/ },
  { host: /^lkml\.org$/ },
  { host: /^lkml\.iu\.edu$|^lkml\.indiana\.edu$/ },
  { host: /^marc\.info$/, id: /[?&]i=([^&#]+@[^&#]+)/ },
  { host: /^mid\.gmane\.org$/, id: /^\/([^/?#]+@[^/?#]+)/ },
  { host: /^(?:[a-z]+\.)*gmane\.(?:org|io)$/ },
  { host: /^spinics\.net$/ },
  { host: /^mail-archive\.com$/, id: /[?&](?:search\?l=[^&]*&q=)?(?:mid|i)[=:]([^&#]+@[^&#]+)/ },
  { host: /^patchwork\.kernel\.org$/, id: /^\/project\/[^/]+\/(?:patch|cover)\/([^/?#]+@[^/?#]+)/ },
  { host: /^patchwork\.ozlabs\.org$/, id: /^\/project\/[^/]+\/(?:patch|cover)\/([^/?#]+@[^/?#]+)/ },
  { host: /^patchew\.org$/, id: /^\/[^/]+\/([^/?#]+@[^/?#]+)/ },
  { host: /^yhbt\.net$|^public-inbox\.org$/, id: /^\/(?:[^/]+\/)?([^/?#]+@[^/?#]+)/ },
  { host: /^lists\.(?:cs\.columbia\.edu|infradead\.org|linuxfoundation\.org|ozlabs\.org)$/ },
  { host: /^(?:lists\.)?(?:openwall\.net|gossamer-threads\.com)$|^linux\.kernel\.narkive\.com$/ },
];

interface ListLink {
  /** As written. */
  readonly url: string;
  /** Where it starts in the text. */
  readonly at: number;
  readonly lore: boolean;
  /** The same mail on lore; null where the address does not tell which mail it is. */
  readonly onLore: string | null;
}

const URL_START = /https?:\/\//g;

/** Every link into an archive of a mailing list. */
export function listLinks(text: string): ListLink[] {
  const links: ListLink[] = [];
  for (const match of matchesOf(URL_START, text)) {
    const at = match.index;
    const whole = /^[^\s<>"'`()[\]{}|\\^]*/.exec(text.slice(at, at + 1000))![0];
    const url = whole.replace(/(?<![.,;:!?])[.,;:!?]+$/, '');
    const parts = /^https?:\/\/(?:www\.)?([^/?#:]+)(?::\d+)?(.*)$/.exec(url);
    if (!parts) continue;
    const host = parts[1]!.toLowerCase();
    if (LORE.test(host)) {
      links.push({ url, at, lore: true, onLore: url });
      continue;
    }
    const archive = ARCHIVES.find((known) => known.host.test(host));
    // The front page of an archive is not a mail.
    if (archive === undefined || /^\/?$/.test(parts[2]!)) continue;
    const id = archive.id?.exec(parts[2]!)?.[1];
    const route = parts[2]!.startsWith('/r/') ? 'r' : 'all';
    links.push({ url, at, lore: false, onLore: id ? `https://lore.kernel.org/${route}/${id}` : null });
  }
  return links;
}
