import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Toy } from './toy';

const X86 = 'arch/x86/kvm/x86.c';
const TESTS = 'tools/testing/selftests/kvm/x86';

/** A base with a test that passes, one that fails, and one that wants another machine. */
function toyOf(t: ConstructorParameters<typeof Toy>[0]) {
  const toy = new Toy(t);
  toy.repo.commit('Base', {
    [X86]: 'int first_word, second_word;\n',
    [`${TESTS}/good_test.c`]: 'EXPECT(first_word)\n',
    [`${TESTS}/bad_test.c`]: 'EXPECT(third_word)\n',
    [`${TESTS}/vmx_test.c`]: 'SKIP\n',
  });
  toy.repo.git('tag', '-f', 'base');
  return { toy, asked: { runner: toy.runner(), test: ['good_test', 'bad_test', 'vmx_test'] } };
}

test('tests run at the base and at each patch: what fails is told from what failed before', async (t) => {
  const { toy, asked } = toyOf(t);
  toy.repo.commit('KVM: x86: Move it\n\nMove it.', { [X86]: '\nint first_word, second_word;\n' });
  toy.repo.commit('KVM: x86: Drop the first word\n\nDrop it.', { [X86]: 'int second_word;\n' });
  const { status, text } = await toy.verify(asked);
  assert.equal(status, 1, text);
  assert.match(text, /^ +good_test +bad_test +vmx_test$/m);
  assert.match(text, /^base +pass +FAIL +skip /m);
  assert.match(text, /^1\/2 +pass +known +skip /m);
  assert.match(text, /^2\/2 +FAIL +known +skip /m);
  assert.match(
    text,
    /^2\/2 fails \(x86\/good_test\): KVM: x86: Drop the first word\n +x86\/demo_test\.c:1: first_word\n +errno=22 - Invalid argument\n +first_word is missing$/m,
  );
  assert.match(text, /^Fails in exactly the same way without the series: x86\/bad_test\.$/m);
  assert.match(text, /^Skipped, not passed: x86\/vmx_test\.$/m);
});

test('a test that failed before, and fails otherwise now, is no known failure', async (t) => {
  const { toy, asked } = toyOf(t);
  toy.repo.commit('KVM: selftests: Move it\n\nMove it.', {
    [`${TESTS}/bad_test.c`]: '\n\nEXPECT(third_word)\n',
  });
  const moved = await toy.verify(asked);
  assert.equal(moved.status, 0, moved.text);
  assert.match(moved.text, /^1\/1 +pass +known +skip /m);
  toy.repo.commit('KVM: selftests: Expect more\n\nExpect it.', {
    [`${TESTS}/bad_test.c`]: 'EXPECT(fourth_word)\n',
  });
  const other = await toy.verify(asked);
  assert.equal(other.status, 1, other.text);
  assert.match(other.text, /^2\/2 +pass +FAIL +skip /m);
});

test('a complaint of the kernel is a failure of a test that passes', async (t) => {
  const { toy, asked } = toyOf(t);
  toy.repo.commit('KVM: selftests: Try harder\n\nTry it.', {
    [`${TESTS}/good_test.c`]: 'SPLAT EXPECT(first_word)\n',
  });
  const { status, text } = await toy.verify(asked);
  assert.equal(status, 1, text);
  assert.match(text, /^1\/1 +FAIL /m);
  assert.match(text, /BUG: unable to handle page fault/);
});

test('what passed is not run again, and the record tells of it', async (t) => {
  const { toy, asked } = toyOf(t);
  toy.repo.commit('KVM: x86: Add a word\n\nAdd it.', { [X86]: 'int first_word, second_word, more;\n' });
  assert.equal((await toy.verify(asked)).status, 0);
  const again = await toy.verify(asked);
  assert.deepEqual(again.compiled, []);
  assert.doesNotMatch(again.text, /run-x86-good_test: ok/);
  const letter = await toy.testingText();
  const ran = '1 of 4 KVM selftests: good_test; skipped: vmx_test; failing as without the series: bad_test';
  assert.ok(letter.includes(`\n  - ${ran} (`), letter);
  assert.match(letter, /^Not tested:\n {2}- KVM selftests: 3 of 4$/m);
});

