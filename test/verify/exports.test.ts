/** Objects of a real compiler, as the build of arch/x86/kvm/ leaves them. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { exportsScript } from '../../src/verify/exports';
import { nmIn } from '../../src/verify/toolchain';

const SKIP = spawnSync('gcc', ['--version']).status === 0 ? false : 'gcc is not installed';

const KVM = `
void kvm_exported(void) {}
const void *__export_symbol_kvm_exported = kvm_exported;
void kvm_old(void) {}
const void *__ksymtab_kvm_old = kvm_old;
void kvm_inner(void) {}
int kvm_data;
static void kvm_static(void) {}
const void *kvm_table[] = { kvm_static };
`;

function checked(t: TestContext, sources: Readonly<Record<string, string>>) {
  const out = mkdtempSync(join(tmpdir(), 'exports-'));
  t.after(() => rmSync(out, { recursive: true }));
  const folder = join(out, 'arch', 'x86', 'kvm');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(sources)) {
    writeFileSync(join(folder, `${name}.c`), text);
    const { status, stderr } = spawnSync('gcc', ['-c', '-o', `${name}.o`, `${name}.c`], { cwd: folder });
    assert.equal(status, 0, String(stderr));
  }
  const script = `set -e\nOUT=$1\n${exportsScript('nm')}`;
  const { status, stdout } = spawnSync('sh', ['-c', script, 'sh', out], { encoding: 'utf8' });
  return { status, stdout };
}

test('what a module uses of kvm and kvm does not export is named', { skip: SKIP }, (t) => {
  const user = (...names: string[]) =>
    `${names.map((name) => `extern void ${name}(void);`).join(' ')} void use(void) { ${names.map((name) => `${name}();`).join(' ')} }\n`;
  const good = {
    kvm: KVM,
    'kvm-intel': user('kvm_exported', 'kvm_old', 'kmalloc'),
    'kvm-amd': user('kvm_old'),
  };
  assert.deepEqual(checked(t, good), { status: 0, stdout: '' });
  const bad = checked(t, { ...good, 'kvm-amd': user('kvm_inner', 'kvm_data') });
  assert.notEqual(bad.status, 0);
  assert.deepEqual(bad.stdout.trim().split('\n').sort(), [
    'error: kvm_data is not exported by kvm.ko, and kvm-amd.ko uses it',
    'error: kvm_inner is not exported by kvm.ko, and kvm-amd.ko uses it',
  ]);
  // Defined in both, as a static function in one of them, it is the module's.
  assert.equal(
    checked(t, { ...good, 'kvm-amd': 'static void kvm_inner(void) {}\nvoid use(void) { kvm_inner(); }\n' })
      .status,
    0,
  );
  // Built in, there is nothing to link.
  assert.equal(checked(t, { kvm: KVM }).status, 0);
});

test('the nm is that of the compiler', () => {
  assert.equal(nmIn([]), 'nm');
  assert.equal(nmIn(['CROSS_COMPILE=x86_64-linux-gnu-']), 'x86_64-linux-gnu-nm');
  assert.equal(nmIn(['LLVM=1']), 'llvm-nm');
  assert.equal(nmIn(['LLVM=-15']), 'llvm-nm-15');
  assert.equal(nmIn(['LLVM=/opt/llvm/bin/']), '/opt/llvm/bin/llvm-nm');
  assert.equal(nmIn(['LLVM=1', 'NM=my-nm']), 'my-nm');
});
