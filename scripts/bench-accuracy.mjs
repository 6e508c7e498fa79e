// Measure recall and false alarms: `npm run bench:accuracy [-- --rule R] [-- --misses] [-- --sample N]`, with the corpus.
import { measure } from './measure.mjs';

await measure('bench:accuracy', 'test/accuracy/bench.ts', 'complaints.jsonl');
