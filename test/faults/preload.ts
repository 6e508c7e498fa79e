/** `node --require` this, with GIT_KVM_FAULT: see `inject`. With `count:0`, the number of calls goes to GIT_KVM_CALLS. */
import { real, watchCalls } from './calls';
import { inject } from './inject';

const spec = process.env.GIT_KVM_FAULT;
if (spec === 'count') {
  let calls = 0;
  watchCalls(({ n }) => {
    calls = n;
    return undefined;
  });
  process.on('exit', () => real.writeFileSync(process.env.GIT_KVM_CALLS!, String(calls)));
} else if (spec !== undefined) {
  inject(spec);
}
