import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { RUN, RUN_SCRIPT, runWordsScript } from '../../src/verify/runs/run-script';

/** What becomes of a run whose command prints this, and ends so. */
function ran(
  t: TestContext,
  how: 'guest' | 'boot' | 'test' | 'units',
  console: string,
  script = 'exit 0',
  limit = 300,
  prefix = '',
) {
  const dir = mkdtempSync(join(tmpdir(), 'git-kvm-run-'));
  t.after(() => rmSync(dir, { recursive: true }));
  writeFileSync(join(dir, 'run.sh'), RUN_SCRIPT);
  writeFileSync(join(dir, 'console'), console);
  writeFileSync(join(dir, 'command'), `cat ${dir}/console; ${script}`);
  writeFileSync(join(dir, 'words.sh'), runWordsScript(['sh', join(dir, 'command')], limit));
  const command = [...prefix.split(' ').filter(Boolean), 'sh', join(dir, 'words.sh')];
  const args = ['run.sh', how, '1/1:demo', 'stamp', 'log', 'seen', dir, '--', ...command];
  const said = execFileSync('sh', args, { cwd: dir, encoding: 'utf8' });
  const isPassed = existsSync(join(dir, 'stamp'));
  const code = isPassed ? 0 : Number(readFileSync(join(dir, 'stamp.bad'), 'utf8'));
  const seen = existsSync(join(dir, 'seen')) ? readFileSync(join(dir, 'seen'), 'utf8') : '';
  return { code, said, seen };
}

const guest = (body: string, status: number) =>
  `[    0.100000] Calibrating delay loop\r\n\r\ngit-kvm: begin\r\n${body}\r\ngit-kvm: end ${status}\r\n`;

test('a guest tells how its test ended', (t) => {
  assert.equal(ran(t, 'guest', guest('ok', 0)).code, 0);
  assert.equal(ran(t, 'guest', guest('skipping test', 4)).code, RUN.skipped);
  assert.match(ran(t, 'guest', guest('skipping test', 4)).said, /^skip 1\/1:demo \d+$/m);
  assert.equal(ran(t, 'guest', guest('==== Test Assertion Failure ====', 254)).code, RUN.failed);
  assert.equal(ran(t, 'guest', guest('killed', 139)).code, RUN.failed);
});

test('lines of TAP that say worse than the status count', (t) => {
  assert.equal(ran(t, 'boot', guest('ok 1 a\nnot ok 2 b', 0)).code, RUN.failed);
  assert.equal(ran(t, 'boot', guest('ok 1 a\nnot ok 2 b # TODO one day', 0)).code, 0);
  assert.equal(ran(t, 'boot', guest('ok 1 a # SKIP no VMX', 0)).code, RUN.skipped);
  assert.equal(ran(t, 'boot', guest('1..0 # SKIP no VMX', 0)).code, RUN.skipped);
  assert.equal(ran(t, 'boot', guest('ok 1 a # SKIP no VMX\nok 2 b', 0)).code, 0);
});

test('what the kernel complains of fails a test that passes; what a test prints does not', (t) => {
  for (const splat of [
    'WARNING: CPU: 0 PID: 41 at arch/x86/kvm/x86.c:1 f+0x1/0x2 [kvm]',
    'WARNING: arch/x86/kvm/x86.c:1 at f+0x1/0x2 [kvm], CPU#0: demo/41',
    'WARNING: possible circular locking dependency detected',
    'WARNING: nested lock was not taken',
    'kernel BUG at arch/x86/kvm/mmu/mmu.c:711!',
    'BUG: KASAN: slab-use-after-free in kvm_vcpu_ioctl+0x1/0x2',
    'INFO: task demo:41 blocked for more than 122 seconds.',
  ])
    assert.equal(ran(t, 'guest', guest(`[    3.250000] ${splat}`, 0)).code, RUN.splat, splat);
  assert.equal(ran(t, 'guest', guest('[    3.2] kvm: vcpu 0: requested 128 ns', 0)).code, 0);
  assert.equal(ran(t, 'guest', guest('WARNING: CPU has no PMU', 0)).code, 0);
});

