import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { hostKvm } from '../../src/verify/runs/host-kvm';

function machine(t: TestContext, files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'machine-'));
  t.after(() => rmSync(root, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

test('nested guests want /dev/kvm, and a KVM that gives them VMX or SVM', (t) => {
  const cpu = (flag: string) => ({ 'dev/kvm': '', 'proc/cpuinfo': `flags\t\t: fpu ${flag} lm\n` });
  const nested = (module: string, value: string) => ({ [`sys/module/${module}/parameters/nested`]: value });
  assert.throws(() => hostKvm(machine(t, {})), /dev\/kvm does not exist: this machine has no KVM/);
  assert.equal(hostKvm(machine(t, { ...cpu('vmx'), ...nested('kvm_intel', 'Y\n') })), 'VMX');
  assert.equal(hostKvm(machine(t, { ...cpu('svm'), ...nested('kvm_amd', '1\n') })), 'SVM');
  assert.throws(
    () => hostKvm(machine(t, { ...cpu('vmx'), ...nested('kvm_intel', 'N\n') })),
    /kvm_intel gives guests no VMX/,
  );
  assert.throws(
    () => hostKvm(machine(t, { ...cpu('svm'), ...nested('kvm_amd', '0\n') })),
    /kvm_amd gives guests no SVM/,
  );
});
