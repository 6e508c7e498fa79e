/** fast-check with a seed: what holds on one machine holds on each. GIT_KVM_SEED tries other values. */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.GIT_KVM_SEED ?? 1) });

export default fc;
