/** The patch is not blamed for the machine; what is recorded says what ran, and is withdrawn where it does not hold. */
import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Toy } from './toy';

const X86 = 'arch/x86/kvm/x86.c';
const DEMO = 'tools/testing/selftests/kvm/x86/demo_test.c';
const fix = (toy: Toy, more: Record<string, string> = {}) =>
  toy.repo.commit('KVM: x86: Reject reserved bits of DR7 in KVM_SET_DEBUGREGS\n\nReject them.', {
    [X86]: 'int x86(void)\n{\n\treturn the_fix;\n}\n',
    ...more,
  });
const selftest = (toy: Toy, text = 'EXPECT(the_fix)\n') =>
  toy.repo.commit(
    'KVM: selftests: Verify that KVM_SET_DEBUGREGS rejects reserved bits of DR7\n\nAdd a regression test for reserved bits of DR7, which KVM let pass.',
    { [DEMO]: text },
  );

/** A program before the words of cells, as ssh or srun. */
function prefixed(t: TestContext, column: string, script: string): Toy {
  const toy = new Toy(t);
  const path = join(toy.repo.dir, '..', 'bin', 'elsewhere');
  writeFileSync(path, `#!/bin/sh\n${script}`, { mode: 0o755 });
  toy.repo.git('config', `git-kvm.${column}.prefix`, path);
  fix(toy);
  selftest(toy);
  return toy;
}

for (const [words, status] of [
  ['srun: error: Unable to allocate resources: Invalid partition name', 1],
  ['ssh: connect to host big port 22: Connection refused', 255],
  ['nothing of its own', 0],
] as const)
  test(`words before a cell that fail are shown, and no patch is blamed (status ${status})`, async (t) => {
    for (const column of ['build', 'run']) {
      const toy = prefixed(t, column, `echo '${words}'\nexit ${status}\n`);
      const said = await toy.verify({ runner: toy.runner(), test: ['demo_test'] });
      assert.equal(said.status, 2, said.text);
      assert.match(said.text, /could not be run by '\S+elsewhere': /);
      assert.ok(said.text.includes(words), said.text);
      assert.match(said.text, /^the whole log: /m);
      assert.doesNotMatch(said.text, /\d fails/);
    }
  });

test('a worker that dies in the middle gets its cell run again', async (t) => {
  for (const column of ['build', 'run']) {
    const once =
      'if mkdir "$TOY_COUNT.once" 2>/dev/null; then "$@" & sleep 0.1; kill -9 $! $$; fi\nexec "$@"\n';
    const toy = prefixed(t, column, once);
    const { status, text } = await toy.verify({ runner: toy.runner(), test: ['demo_test'] });
    assert.equal(status, 0, text);
    assert.match(text, /^2\/2 +pass /m);
  }
});

test('one matrix on two machines: each cell on one of them', async (t) => {
  const script =
    'n=$(cksum <"$2" | cut -d" " -f1)\nprintf "%s\\n" "machine-$((n % 2))" >>"$TOY_COUNT.machines"\nexec env -i PATH="$PATH" TOY_COUNT="$TOY_COUNT" "$@"\n';
  const toy = prefixed(t, 'all', script);
  const { status, text } = await toy.verify({ runner: toy.runner(), test: ['demo_test', 'old_test'] });
  assert.equal(status, 0, text);
  const machines = readFileSync(join(toy.repo.dir, '..', 'count.machines'), 'utf8')
    .trim()
    .split('\n');
  assert.deepEqual([...new Set(machines)].sort(), ['machine-0', 'machine-1']);
});

test('what lacks on the machine is named before anything is built, with its package', async (t) => {
  const toy = new Toy(t);
  fix(toy);
  const { status, text, compiled } = await toy.verify({ makeArgs: ['CC=true', 'LD=no-such-ld'] });
  assert.equal(status, 2);
  assert.match(text, /^missing to build a kernel: no-such-ld/m);
  assert.match(text, /^apt install binutils/m);
  assert.deepEqual(compiled, []);
});

