import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proofsOf } from '../../src/analysis/order/relations/proved';
import { readOneSeries } from '../../src/cli/what';
import { openClone } from '../../src/git/git-clone';
import { Toy } from './toy';

const DEMO = 'tools/testing/selftests/kvm/x86/demo_test.c';
const UAPI = 'include/uapi/linux/kvm.h';
const WITH = 'DEFINE(KVM_CAP_OLD)\n#define KVM_CAP_DEMO 200 /* DEFINE(KVM_CAP_DEMO) */\n';
const TESTS = 'int main(void)\n{\n\treturn kvm_has_cap(KVM_CAP_DEMO); /* CALL(KVM_CAP_DEMO) */\n}\n';

const capability = (toy: Toy) =>
  toy.repo.commit('KVM: x86: Add KVM_CAP_DEMO\n\nAdd it.', {
    [UAPI]: WITH,
    'arch/x86/kvm/x86.c': 'int x86(void)\n{\n\treturn KVM_CAP_DEMO;\n}\n',
  });
const selftest = (toy: Toy, text = TESTS) =>
  toy.repo.commit('KVM: selftests: Test KVM_CAP_DEMO\n\nTest it.', { [DEMO]: text });

test('a test that needs the uAPI of a change is proved to come after it', async (t) => {
  const toy = new Toy(t);
  capability(toy);
  selftest(toy);
  const { status, text } = await toy.verify({ order: true });
  assert.equal(status, 0, text);
  assert.match(text, /^2\/2-without-1 +no build /m);
  assert.match(text, /^2\/2 +ok /m);
  assert.match(text, /^PROVED: 1 "KVM: x86: Add KVM_CAP_DEMO" before 2 /m);
  assert.match(text, /x86\/demo_test does not build without 1, and builds with it/);
});

test('the wrong order is proved to be wrong', async (t) => {
  const toy = new Toy(t);
  selftest(toy);
  capability(toy);
  const { status, text } = await toy.verify({ order: true });
  assert.equal(status, 1, text);
  assert.match(
    text,
    /^REFUTED: 1 "KVM: selftests: Test KVM_CAP_DEMO" before 2 "KVM: x86: Add KVM_CAP_DEMO"$/m,
  );
  assert.match(text, /^ +2 must come before 1\.$/m);
});

test('a test that builds either way shows nothing by building', async (t) => {
  const toy = new Toy(t);
  capability(toy);
  // It names the capability, and has a definition of its own.
  selftest(toy, TESTS.replace(/ \/\*.*\*\//, ''));
  const { status, text } = await toy.verify({ order: true });
  assert.equal(status, 0, text);
  assert.doesNotMatch(text, /PROVED/);
  assert.match(text, /^NOT SHOWN: /m);
});

test('no branch is touched, and a series without tests has nothing to prove', async (t) => {
  const toy = new Toy(t);
  capability(toy);
  const { status, text } = await toy.verify({ order: true });
  assert.equal(status, 0);
  assert.match(text, /no order to prove/);
  selftest(toy);
  const state = () => [toy.repo.git('for-each-ref', 'refs/heads', 'refs/tags'), toy.repo.git('status', '-s')];
  const before = state();
  assert.match((await toy.verify({ order: true })).text, /PROVED/);
  assert.deepEqual(state(), before);
  const notes = toy.repo.git('count-objects');
  assert.match((await toy.verify({ order: true })).text, /PROVED/);
  assert.equal(toy.repo.git('count-objects'), notes, 'nothing but the record is written');
});

test('a pair that the user names is tried, whatever git-kvm makes of it', async (t) => {
  const toy = new Toy(t);
  capability(toy);
  selftest(toy);
  const one = await toy.verify({ order: true, pair: { first: 1, second: 2 } });
  assert.match(one.text, /^PROVED: 1 "KVM: x86: Add KVM_CAP_DEMO" before 2 /m);
  const other = await toy.verify({ order: true, pair: { first: 2, second: 1 } });
  assert.doesNotMatch(other.text, /PROVED/);
  const none = await toy.verify({ order: true, pair: { first: 1, second: 7 } });
  assert.match(none.text, /not a pair of this series/);
});

test('what was found of a pair is recorded for these very patches', async (t) => {
  const toy = new Toy(t);
  capability(toy);
  selftest(toy);
  await toy.verify({ order: true });
  const clone = openClone(toy.repo.dir, { env: toy.repo.env })!;
  const series = await readOneSeries({ what: ['HEAD~2..'], cwd: toy.repo.dir });
  assert.deepEqual([...proofsOf(series, clone.evidence())], [['0 1', true]]);
  toy.repo.git('commit', '--quiet', '--amend', '-m', 'KVM: selftests: Say it in other words');
  const reworded = await readOneSeries({ what: ['HEAD~2..'], cwd: toy.repo.dir });
  assert.equal(proofsOf(reworded, clone.evidence()).size, 1);
  toy.repo.git('commit', '--quiet', '--amend', '--reset-author', '--no-edit');
  selftest(toy, `${TESTS}\n`);
  const changed = await readOneSeries({ what: ['HEAD~3..'], cwd: toy.repo.dir });
  assert.equal(proofsOf(changed, clone.evidence()).size, 0);
});
