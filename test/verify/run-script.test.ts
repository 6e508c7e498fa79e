import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { RUN, RUN_SCRIPT } from '../../src/verify/runs/run-script';

/** What becomes of a run whose command prints this, and ends so. */
function ran(
  t: TestContext,
  how: 'guest' | 'status' | 'units',
  console: string,
  script = 'exit 0',
  limit = '300',
) {
  const dir = mkdtempSync(join(tmpdir(), 'git-kvm-run-'));
  t.after(() => rmSync(dir, { recursive: true }));
  writeFileSync(join(dir, 'run.sh'), RUN_SCRIPT);
  writeFileSync(join(dir, 'console'), console);
  const command = ['sh', '-c', `cat ${dir}/console; ${script}`];
  const args = ['run.sh', how, '1/1:demo', 'stamp', 'log', limit, dir, '--', ...command];
  const said = execFileSync('sh', args, { cwd: dir, encoding: 'utf8' });
  const isPassed = existsSync(join(dir, 'stamp'));
  const code = isPassed ? 0 : Number(readFileSync(join(dir, 'stamp.bad'), 'utf8'));
  return { code, said };
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
  assert.equal(ran(t, 'status', 'ok 1 a\nnot ok 2 b\n').code, RUN.failed);
  assert.equal(ran(t, 'status', 'ok 1 a\nnot ok 2 b # TODO one day\n').code, 0);
  assert.equal(ran(t, 'status', 'ok 1 a # SKIP no VMX\n').code, RUN.skipped);
  assert.equal(ran(t, 'status', '1..0 # SKIP no VMX\n').code, RUN.skipped);
  assert.equal(ran(t, 'status', 'ok 1 a # SKIP no VMX\nok 2 b\n').code, 0);
});

test('what the kernel complains of fails a test that passes; what a test prints does not', (t) => {
  const splat = '[    3.250000] WARNING: CPU: 0 PID: 41 at arch/x86/kvm/x86.c:1 f+0x1/0x2 [kvm]';
  assert.equal(ran(t, 'guest', guest(splat, 0)).code, RUN.splat);
  assert.equal(ran(t, 'guest', guest('[    3.2] kvm: vcpu 0: requested 128 ns', 0)).code, 0);
  assert.equal(ran(t, 'guest', guest('WARNING: CPU has no PMU', 0)).code, 0);
});

test('a guest that ends without its test', (t) => {
  const up = '[    0.100000] Linux\r\n';
  assert.equal(ran(t, 'guest', `${up}[    0.2] Kernel panic - not syncing`).code, RUN.noBoot);
  assert.equal(ran(t, 'guest', `${up}git-kvm: begin\r\nhalf a li`).code, RUN.died);
  assert.equal(ran(t, 'guest', 'qemu: could not load kernel', 'exit 1').code, RUN.machine);
  assert.equal(ran(t, 'guest', `${up}git-kvm: begin\r\n`, 'exec sleep 600', '1').code, RUN.timeout);
});

test('a command that cannot be run says nothing of the test', (t) => {
  assert.equal(ran(t, 'status', 'sh: no such program', 'exit 127').code, RUN.machine);
  assert.equal(ran(t, 'status', 'ssh: connect to host amd: refused', 'exit 255').code, RUN.machine);
});

test('KVM-unit-tests tell in lines', (t) => {
  assert.equal(ran(t, 'units', 'PASS apic (53 tests)\nSKIP pmu (no PMU)\n').code, 0);
  assert.equal(ran(t, 'units', 'PASS apic (53 tests)\nFAIL pmu (2 tests)\n').code, RUN.failed);
  assert.equal(ran(t, 'units', 'SKIP pmu (no PMU)\n').code, RUN.skipped);
});
