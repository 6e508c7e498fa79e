// Compare how mails are read with git: `npm run bench:mailinfo`, with the corpus. Behind `--`: files (an mbox, plain or
// gzipped, or a bundle of a public-inbox) instead of those of the corpus; --differ lists each difference.
import { measure } from './measure.mjs';

await measure(
  'bench:mailinfo',
  'test/accuracy/mailinfo-bench.ts',
  process.argv.length > 2 ? null : 'accepted.mbox.gz',
);