test('a linker that goes away in a build is not the patch’s fault; words of Kconfig are shown', async (t) => {
  const toy = new Toy(t);
  toy.repo.commit('KVM: x86: Change it', {
    'scripts/cc.sh': `echo "collect2: fatal error: cannot find 'ld'"; exit 1\n`,
    [X86]: '\n',
  });
  const lost = await toy.verify();
  assert.equal(lost.status, 2, lost.text);
  assert.match(lost.text, /the machine cannot build: collect2: fatal error: cannot find 'ld'/);
  const other = new Toy(t);
  const makefile = readFileSync(join(other.repo.dir, 'Makefile'), 'utf8');
  other.repo.commit('KVM: x86: Break Kconfig', {
    Makefile: makefile.replace(
      'defconfig olddefconfig:',
      "olddefconfig:\n\t@echo 'arch/x86/kvm/Kconfig:7: syntax error' >&2; exit 1\ndefconfig:",
    ),
  });
  fix(other);
  const { status, text } = await other.verify();
  assert.equal(status, 1, text);
  assert.match(text, /^1\/2 fails \(build\)/m);
  assert.match(text, /arch\/x86\/kvm\/Kconfig:7: syntax error/);
});

test('a later run that contradicts a proof takes it back', async (t) => {
  const toy = new Toy(t);
  fix(toy);
  selftest(toy);
  const runner = toy.runner();
  assert.match((await toy.verify({ order: true, runner })).text, /^PROVED/m);
  assert.match(await toy.testingText(), /demo_test fails without patch 1/);
  // What passed is not run again; as after a repetition that has not passed.
  const stamps = join(toy.repo.dir, '.git', 'git-kvm-verify', 'stamps');
  for (const name of readdirSync(stamps).filter((one) => one.startsWith('run-'))) rmSync(join(stamps, name));
  const path = join(toy.repo.dir, '..', 'runner');
  writeFileSync(path, readFileSync(path, 'utf8').replace('does ODD', 'true'));
  chmodSync(path, 0o755);
  const { status, text } = await toy.verify({ order: true, runner });
  assert.equal(status, 1, text);
  assert.match(text, /^FLAKY: /m);
  const letter = await toy.testingText();
  assert.doesNotMatch(letter, /fails without patch/);
  assert.match(letter, /^ {2}- x86\/demo_test: its runs contradict each other$/m);
  // Also where all results are gone, and the test behaves for once.
  await toy.verify({ prune: true });
  toy.runner();
  const again = await toy.verify({ order: true, runner });
  assert.match(again.text, /^FLAKY: /m);
  assert.match(again.text, /^ {2}Once it is fixed elsewhere: git kvm verify --forget x86\/demo_test$/m);
  // The user knows what it was.
  const other = await toy.verify({ forget: ['old_test'] });
  assert.equal(other.status, 2);
  assert.match(other.text, /'old_test' was not flaky with these patches\nflaky were: x86\/demo_test$/m);
  const forgotten = await toy.verify({ forget: ['demo_test'] });
  assert.equal(forgotten.status, 0, forgotten.text);
  assert.match(forgotten.text, /^Not flaky any more, until it is seen again: x86\/demo_test\.$/m);
  assert.doesNotMatch(await toy.testingText(), /runs contradict/);
  assert.match((await toy.verify({ order: true, runner })).text, /^PROVED: /m);
});

test('a run that fails withdraws what was recorded of the test, and of no other', async (t) => {
  const toy = new Toy(t);
  fix(toy);
  const runner = toy.runner();
  toy.repo.commit('KVM: selftests: Add two\n\nAdd them.', { [DEMO]: 'EXPECT(the_fix)\n' });
  assert.equal((await toy.verify({ runner, test: ['demo_test', 'old_test'] })).status, 0);
  assert.match(await toy.testingText(), /2 of 2 pass/);
  const path = join(toy.repo.dir, '..', 'runner');
  // Another machine of the same name, where the kernel has not what the test wants.
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace('if does ODD', 'case $test in *demo*) end 254 ;; esac\nif does ODD'),
  );
  rmSync(join(toy.repo.dir, '.git', 'git-kvm-verify', 'stamps'), { recursive: true });
  assert.equal((await toy.verify({ runner, test: ['demo_test', 'old_test'] })).status, 1);
  const letter = await toy.testingText();
  assert.match(letter, /^ {2}- 1 of 2 KVM selftests: old_test \(/m);
  assert.match(letter, /^ {2}- KVM selftests: 1 of 2$/m);
});

