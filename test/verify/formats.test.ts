import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { junit, ktap } from '../../src/verify/formats';
import { tickText } from '../../src/verify/progress';
import { Toy } from './toy';

const X86 = 'arch/x86/kvm/x86.c';
const TESTS = 'tools/testing/selftests/kvm/x86';

function toyOf(t: ConstructorParameters<typeof Toy>[0]) {
  const toy = new Toy(t);
  toy.repo.commit('Base', {
    [X86]: 'int first_word;\n',
    [`${TESTS}/good_test.c`]: 'EXPECT(first_word)\n',
    [`${TESTS}/bad_test.c`]: 'EXPECT(third_word)\n',
    [`${TESTS}/vmx_test.c`]: 'SKIP\n',
  });
  toy.repo.git('tag', '-f', 'base');
  toy.repo.commit('KVM: x86: Add <a> word', { [X86]: 'int first_word, more;\n' });
  toy.repo.commit('KVM: x86: Drop the first word', { [X86]: 'int more;\n' });
  return { toy, asked: { runner: toy.runner(), test: ['good_test', 'bad_test', 'vmx_test'] } };
}

test('builds and tests as KTAP, with an exit status as everywhere', async (t) => {
  const { toy, asked } = toyOf(t);
  const { status, text } = await toy.verify({ ...asked, format: 'ktap' });
  assert.equal(status, 1);
  const lines = text.slice(text.indexOf('KTAP version 1')).trim().split('\n');
  assert.deepEqual(
    lines.filter((line) => !line.startsWith('#')),
    [
      'KTAP version 1',
      '1..12',
      'ok 1 base build',
      'ok 2 1/2 build',
      'ok 3 2/2 build',
      'ok 4 base x86/good_test',
      'ok 5 base x86/bad_test # XFAIL fails without the series',
      'ok 6 base x86/vmx_test # SKIP skipped by the test',
      'ok 7 1/2 x86/good_test',
      'ok 8 1/2 x86/bad_test # XFAIL fails without the series',
      'ok 9 1/2 x86/vmx_test # SKIP skipped by the test',
      'not ok 10 2/2 x86/good_test',
      'ok 11 2/2 x86/bad_test # XFAIL fails without the series',
      'ok 12 2/2 x86/vmx_test # SKIP skipped by the test',
    ],
  );
  assert.match(text, /^# first_word is missing$/m);
});

test('a test that timed out says so as kselftest does', async (t) => {
  const { toy, asked } = toyOf(t);
  toy.repo.commit('KVM: selftests: Add a test', { [`${TESTS}/slow_test.c`]: 'SLEEP\n' });
  const { status, text } = await toy.verify({
    ...asked,
    test: ['slow_test'],
    limit: 1,
    format: 'ktap',
    range: 'HEAD~1..',
  });
  assert.equal(status, 1);
  assert.match(text, /^not ok \d 1\/1 x86\/slow_test # TIMEOUT$/m);
});

test('the same as JUnit, and a proof of order', async (t) => {
  const { toy, asked } = toyOf(t);
  const { text } = await toy.verify({ ...asked, format: 'junit' });
  assert.match(text, /<testsuite name="git kvm verify" tests="12" failures="1" skipped="6">/);
  assert.match(text, /<testcase classname="1\/2 KVM: x86: Add &lt;a&gt; word" name="1\/2 build"\/>/);
  assert.match(text, /name="2\/2 x86\/good_test"><failure message=/);
  toy.repo.git('reset', '-q', '--hard', 'base');
  toy.repo.commit('KVM: x86: Reject reserved bits of DR7 in KVM_SET_DEBUGREGS\n\nReject them.', {
    [X86]: 'int first_word, the_fix;\n',
  });
  toy.repo.commit(
    'KVM: selftests: Verify that KVM_SET_DEBUGREGS rejects reserved bits of DR7\n\nAdd a regression test for reserved bits of DR7, which KVM let pass.',
    { [`${TESTS}/demo_test.c`]: 'EXPECT(the_fix)\n' },
  );
  const proof = await toy.verify({ order: true, runner: asked.runner, format: 'ktap' });
  assert.equal(proof.status, 0, proof.text);
  assert.match(proof.text, /^KTAP version 1\n1\.\.1\nok 1 order 1 before 2$/m);
});

test('progress does not stand still: what runs, for how long, which file, and what is left', async (t) => {
  const { toy } = toyOf(t);
  const { text } = await toy.verify({ width: 80, env: { TOY_SLOW: '2' } });
  assert.match(text, /\r\x1b\[K\[\d\/3\] base build: 1 s so far, 1 of about \d{3} files\r/);
  assert.match(
    text,
    /\[2\/3\] 1\/2 build: ok, \d s, about \d s left|\[\d\/3\] \d\/2 build: \d s so far, about \d s left/,
  );
});

test('without a terminal progress is a line of its own, without escapes; an estimate that was passed is left out', () => {
  const point = { name: '1/2', shortlog: 'KVM: x86: Change it', tree: '0', isBase: false };
  const column = { id: 'build', says: '', script: '' };
  const cell = {
    name: '1/2:build',
    point,
    column,
    stamp: '',
    log: '',
    kept: null,
    needs: [],
    seen: null,
    prefix: [],
  };
  const tick = (files: number, ofFiles: number | null) =>
    tickText({ running: [{ cell, seconds: 125, files, ofFiles }], done: 0, all: 2, left: 300 }, null);
  assert.equal(tick(412, 830), '[0/2] 1/2 build: 2 min so far, 412 of about 830 files, about 5 min left\n');
  assert.equal(tick(412, 400), '[0/2] 1/2 build: 2 min so far, 412 files, about 5 min left\n');
  assert.equal(tick(0, null), '[0/2] 1/2 build: 2 min so far, about 5 min left\n');
});

test('control characters get neither into lines nor into XML', () => {
  const one = {
    name: 'a\x1b[31m\nb',
    group: 'g\0',
    outcome: 'fail',
    why: '',
    words: ['x\ny', '\x9b'],
  } as const;
  assert.doesNotMatch(ktap([one]), /[\x1b\x9b]/);
  assert.equal(ktap([one]).trim().split('\n').length, 5);
  assert.doesNotMatch(junit([one]), /[\0\x1b]/);
});

test('any command at each patch, in a checkout of its own', async (t) => {
  const { toy } = toyOf(t);
  const command = [
    'sh',
    '-c',
    'echo "it\'s $(grep -c first_word arch/x86/kvm/x86.c)"; grep -q first_word "$1"',
    'x',
    X86,
  ];
  const { status, text } = await toy.verify({ each: command });
  assert.equal(status, 1, text);
  assert.match(text, /^1\/2 +ok /m);
  assert.match(text, /^2\/2 +FAIL /m);
  assert.match(text, /^2\/2 fails: KVM: x86: Drop the first word\n {4}it's 0$/m);
  assert.equal(toy.repo.git('status', '--porcelain'), '');
  assert.match(readFileSync(join(toy.repo.dir, X86), 'utf8'), /^int more/);
  // Each time anew; and what it leaves does not get into a build.
  const dirty = await toy.verify({ each: ['sh', '-c', 'echo CALL >arch/x86/kvm/left.c; exit 64'] });
  assert.equal(dirty.status, 1, dirty.text);
  assert.equal((await toy.verify()).status, 0);
  assert.equal((await toy.verify({ each: ['true'] })).status, 0);
  assert.equal((await toy.verify({ each: [] })).status, 2);
  // A make of the user's stops at its first error, as anywhere.
  const make = 'printf ".NOTPARALLEL:\\na b:\\n\\t@echo trying \\$@; exit 1\\n" | make -f - a b';
  const stops = await toy.verify({ each: ['sh', '-c', make] });
  assert.equal(stops.status, 1, stops.text);
  assert.match(stops.text, /^ {4}trying a$/m);
  assert.doesNotMatch(stops.text, /trying b/);
  await toy.verify({ prune: true });
  assert.ok(!readdirSync(join(toy.repo.dir, '.git')).includes('git-kvm-verify'));
});

test('a compiler of two words is one argument of make', async (t) => {
  const { toy } = toyOf(t);
  const { status, text } = await toy.verify({ makeArgs: ['CC=env true'] });
  assert.equal(status, 0, text);
  assert.match(text, /env|true \(GNU coreutils\)/);
  assert.equal((await toy.verify({ makeArgs: ["CC=gcc';touch x"] })).status, 2);
});
