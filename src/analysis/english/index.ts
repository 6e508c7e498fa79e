/** English, as far as rules on words need it: prose, sentences, mood, pronouns. */

export { formOf } from './forms';
export { maskCode, maskQuoted } from './mask';
export { type Lead, leadOf, type Mood } from './mood';
export { type Pronoun, pronounsOf } from './pronouns';
export { type Block, type BlockKind, blocksOf, isProse, proseOf } from './prose';
export { type Sentence, sentencesOf } from './sentences';