test('tests that were built and are gone are built again, and not taken for tests that do not build', async (t) => {
  const { toy, asked } = toyOf(t);
  toy.repo.commit('KVM: x86: Add a word\n\nAdd it.', { [X86]: 'int first_word, second_word, more;\n' });
  assert.equal((await toy.verify(asked)).status, 0);
  // As a build leaves it that was cut short: the stamp is there, and what it stands for is not.
  rmSync(join(toy.repo.dir, '.git', 'git-kvm-verify', 'kept'), { recursive: true });
  toy.repo.commit('KVM: x86: Add another\n\nAdd it.', {
    [X86]: 'int first_word, second_word, more, other;\n',
  });
  const { status, text } = await toy.verify(asked);
  assert.equal(status, 0, text);
  assert.match(text, /^2\/2 +pass +known +skip /m);
});

test('tests of the area are run where none is named; all of them are the mandatory task', async (t) => {
  const { toy } = toyOf(t);
  const [runner, source] = [toy.runner(), 'arch/x86/kvm/svm/svm.c'];
  toy.repo.commit('KVM: SVM: Change it\n\nChange it.', {
    [source]: 'int svm_word;\n',
    [`${TESTS}/svm_demo_test.c`]: 'EXPECT(first_word)\n',
  });
  const { status, text } = await toy.verify({ runner, run: true });
  assert.equal(status, 0, text);
  assert.match(text, /^base +- /m);
  assert.match(text, /^1\/1 +pass /m);
  const some = await toy.testingText();
  assert.match(some, /^ {2}- 1 of 5 KVM selftests: svm_demo_test \(.*runner\)$/m);
  assert.match(some, /^ {2}- KVM selftests: 4 of 5$/m);
  // What was run before of the same patches counts; a pattern has to match something.
  assert.equal((await toy.verify({ runner, test: ['*_test', 'x86/old_tes?'] })).status, 0);
  const all = await toy.testingText();
  assert.match(all, /^ {2}- KVM selftests \(.*runner: 3 of 5 pass, 1 skipped\)$/m);
  assert.doesNotMatch(all, /^ {2}- KVM selftests: /m);
  assert.match((await toy.verify({ runner, test: ['vmx_*_x'] })).text, /^no selftest matches 'vmx_\*_x'$/m);
});

test('without a test that is known, it says so, and runs what it is told', async (t) => {
  const { toy } = toyOf(t);
  const runner = toy.runner();
  toy.repo.commit('KVM: x86: Add a word\n\nAdd it.', { [X86]: 'int first_word, second_word, more;\n' });
  const none = await toy.verify({ runner, run: true });
  assert.equal(none.status, 2, none.text);
  assert.match(none.text, /^no test is known for what this series changes$/m);
  assert.match(none.text, /--test all/);
  // A runner that is there for good does not hold up a build.
  const configured = await toy.verify({ runner });
  assert.equal(configured.status, 0, configured.text);
  assert.match(configured.text, /^No test is known for what this series changes: none was run/m);
  const all = await toy.verify({ runner, test: ['all'] });
  assert.equal(all.status, 0, all.text);
  assert.match(all.text, /^ +bad_test +good_test +old_test +vmx_test$/m);
});

test('KVM that no test is known of gets a smoke set', async (t) => {
  const { toy } = toyOf(t);
  toy.repo.commit('Base', { [`${TESTS}/set_sregs_test.c`]: 'EXPECT(first_word)\n' });
  toy.repo.git('tag', '-f', 'base');
  toy.repo.commit('KVM: x86: Trace it\n\nTrace it.', { 'arch/x86/kvm/trace.h': 'int trace;\n' });
  const { status, text } = await toy.verify({ runner: toy.runner(), run: true });
  assert.equal(status, 0, text);
  assert.match(text, /^1\/1 +pass /m);
  assert.match(text, /^No test is known to be of these changes: these are a smoke set\./m);
});

