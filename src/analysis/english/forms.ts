/** The forms of a verb: `adds`, `added`, `adding` and back to `add`. */
import { PAST_FORMS, VERBS } from './verbs';

type Form = 'third person' | 'past' | 'gerund';

/** The base form that a word is, with what re-, un-, de- and pre- make of it; null if it is none. `low` is in lower case. */
export function baseOf(low: string): string | null {
  if (VERBS.has(low)) return low;
  const stem =
    /^(?:re|un|de|dis|pre|over|under|mis|co|auto|force|hard|double|cherry|open)-?(?=[a-z]{3})(.+)$/.exec(low);
  if (stem && VERBS.has(stem[1]!)) return low;
  if (/^[a-z]{3,}-[a-z]+$/.test(low) && VERBS.has(low.slice(low.indexOf('-') + 1))) return low;
  // -able, -ment … are not verbs; these are.
  if (/^[a-z]{4,}(?:ize|ise|ify)$/.test(low) && !/(?:wise|noise|prise)$/.test(low)) return low;
  return null;
}

/** The verb that a word is an inflected form of. */
export function formOf(low: string): { mood: Form; verb: string } | null {
  const irregular = PAST_FORMS.get(low);
  if (irregular) return { mood: 'past', verb: irregular };
  const ofStem = (mood: Form, stems: readonly string[]) => {
    const verb = stems.find((stem) => baseOf(stem) !== null);
    return verb === undefined ? null : { mood, verb };
  };
  if (low.endsWith('ing')) {
    const stem = low.slice(0, -3);
    return ofStem('gerund', [stem, `${stem}e`, undoubled(stem)]);
  }
  if (low.endsWith('ed')) {
    const stem = low.slice(0, -2);
    return ofStem('past', [stem, `${stem}e`, undoubled(stem), low.replace(/ied$/, 'y')]);
  }
  if (low.endsWith('s')) {
    return ofStem('third person', [low.slice(0, -1), low.replace(/es$/, ''), low.replace(/ies$/, 'y')]);
  }
  return null;
}

function undoubled(stem: string): string {
  return /([bdfgklmnprtvz])\1$/.test(stem) ? stem.slice(0, -1) : stem;
}
