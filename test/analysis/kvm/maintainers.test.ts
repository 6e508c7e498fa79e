/** MAINTAINERS, read without running the tree's script. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listsForAll, parseMaintainers, sectionsOf } from '../../../src/analysis/kvm/maintainers';
import { assertLinear } from '../../growth';

const TEXT = `
List of maintainers
===================

M: *Mail* patches to: FullName <address@domain>

	F:	*/net/*	all files in "any top level directory"/net

KERNEL VIRTUAL MACHINE (KVM)
M:	Carla Common <Carla@example.org>
L:	kvm@vger.kernel.org
S:	Supported
F:	virt/kvm/*
F:	include/linux/kvm*
F:	tools/testing/selftests/kvm/

KERNEL VIRTUAL MACHINE FOR RISC-V (KVM/riscv)
M:	"Rita Risc" <rita@example.org>
L:	kvm-riscv@lists.example.org
L:	old-riscv@lists.example.org (deprecated)
F:	tools/testing/selftests/kvm/*/riscv/

KERNEL VIRTUAL MACHINE FOR X86 (KVM/x86)
M:	Xaver Xeon <xaver@example.org>
L:	kvm@vger.kernel.org (subscribers-only)
F:	arch/x86/kvm/
X:	arch/x86/kvm/xen*

X86 ARCHITECTURE (32-BIT AND 64-BIT)
M:	Tina Tip <tina@example.org>
F:	arch/x86/

X86 ENTRY CODE
M:	Andy Entry <andy@example.org>
F:	arch/x86/entry/

THE REST
M:	Linus <linus@example.org>
L:	linux-kernel@vger.kernel.org
F:	*
F:	*/
`;
const SECTIONS = parseMaintainers(TEXT);
const titles = (...paths: string[]) =>
  sectionsOf(paths, SECTIONS).map(({ title }) => title.replace(/ \(.*/, ''));

test('a section is its people, lists and files', () => {
  const kvm = SECTIONS.find(({ title }) => title === 'KERNEL VIRTUAL MACHINE (KVM)')!;
  assert.deepEqual(kvm.maintainers, [{ name: 'Carla Common', email: 'carla@example.org' }]);
  assert.deepEqual(kvm.lists, ['kvm@vger.kernel.org']);
  assert.deepEqual(kvm.files, ['virt/kvm/*', 'include/linux/kvm*', 'tools/testing/selftests/kvm/']);
});

test('lists that do not take mail of everybody, or no more, are left out', () => {
  assert.deepEqual(SECTIONS.find(({ title }) => title.includes('riscv'))!.lists, [
    'kvm-riscv@lists.example.org',
  ]);
  assert.deepEqual(SECTIONS.find(({ title }) => title.includes('x86)'))!.lists, []);
  assert.deepEqual(listsForAll(SECTIONS), ['linux-kernel@vger.kernel.org']);
});

test('fields before a title, and a title without fields, are no section', () => {
  const read = (text: string) => parseMaintainers(text).map(({ title, files }) => `${title}: ${files}`);
  assert.deepEqual(read('F:\ta.c\n\nONE\nF:\tb.c\nTWO\nF:\tc.c\n\tF: d.c\nF:\te.c\n\nTHREE\n'), [
    'ONE: b.c',
    'TWO: c.c,e.c',
  ]);
  assert.deepEqual(read('ONE\nF:\tb.c\n  \nF:\tc.c'), ['ONE: b.c'], 'a blank line ends it');
});

test('a pattern is a file, a folder, or a glob, and of a section the longest counts', () => {
  const section = (title: string, ...files: string[]) =>
    `${title}\nM:\tA <a@b.c>\n${files.map((file) => `F:\t${file}\n`).join('')}\n`;
  const found = (path: string, ...sections: string[]) =>
    sectionsOf([path], parseMaintainers(sections.join(''))).map(({ title }) => title);
  for (const pattern of ['mm/gup.c', 'mm', 'mm/', 'mm/*', '*/gup.c', '*/'])
    assert.deepEqual(found('mm/gup.c', section('ONE', pattern)), ['ONE'], pattern);
  for (const pattern of ['mm/gup', 'm', 'mm/gup.c/', 'm*', '*', 'lib/*', '*/mm/'])
    assert.deepEqual(found('mm/gup.c', section('ONE', pattern)), [], pattern);
  const two = section('TWO', 'mm/gup*', 'mm/');
  for (const one of [
    ['mm/g*', 'mm/'],
    ['mm/', 'mm/g*'],
  ])
    assert.deepEqual(found('mm/gup.c', section('ONE', ...one), two), ['TWO']);
});

test('a quoted name is the same name', () => {
  assert.equal(SECTIONS.find(({ title }) => title.includes('riscv'))!.maintainers[0]!.name, 'Rita Risc');
});

test("KVM's own sections stand for those above them", () => {
  assert.deepEqual(titles('arch/x86/kvm/vmx/vmx.c'), ['KERNEL VIRTUAL MACHINE FOR X86']);
  assert.deepEqual(titles('virt/kvm/kvm_main.c', 'include/linux/kvm_host.h'), ['KERNEL VIRTUAL MACHINE']);
});

test('a star is no slash, and a folder is all below it', () => {
  assert.deepEqual(titles('virt/kvm/sub/new.c'), []);
  assert.deepEqual(titles('tools/testing/selftests/kvm/lib/riscv/ucall.c'), [
    'KERNEL VIRTUAL MACHINE',
    'KERNEL VIRTUAL MACHINE FOR RISC-V',
  ]);
  assert.deepEqual(titles('tools/testing/selftests/kvm/riscv/a.c'), ['KERNEL VIRTUAL MACHINE']);
});

test('elsewhere the closest section counts, and what is excluded does not', () => {
  assert.deepEqual(titles('arch/x86/entry/entry_64.S'), ['X86 ENTRY CODE']);
  assert.deepEqual(titles('arch/x86/kvm/xen.c'), ['X86 ARCHITECTURE']);
  assert.deepEqual(titles('README'), []);
});

test('a hostile pattern costs no more than its length', async () => {
  const text = (scale: number) =>
    `EVIL\nM:\tEve <eve@example.org>\nF:\t${'*a'.repeat(5000 * scale)}\n`.repeat(20);
  await assertLinear((scale) => sectionsOf([`arch/${'a'.repeat(2000)}`], parseMaintainers(text(scale))));
});
