/** Which sections of the clone's guide are not those that this release was made from. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GuideSection, sectionsOf } from '../../model/guide';

export interface GuideDrift {
  readonly changed: readonly string[];
  readonly added: readonly string[];
  readonly gone: readonly string[];
}

/** A short hash of a section's words: wrapping and spacing change nothing. */
function hashOf({ text }: GuideSection): string {
  return createHash('sha256').update(text.replace(/\s+/g, ' ').trim()).digest('hex').slice(0, 16);
}

/** The titles of a guide's sections with the hash of each: what data/guide-sections.json holds. */
export function hashesOf(guide: string): Record<string, string> {
  return Object.fromEntries(sectionsOf(guide).map((section) => [section.title, hashOf(section)]));
}

/** @param known titles and hashes of the guide that the rules follow */
export function driftOf(guide: string, known: Readonly<Record<string, string>> = followed()): GuideDrift {
  const now = new Map(Object.entries(hashesOf(guide)));
  const then = new Map(Object.entries(known));
  return {
    changed: [...now].flatMap(([title, hash]) => (then.has(title) && then.get(title) !== hash ? title : [])),
    added: [...now.keys()].filter((title) => !then.has(title)),
    gone: [...then.keys()].filter((title) => !now.has(title)),
  };
}

function followed(): Record<string, string> {
  return JSON.parse(readFileSync(join(__dirname, 'guide-sections.json'), 'utf8'));
}