test('what was proved of a range is not said of another one', async (t) => {
  const toy = new Toy(t);
  toy.repo.commit('KVM: x86: Clean up\n\nClean up.', { [X86]: 'int x86(void)\n{\n\treturn none;\n}\n' });
  const before = toy.repo.git('rev-parse', 'HEAD').trim();
  fix(toy);
  selftest(toy);
  const runner = toy.runner();
  const { text } = await toy.verify({ order: true, runner, range: `${before}..` });
  assert.match(text, /^PROVED: 1 /m);
  await toy.verify();
  // There, patch 1 is another one.
  assert.doesNotMatch(await toy.testingText(), /fails without patch 1/);
});

test('with --run a new failure is seen twice, a skip after a pass is one, and so is a test that fails where it is added', async (t) => {
  const toy = new Toy(t);
  toy.repo.commit('Base', { [X86]: 'int old_way;\n', [DEMO]: 'EXPECT(old_way) ODD(the_fix)\n' });
  toy.repo.git('tag', '-f', 'base');
  fix(toy, { [X86]: 'int old_way, the_fix;\n' });
  const runner = toy.runner();
  // Passes once, and fails the next time: seen by a repetition.
  const flaky = await toy.verify({ runner, test: ['demo_test'], repeat: 2 });
  assert.equal(flaky.status, 1, flaky.text);
  assert.match(flaky.text, /^1\/1 +FLAKY /m);
  assert.match(flaky.text, /it is flaky: \d passed, \d failed$/m);
  toy.repo.git('reset', '-q', '--hard', 'base');
  toy.repo.commit('KVM: selftests: Skip it\n\nSkip it.', { [DEMO]: 'SKIP\n' });
  const skipped = await toy.verify({ runner, test: ['demo_test'] });
  assert.equal(skipped.status, 1, skipped.text);
  assert.match(skipped.text, /it passed without the series, and is skipped now/);
  toy.repo.git('reset', '-q', '--hard', 'base');
  toy.repo.commit('KVM: selftests: Add one\n\nAdd it.', {
    [DEMO.replace('demo', 'new')]: 'EXPECT(nothing)\n',
  });
  const failing = await toy.verify({ runner, test: ['new_test'] });
  assert.equal(failing.status, 1, failing.text);
  assert.match(failing.text, /a test that the series adds has to pass where it is added/);
});

test('patches by others are built when the user says so', async (t) => {
  const toy = new Toy(t);
  const { env } = toy.repo;
  toy.repo.write(X86, 'int stranger;\n');
  toy.repo.git(
    'commit',
    '-q',
    '-a',
    '--author=A Stranger <stranger@example.net>',
    '-m',
    'KVM: x86: Change it',
  );
  const asked = await toy.verify({ env });
  assert.equal(asked.status, 2);
  assert.match(
    asked.text,
    /^1 of these 1 patches are by others: A Stranger; their makefiles and scripts run/m,
  );
  assert.match(asked.text, /--trust/);
  assert.deepEqual(asked.compiled, []);
  const no = await toy.verify({ ask: () => Promise.resolve(false) });
  assert.equal(no.status, 2);
  assert.deepEqual(no.compiled, []);
  let question = '';
  const ask = (text: string) => {
    question = text;
    return Promise.resolve(true);
  };
  assert.equal((await toy.verify({ ask })).status, 0);
  assert.match(question, /Build and run them\? \[y\/N\] $/);
  // These very commits are not asked about again.
  assert.equal((await toy.verify()).status, 0);
  toy.repo.git('commit', '-q', '--amend', '-m', 'KVM: x86: Change all of it');
  assert.equal((await toy.verify()).status, 2);
  assert.equal((await toy.verify({ trust: true })).status, 0);
});