test('a test that does not build at one patch is told', async (t) => {
  const { toy, asked } = toyOf(t);
  toy.repo.commit('KVM: selftests: Call it\n\nCall it.', {
    [`${TESTS}/new_test.c`]: 'EXPECT(first_word)\n',
    [`${TESTS}/good_test.c`]: 'EXPECT(first_word)\n\n',
  });
  toy.repo.commit('KVM: x86: Touch it\n\nTouch it.', { [X86]: 'int first_word, second_word;\n\n' });
  const { text } = await toy.verify({ ...asked, test: ['new_test', 'no_such_test'] });
  assert.match(text, /no selftest 'no_such_test'/);
  const found = await toy.verify({ ...asked, test: ['new_test'] });
  assert.equal(found.status, 0, found.text);
  assert.match(found.text, /^base +- /m);
  assert.match(found.text, /^2\/2 +pass /m);
});

test('KVM-unit-tests run on the kernel of each patch where the user says how', async (t) => {
  const { toy, asked } = toyOf(t);
  const units = join(toy.repo.dir, '..', 'units');
  const body = 'echo "PASS apic (53 tests)"\necho "FAIL pmu (2 tests, 1 unexpected failures)"\n';
  const more = 'grep -q first_word "$1" || echo "FAIL svm (9 tests)"\n';
  writeFileSync(units, `#!/bin/sh\n${body}${more}`, { mode: 0o755 });
  toy.repo.git('config', 'git-kvm.unit-tests', units);
  toy.repo.commit('KVM: x86: Add a word\n\nAdd it.', { [X86]: 'int first_word, second_word, more;\n' });
  const vague = await toy.verify({ runner: asked.runner, run: true });
  assert.equal(vague.status, 2);
  assert.match(vague.text, /does not boot \{kernel\}/);
  toy.repo.git('config', 'git-kvm.unit-tests', `${units} {kernel}`);
  toy.repo.commit('KVM: x86: Drop the first word\n\nDrop it.', { [X86]: 'int second_word;\n' });
  const { status, text } = await toy.verify({ runner: asked.runner, run: true });
  assert.equal(status, 1, text);
  assert.match(text, /^1\/2 +known /m);
  assert.match(text, /^2\/2 fails \(kvm-unit-tests\)[\s\S]*FAIL svm \(9 tests\)$/m);
});

test('runs can be taken elsewhere by words in front of them, whatever words a runner has', async (t) => {
  const { toy } = toyOf(t);
  toy.repo.commit('KVM: x86: Add a word\n\nAdd it.', { [X86]: 'int first_word, second_word, more;\n' });
  const elsewhere = join(toy.repo.dir, '..', 'elsewhere');
  // As ssh does: one string, which a shell takes apart again.
  writeFileSync(elsewhere, '#!/bin/sh\nshift\necho "$*" >>"$TOY_COUNT.elsewhere"\nexec sh -c "$*"\n', {
    mode: 0o755,
  });
  toy.repo.git('config', 'git-kvm.run.prefix', `${elsewhere} amd`);
  const { status, text } = await toy.verify({ runner: `${toy.runner()} $(exit)`, test: ['good_test'] });
  assert.equal(status, 0, text);
  assert.match(text, /^1\/1 +pass /m);
  const words = readFileSync(join(toy.repo.dir, '..', 'count.elsewhere'), 'utf8');
  assert.match(words, /^sh \S+\/scripts\/run-x86-good_test-\S+\.sh$/m);
});

