/** Which tests which files ask for. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasEffect, isSaid, pagingOf, planOf } from '../../../src/analysis/testplan/items';
import { exampleMail } from '../../../src/lint/example-mail';
import type { DiffFile } from '../../../src/model/diff';
import { seriesOf } from '../../rules/example-patch';

async function series(diff: Record<string, string[]>) {
  const [one] = await seriesOf({
    name: '',
    series: [exampleMail({ subject: '[PATCH] KVM: x86: Change it', diff })],
  });
  return one!;
}
const CODE = ['-\told();', '+\tnew();'];
const ids = async (diff: Record<string, string[]>, mandatory = true) =>
  planOf(await series(diff))
    .filter((item) => item.mandatory === mandatory)
    .map(({ id }) => id);

test('KVM code is built, and runs through both test suites', async () => {
  assert.deepEqual(await ids({ 'arch/x86/kvm/x86.c': CODE }), ['build', 'selftests', 'kvm-unit-tests']);
});

test('comments and blank lines ask for nothing', async () => {
  assert.deepEqual(await ids({ 'arch/x86/kvm/x86.c': ['-\t/* Old. */', '+', '+\t * New', '+\t */'] }), []);
});

test('a file that goes or is renamed has an effect, whatever is shown of it', () => {
  const of = (change: string, newPath = 'virt/kvm/a.c') =>
    hasEffect({ newPath, change, hunks: [] } as unknown as DiffFile);
  assert.deepEqual(
    ['deleted', 'renamed', 'modified'].map((change) => of(change)),
    [true, true, false],
  );
  assert.equal(of('deleted', 'Documentation/virt/kvm/api.rst'), false);
});

test('a selftest asks for the selftests alone', async () => {
  assert.deepEqual(await ids({ 'tools/testing/selftests/kvm/x86/a.c': CODE }), ['selftests']);
  assert.deepEqual(await ids({ 'tools/testing/selftests/kvm/lib/kvm_util.c': CODE }, false), [
    'architectures',
  ]);
});

test('shadow paging without TDP is mandatory, common MMU code encouraged, the TDP MMU neither', async () => {
  assert.equal(pagingOf(await series({ 'arch/x86/kvm/mmu/paging_tmpl.h': CODE })), 'shadow');
  assert.equal(
    pagingOf(await series({ 'arch/x86/kvm/mmu/mmu.c': ['+\tkvm_sync_page(vcpu, sp);'] })),
    'shadow',
  );
  assert.equal(pagingOf(await series({ 'arch/x86/kvm/mmu/spte.c': CODE })), 'common');
  const near = [' \tkvm_sync_page(vcpu, sp);', ...CODE];
  assert.equal(pagingOf(await series({ 'arch/x86/kvm/mmu/mmu.c': near })), 'common', 'what is only nearby');
  assert.equal(pagingOf(await series({ 'arch/x86/kvm/mmu/tdp_mmu.c': CODE })), 'none');
  assert.ok((await ids({ 'arch/x86/kvm/mmu/paging_tmpl.h': CODE })).includes('tdp-off'));
  assert.ok((await ids({ 'arch/x86/kvm/mmu/spte.c': CODE }, false)).includes('tdp-off'));
});

test('a module parameter that the code asks for is named', async () => {
  const plan = planOf(await series({ 'arch/x86/kvm/vmx/vmx.c': ['+\tif (enable_pml)', '+\t\tnew();'] }));
  assert.match(plan.find(({ id }) => id === 'parameters')!.task, /kvm_intel\.pml/);
  const context = planOf(await series({ 'arch/x86/kvm/vmx/vmx.c': [' \tif (enable_pml)', '+\tnew();'] }));
  assert.ok(!context.some(({ id }) => id === 'parameters'), 'what is only nearby does not count');
});

test('documentation is built', async () => {
  assert.deepEqual(await ids({ 'Documentation/virt/kvm/api.rst': CODE }), ['htmldocs']);
});

test('both vendors are two words', () => {
  assert.ok(isSaid('both-vendors', 'Tested on Milan and on Sapphire Rapids.'));
  assert.ok(!isSaid('both-vendors', 'Tested on Milan and on Genoa.'));
  assert.ok(isSaid('tdp-off', 'kvm-unit-tests pass with ept=0'));
  for (const said of ['with and without EPT', 'NPT disabled', 'with TDP on and off', 'with shadow paging'])
    assert.ok(isSaid('tdp-off', said), said);
  for (const unsaid of ['selftests pass', 'Tested on a host with EPT.'])
    assert.ok(!isSaid('tdp-off', unsaid), unsaid);
});
