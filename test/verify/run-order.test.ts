import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Toy } from './toy';

const DEMO = 'tools/testing/selftests/kvm/x86/demo_test.c';
const X86 = 'arch/x86/kvm/x86.c';

const fix = (toy: Toy) =>
  toy.repo.commit(
    'KVM: x86: Reject reserved bits of DR7 in KVM_SET_DEBUGREGS\n\nReject them.\n\nFixes: 123456789abc ("KVM: x86: Let all bits of DR7 pass")',
    { [X86]: 'int kvm_vcpu_ioctl_x86_set_debugregs(void)\n{\n\treturn kvm_dr7_valid;\n}\n' },
  );
const selftest = (toy: Toy, text = 'EXPECT(kvm_dr7_valid)\n') =>
  toy.repo.commit(
    'KVM: selftests: Verify that KVM_SET_DEBUGREGS rejects reserved bits of DR7\n\nAdd a regression test for reserved bits of DR7, which KVM let pass.',
    { [DEMO]: text },
  );

function toyWith(t: TestContext) {
  const toy = new Toy(t);
  return { toy, runner: toy.runner() };
}

const runs = (toy: Toy) =>
  readFileSync(join(toy.repo.dir, '..', 'count.runs'), 'utf8')
    .trim()
    .split('\n').length;

test('a regression test that fails without its fix proves the order', async (t) => {
  const { toy, runner } = toyWith(t);
  fix(toy);
  selftest(toy);
  const picture = join(toy.repo.dir, '..', 'order.svg');
  const { status, text } = await toy.verify({ order: true, runner, svg: picture });
  assert.equal(status, 0, text);
  assert.match(text, /^2\/2-without-1 +FAIL +KVM: selftests: Verify/m);
  assert.match(text, /^2\/2 +pass +KVM: selftests: Verify/m);
  assert.match(text, /^ +x86\/demo_test\.c:1: kvm_dr7_valid$/m);
  assert.match(text, /^PROVED: 1 "KVM: x86: Reject .*" before 2 "KVM: selftests: Verify /m);
  assert.match(text, /^ +x86\/demo_test fails without 1, and passes with it\.$/m);
  const svg = readFileSync(picture, 'utf8');
  assert.match(svg, /^<svg xmlns=/);
  for (const word of ['>FAIL<', '>pass<', '>PROVED<', '>    1 &quot;KVM: x86: Reject'])
    assert.ok(svg.includes(word), word);
});

test('the other way round the order is refuted', async (t) => {
  const { toy, runner } = toyWith(t);
  selftest(toy);
  fix(toy);
  const { status, text } = await toy.verify({ order: true, runner });
  assert.equal(status, 1, text);
  assert.match(text, /^1\/2 +FAIL +KVM: selftests: Verify/m);
  assert.match(text, /^2\/2 +pass +KVM: x86: Reject/m);
  assert.match(text, /^REFUTED: 1 "KVM: selftests: .*" before 2 "KVM: x86: Reject/m);
  assert.match(text, /^ +x86\/demo_test fails without 2, and passes with it\.$/m);
});

test('what passes, fails or is skipped with the fix and without shows nothing', async (t) => {
  for (const [body, why, expected] of [
    ['EXPECT(x86)\n', /passes without 1 as well: it does not detect the bug/, 0],
    ['EXPECT(nothing)\n', /fails with both patches as well/, 1],
    ['SKIP\n', /is skipped here: it wants another machine/, 0],
  ] as const) {
    const { toy, runner } = toyWith(t);
    toy.repo.commit('Base', { [X86]: 'int x86(void)\n{\n\treturn 0;\n}\n\n' });
    toy.repo.git('tag', '-f', 'base');
    toy.repo.commit('KVM: x86: Reject reserved bits of DR7 in KVM_SET_DEBUGREGS\n\nReject them.', {
      [X86]: 'int x86(void)\n{\n\treturn kvm_dr7_valid;\n}\n\n',
    });
    selftest(toy, body);
    const { status, text } = await toy.verify({ order: true, runner });
    assert.equal(status, expected, text);
    assert.match(text, /^NOT SHOWN: /m);
    assert.match(text, why);
  }
});

test('a kernel that does not come up, and a test that does not end, are failures', async (t) => {
  const { toy, runner } = toyWith(t);
  fix(toy);
  selftest(toy, 'SLEEP\n');
  const { text } = await toy.verify({ order: true, runner, limit: 1 });
  assert.match(text, /^2\/2 +FAIL/m);
  assert.match(text, /^ +it timed out$/m);
});

test('a second proof builds nothing, and runs only what failed', async (t) => {
  const { toy, runner } = toyWith(t);
  fix(toy);
  selftest(toy);
  await toy.verify({ order: true, runner });
  assert.equal(runs(toy), 4);
  const { text, compiled } = await toy.verify({ order: true, runner });
  assert.match(text, /^PROVED/m);
  assert.deepEqual(compiled, []);
  assert.equal(runs(toy), 6);
});

test('a runner has to boot what is built, and to be there', async (t) => {
  const { toy } = toyWith(t);
  fix(toy);
  selftest(toy);
  const other = await toy.verify({ order: true, runner: 'host' });
  assert.equal(other.status, 2);
  assert.match(other.text, /does not boot the built kernel/);
  const vague = await toy.verify({ order: true, runner: 'ssh amd' });
  assert.match(vague.text, /has no place for the test/);
  const missing = await toy.verify({ order: true, runner: '/no/such/runner {kernel} {test}' });
  assert.equal(missing.status, 2, missing.text);
  assert.match(missing.text, /could not be run: .*\/no\/such\/runner/);
});

test('what was proved stands in the cover letter', async (t) => {
  const { toy, runner } = toyWith(t);
  fix(toy);
  selftest(toy);
  await toy.verify({ order: true, runner });
  assert.match(
    await toy.testingText(),
    /^ {2}- x86\/demo_test fails without patch 1, and passes with it \(\S+runner\)$/m,
  );
});
