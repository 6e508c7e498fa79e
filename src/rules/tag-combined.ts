import { patchRule, type RulePage } from '../lint/rule';

/** Two or three of them: `Reported-bisected-and-tested-by`. */
const COMBINED = /^([a-z]+)-(?:([a-z]+)-)?and-([a-z]+)-by$/i;

export default patchRule({
  id: 'tag-combined',
  section: 'tags',
  level: 'note',
  requires: ['message'],
  summary: 'Use separate tags, not Reported-and-tested-by',
  *check(patch) {
    for (const trailer of patch.trailers) {
      const parts = COMBINED.exec(trailer.key);
      if (!parts) continue;
      const tags = parts
        .slice(1)
        .filter((word) => word !== undefined)
        .map((word) => `${word[0]!.toUpperCase()}${word.slice(1).toLowerCase()}-by`);
      yield {
        message: `${trailer.key} combines ${tags.length === 2 ? 'two' : 'three'} tags`,
        hint: `Write ${tags.slice(0, -1).join(', ')} and ${tags.at(-1)}, each on a separate line`,
        at: trailer.text.span(0, trailer.key.length),
      };
    }
  },
});

const message = (tags: string) => `KVM: VMX: Reload the cached controls after a reset

Reload the cached controls after a reset, else the first entry fails.

${tags}
Signed-off-by: Ann Author <ann@example.org>
`;
const BOB = 'Bob Builder <bob@example.org>';

export const page = (): RulePage => ({
  guide: 'maintainer-tip: Ordering of commit tags',
  why: `Tools count and search tags, and know Reported-by and Tested-by, but not a tag made of both. It also leaves no good place
for the Closes: that belongs after Reported-by.`,
  valid: [
    { name: 'two tags', message: message(`Reported-by: ${BOB}\nTested-by: ${BOB}`) },
    { name: 'one tag', message: message(`Tested-by: ${BOB}`) },
    {
      name: 'a long tag that is one thing',
      message: message(`Co-developed-by: ${BOB}\nSigned-off-by: ${BOB}`),
    },
    { name: 'a name with the word in it', message: message('Cc: Reported-and-tested-by <bob@example.org>') },
  ],
  invalid: [
    {
      name: 'reported and tested',
      message: message(`Reported-and-tested-by: ${BOB}`),
      quotes: ['Reported-and-tested-by'],
    },
    {
      name: 'reviewed and tested',
      message: message(`Reviewed-and-tested-by: ${BOB}`),
      quotes: ['Reviewed-and-tested-by'],
    },
    {
      name: 'three of them',
      message: message(`Reported-bisected-and-tested-by: ${BOB}`),
      quotes: ['Reported-bisected-and-tested-by'],
      says: ['combines three tags'],
    },
    {
      name: 'in other case',
      message: message(`Suggested-And-Reviewed-By: ${BOB}`),
      quotes: ['Suggested-And-Reviewed-By'],
    },
    {
      name: 'each of two',
      message: message(`Reported-and-tested-by: ${BOB}\nAcked-and-tested-by: ${BOB}`),
      quotes: ['Reported-and-tested-by', 'Acked-and-tested-by'],
    },
  ],
});
