// Measure recall and false alarms: `npm run bench:accuracy`, with the corpus. Options, after `--`:
//   --rule R         only this one; may be given again
//   --misses         each complaint that is not caught, or as a note only
//   --sample N       findings on patches that were taken, N of them evenly spread; --level warn for one level
//   --clone PATH     what only a clone can tell is asked of this one; or GIT_KVM_KERNEL
//   --complaints FILE --posted MBOX --accepted MBOX    mail of one's own in the corpus' forms
//   --judged         findings of 0.1.0 that were read, and which are still made; --misses lists them
//   --all            the whole table: judged findings, both sets of complaints, foreign series, taken patches, small cases
//   --decidable      each complaint of complaints-2 that a rule or a tool could make, and what answers it
//   --write          the tables of docs/accuracy.md
import { measure } from './measure.mjs';

await measure('bench:accuracy', 'test/accuracy/bench.ts', 'complaints.jsonl');