test('a command that boots the kernel with files of its host gets one that can mount them', async (t) => {
  const { toy } = toyOf(t);
  toy.repo.commit('KVM: x86: Add a word\n\nAdd it.', { [X86]: 'int first_word, second_word, more;\n' });
  const runner = toy.runner().split(' ')[0]!;
  const vng = join(toy.repo.dir, '..', 'vng');
  // What virtme-ng cannot do without, of the kernel that it is given.
  const config = join(toy.repo.dir, '.git', 'git-kvm-verify', 'builds', 'guest-files', '.config');
  const options =
    'PCI NET VIRTIO VIRTIO_PCI VIRTIO_CONSOLE NET_9P NET_9P_VIRTIO 9P_FS FUSE_FS VIRTIO_FS OVERLAY_FS';
  writeFileSync(
    vng,
    `#!/bin/sh
for option in ${options}; do
	grep -qx "CONFIG_$option=y" ${config} || { echo "vng: the kernel has no CONFIG_$option"; exit 1; }
done
# As the QEMU of virtme-ng does.
exec ${runner} "$2" "$4" >/proc/self/fd/1
`,
    { mode: 0o755 },
  );
  const { status, text } = await toy.verify({
    runner: `${vng} --run {kernel} -- {test}`,
    test: ['good_test'],
  });
  assert.equal(status, 0, text);
  assert.match(text, /^1\/1 +pass /m);
  const logs = join(toy.repo.dir, '.git', 'git-kvm-verify', 'logs');
  const log = readdirSync(logs).find((name) => name.startsWith('run-'))!;
  const ends =
    /^\[ {4}0\.1[\s\S]*^git-kvm: begin$[\s\S]*^git-kvm: end 0$[\s\S]*^git-kvm: status 0 after \d+ of 120\n$/m;
  assert.match(readFileSync(join(logs, log), 'utf8'), ends);
});

test('what the installed virtme-ng says that it wants is in its kernel', async (t) => {
  const { toy } = toyOf(t);
  toy.repo.commit('KVM: x86: Add a word\n\nAdd it.', { [X86]: 'int first_word, second_word, more;\n' });
  const runner = toy.runner().split(' ')[0]!;
  const [vng, python] = [join(toy.repo.dir, '..', 'vng'), join(toy.repo.dir, '..', 'python3')];
  // A stand-in for both: Python runs vng, and is asked for what virtme-ng has in it.
  const wanted = 'CONFIG_VSOCKETS=y\nCONFIG_UEVENT_HELPER=n\nCONFIG_DEBUG_INFO_DWARF5=y\n$(touch gone)\n';
  writeFileSync(
    python,
    `#!/bin/sh\nif [ "$1" = -c ]; then cat <<'END'\n##: Generic\n${wanted}END\nexit; fi\nexec sh "$@"\n`,
    { mode: 0o755 },
  );
  writeFileSync(vng, `#!${python}\nexec ${runner} "$2" "$4"\n`, { mode: 0o755 });
  const { status, text } = await toy.verify({
    runner: `${vng} --run {kernel} -- {test}`,
    test: ['good_test'],
  });
  assert.equal(status, 0, text);
  const builds = join(toy.repo.dir, '.git', 'git-kvm-verify', 'builds');
  const config = readFileSync(join(builds, 'guest-files', '.config'), 'utf8');
  assert.match(config, /^CONFIG_VSOCKETS=y$/m);
  assert.match(config, /^CONFIG_UEVENT_HELPER=n$/m);
  assert.doesNotMatch(config, /DEBUG_INFO|touch/);
});

test('with --extra the kernel of the tests has lockdep, and modules are linked', async (t) => {
  const { toy, asked } = toyOf(t);
  toy.repo.commit('KVM: x86: Add a word\n\nAdd it.', { [X86]: 'int first_word, second_word, more;\n' });
  const { status, text } = await toy.verify({
    ...asked,
    test: ['good_test'],
    extra: true,
    without: ['32-bit'],
  });
  assert.equal(status, 0, text);
  assert.match(text, /^ +build +no-smm-xen +lockdep +modules$/m);
  assert.match(text, /^No new failures with the series \(\S+runner, lockdep\)\.$/m);
  const builds = join(toy.repo.dir, '.git', 'git-kvm-verify', 'builds');
  const lines = (name: string) => readFileSync(join(builds, name, '.config'), 'utf8').split('\n');
  assert.ok(lines('guest-files-lockdep').includes('CONFIG_PROVE_LOCKING=y'));
  assert.ok(lines('modules').includes('CONFIG_KVM_AMD=m'));
});