const UP = '[    0.100000] Linux\r\n';
const BEGUN = `${UP}\r\ngit-kvm: begin\r\n`;

test('a guest that ends without its test', (t) => {
  assert.equal(ran(t, 'guest', `${UP}[    0.2] Kernel panic - not syncing`).code, RUN.noBoot);
  assert.equal(ran(t, 'guest', `${BEGUN}half a li`).code, RUN.died);
  assert.equal(ran(t, 'guest', `${BEGUN}[    0.2] Kernel panic - not syncing`, 'exit 1').code, RUN.died);
  assert.equal(ran(t, 'guest', BEGUN, 'exec sleep 600', 1).code, RUN.timeout);
  assert.equal(ran(t, 'guest', UP, 'exec sleep 600', 1).code, RUN.noBoot);
});

test('what ends a guest from outside says nothing of the test', (t) => {
  const killed = ran(t, 'guest', BEGUN, 'kill -9 $$');
  assert.deepEqual([killed.code, killed.seen], [RUN.machine, '']);
  assert.equal(ran(t, 'guest', BEGUN, 'kill -15 $$').code, RUN.machine);
  assert.equal(ran(t, 'guest', BEGUN, 'kill -11 $$').code, RUN.machine, 'QEMU itself has crashed');
  assert.equal(ran(t, 'guest', 'qemu: could not load kernel', 'exit 1').code, RUN.machine);
  assert.equal(ran(t, 'guest', BEGUN, 'exit 124').code, RUN.machine, 'a time-out that is not ours');
  assert.equal(ran(t, 'test', guest('', 137)).code, RUN.machine, 'of this machine');
  assert.equal(ran(t, 'boot', guest('', 137)).code, RUN.failed, 'by the kernel of the guest');
  assert.equal(ran(t, 'guest', guest('', 0), 'kill -9 $$').code, 0, 'it has reported before');
});

test('a command that cannot be run, or words before it, say nothing of the test', (t) => {
  assert.equal(ran(t, 'boot', 'sh: no such program', 'exit 127').code, RUN.machine);
  assert.equal(ran(t, 'test', 'ssh: connect to host amd: refused', 'exit 255').code, RUN.machine);
  assert.equal(ran(t, 'boot', 'vng: no such kernel', 'exit 1').code, RUN.machine);
  assert.equal(ran(t, 'guest', guest('', 0), 'exit 0', 300, 'false').code, RUN.machine);
  assert.equal(ran(t, 'units', 'PASS apic (53 tests)\n', 'exit 0', 300, 'false').code, RUN.machine);
});

test('what is lost is tried once more, and what was seen is kept', (t) => {
  const once = 'if mkdir "$(dirname "$0")/tried" 2>/dev/null; then kill -9 $$; fi';
  const second = ran(t, 'guest', '', `${once}; printf 'git-kvm: begin\\ngit-kvm: end 0\\n'`);
  assert.deepEqual([second.code, second.seen], [0, '0\n']);
  assert.equal(ran(t, 'guest', guest('', 254)).seen, `${RUN.failed}\n`);
});

test('KVM-unit-tests report in lines', (t) => {
  assert.equal(ran(t, 'units', 'PASS apic (53 tests)\nSKIP pmu (no PMU)\n').code, 0);
  assert.equal(ran(t, 'units', 'PASS apic (53 tests)\nFAIL pmu (2 tests)\n').code, RUN.failed);
  assert.equal(ran(t, 'units', 'SKIP pmu (no PMU)\n').code, RUN.skipped);
  assert.equal(ran(t, 'units', 'nothing was run\n').code, RUN.machine);
  assert.equal(ran(t, 'units', 'PASS apic (53 tests)\n', 'kill -9 $$').code, RUN.machine);
});
