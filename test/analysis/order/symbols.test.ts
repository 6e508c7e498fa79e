import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readFile } from '../../../src/analysis/order/extract/symbols';
import { exampleDiff } from '../../../src/lint/example-mail';
import { parseDiff } from '../../../src/model/diff';

const read = (path: string, ...lines: string[]) =>
  readFile(parseDiff(exampleDiff({ [path]: lines }).split('\n')).diff.files[0]!);
const defined = (path: string, ...lines: string[]) =>
  read(path, ...lines).defines.map(({ form, name }) => `${form} ${name}`);

describe('definitions', () => {
  test('macros, enumerators, structs and fields', () => {
    assert.deepEqual(
      defined(
        'include/uapi/linux/kvm.h',
        '+#define KVM_CAP_NEW 250',
        '+struct kvm_new {',
        '+\t__u32 flags_of_new;',
        '+\t__u8 pad[4];',
        '+\tunion {',
        '+\t\t__u64 data:8;',
        '+\t};',
        '+};',
        ' enum kvm_kind {',
        '+\tKVM_KIND_ONE,',
        '+\tKVM_KIND_TWO = 2,',
        ' };',
      ),
      [
        'macro KVM_CAP_NEW',
        'struct kvm_new',
        'field flags_of_new',
        'field pad',
        'field data',
        'enumerator KVM_KIND_ONE',
        'enumerator KVM_KIND_TWO',
      ],
    );
  });
  test('functions, prototypes, and signatures over several lines', () => {
    assert.deepEqual(
      defined(
        'arch/x86/kvm/x86.h',
        '+int kvm_one(struct kvm *kvm);',
        '+static inline bool kvm_two(struct kvm *kvm)',
        '+{',
        '+\treturn kvm_three(kvm);',
        '+}',
        '+void kvm_four(struct kvm *kvm,',
        '+\t       int more);',
      ),
      ['prototype kvm_one', 'function kvm_two', 'prototype kvm_four'],
    );
  });
  test('variables and macros that define', () => {
    assert.deepEqual(
      defined(
        'arch/x86/kvm/x86.c',
        '+static bool __read_mostly enable_new = true;',
        '+DEFINE_MUTEX(new_lock);',
        '+EXPORT_SYMBOL_GPL(old_name);',
      ),
      ['variable enable_new', 'variable new_lock'],
    );
  });
  test('what is inside a function defines nothing', () => {
    assert.deepEqual(
      defined(
        'arch/x86/kvm/x86.c',
        ' int kvm_old(void)',
        ' {',
        '+\tint new_local = old_call();',
        '+\tstruct kvm_x *y;',
        ' }',
      ),
      [],
    );
  });
  test('a forward declaration of a struct defines nothing', () => {
    assert.deepEqual(defined('arch/x86/kvm/mmu.h', '+struct kvm_later;'), []);
  });
  test('the heading of a hunk tells what it is inside of', () => {
    const diff =
      'diff --git a/a.h b/a.h\n--- a/a.h\n+++ b/a.h\n@@ -5,1 +5,2 @@ struct kvm_run {\n \t__u64 old;\n+\t__u64 new_field;';
    const [file] = parseDiff(diff.split('\n')).diff.files;
    assert.deepEqual(
      readFile(file!).defines.map(({ name, owner }) => [name, owner]),
      [['new_field', 'kvm_run']],
    );
  });
  test('options of Kconfig, and files', () => {
    assert.deepEqual(defined('arch/x86/kvm/Kconfig', '+config KVM_NEW', '+\tbool "New"'), [
      'config CONFIG_KVM_NEW',
    ]);
    assert.deepEqual(defined('+virt/kvm/new.h', '+#define NEW_H'), ['file virt/kvm/new.h', 'macro NEW_H']);
  });
});

describe('uses', () => {
  test('are code, not comments, strings or removed lines', () => {
    const { uses, drops } = read(
      'arch/x86/kvm/x86.c',
      '-\told_call();',
      '+\tnew_call("in_string"); /* in_comment */',
    );
    assert.deepEqual([...uses.keys()], ['new_call']);
    assert.deepEqual([...drops.keys()], ['old_call']);
  });
  test('tell members from names', () => {
    const use = read('arch/x86/kvm/x86.c', '+\tvcpu->arch.thing = thing_of(vcpu);').uses;
    assert.ok(use.get('thing')?.member && !use.get('thing')?.plain);
    assert.ok(use.get('thing_of')?.call);
  });
});
