// Measure the order of labelled series: `npm run bench:order [-- --ablation | --misses]`, with the corpus. `-- --speed`
// measures long series made up for it instead, and needs none.
import { measure } from './measure.mjs';

await measure(
  'bench:order',
  'test/analysis/order/bench.ts',
  process.argv.includes('--speed') ? null : 'order.json',
);
