/** Tags that ask for a backport, written well or not. */
import type { Patch } from './patch';
import type { Trailer } from './trailers';

/** `stable@vger.kernel.org`, and `stable+noautosel@kernel.org`, which asks that there be none. */
const WELL = /^(?:[^<>#]*<)?(?:stable@vger\.kernel\.org|stable\+noautosel@kernel\.org)>?(?:\s*[#(,].*)?$/;
/** A list of a subsystem or someone's address may have the word in its name. */
const MEANT = /(?:^|[<\s"])(?:linux-)?stable(?:\+noautosel)?(?:@|>|\s|$|[#",])/i;

interface StableTag {
  readonly trailer: Trailer;
  /** Both key and value are as stable's tools look for them. */
  readonly well: boolean;
  /** What follows `#`, with it: `# v6.1+`; '' if there is nothing. */
  readonly comment: string;
}

export function stableTags(patch: Patch): StableTag[] {
  return patch.trailers.flatMap((trailer) => {
    const key = trailer.key.toLowerCase();
    const isTag = key === 'cc' ? MEANT.test(trailer.value) : key === 'stable' || key === 'cc-stable';
    if (!isTag) return [];
    const hash = trailer.value.indexOf('#');
    return [
      {
        trailer,
        well: trailer.key === 'Cc' && WELL.test(trailer.value),
        comment: hash === -1 ? '' : trailer.value.slice(hash),
      },
    ];
  });
}
