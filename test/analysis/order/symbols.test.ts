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
  test('a signature whose type is on the line before', () => {
    const lines = [
      '+static inline u64',
      '+kvm_one(struct kvm *kvm)',
      '+{',
      '+\treturn 0;',
      '+}',
      '+',
      '+struct kvm_two *',
    ];
    assert.deepEqual(
      defined('arch/x86/kvm/x86.c', ...lines, '+kvm_three(struct kvm *kvm,', '+\t  int more)', '+{', '+}'),
      ['function kvm_one', 'function kvm_three'],
    );
    const [one] = read('arch/x86/kvm/x86.c', ...lines).defines;
    assert.equal(one!.local, true);
    assert.deepEqual(
      defined('arch/x86/kvm/x86.c', '+struct kvm_one', '+{', '+};', '+late_call(kvm_two)', '+{'),
      [],
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

const X86 = 'arch/x86/kvm/x86.c';
const HEADER = 'arch/x86/kvm/x86.h';
const inHunk = (heading: string, ...lines: string[]) =>
  readFile(
    parseDiff(
      exampleDiff({ [HEADER]: lines })
        .replace(/^(@@ .*@@)/m, `$1 ${heading}`)
        .split('\n'),
    ).diff.files[0]!,
  );

test('what one line at the margin defines', () => {
  const each: Record<string, string[]> = {
    'extern int kvm_one;': ['prototype kvm_one'],
    'int kvm_one[4];': ['variable kvm_one'],
    'int kvm_one = kvm_two(1);': ['variable kvm_one'],
    'struct kvm_x kvm_one;': ['variable kvm_one'],
    'const struct kvm_ops kvm_one = {': ['variable kvm_one'],
    'typedef unsigned long kvm_one;': ['typedef kvm_one'],
    'struct kvm_one;': [],
    'struct kvm_one {': ['struct kvm_one'],
    'union kvm_one {': ['struct kvm_one'],
    'struct {': [],
    'kvm_one;': [],
    'kvm_one:': [],
    'int kvm_one(void)': [],
    'int kvm_one(void);': ['prototype kvm_one'],
    'int kvm_one(void) {': ['function kvm_one'],
    'static inline int kvm_one(void) { return 0; }': ['function kvm_one'],
    'int __attribute__((packed));': [],
    'void __printf(1, 2) kvm_one(int a);': [],
    'DEFINE_PER_CPU(int, kvm_one);': ['variable kvm_one'],
    'DECLARE_STATIC_KEY_FALSE(kvm_one);': ['variable kvm_one'],
    'SYM_FUNC_START(kvm_one)': ['variable kvm_one'],
    'EXPORT_SYMBOL(kvm_one);': [],
    'KVM_X86_OP(vcpu_reset)': ['variable kvm_x86_vcpu_reset'],
    'KVM_X86_OP_OPTIONAL_RET0(vcpu_reset)': ['variable kvm_x86_vcpu_reset'],
    'KVM_X86_PMU_OP_OPTIONAL(reset)': ['variable kvm_x86_pmu_reset'],
    'KVM_X86_OPS(vcpu_reset)': [],
    '#define KVM_ONE(a) (a)': ['macro KVM_ONE'],
    '#undef KVM_ONE': [],
    '# define KVM_ONE 1': ['macro KVM_ONE'],
    '{': [],
    '}': [],
  };
  const found = Object.keys(each).map((line) => [line, defined(X86, `+${line}`)]);
  assert.deepEqual(Object.fromEntries(found), each);
});

test('what a line inside of a struct or an enum defines', () => {
  const inside = (head: string, line: string) =>
    defined(HEADER, ` ${head} {`, `+\t${line}`, ' };').map((one) => one.replace(/^\w+ /, ''));
  const fields: Record<string, string[]> = {
    'int kvm_one;': ['kvm_one'],
    'int kvm_one:3;': ['kvm_one'],
    'u8 kvm_one[KVM_MAX];': ['kvm_one'],
    'struct kvm_x *kvm_one;': ['kvm_one'],
    'int (*kvm_one)(int kvm_two);': ['kvm_one'],
    'KVM_DECLARE(kvm_one);': [],
    'int kvm_one,': [],
    ';': [],
  };
  assert.deepEqual(
    Object.fromEntries(Object.keys(fields).map((line) => [line, inside('struct kvm_x', line)])),
    fields,
  );
  const enumerators: Record<string, string[]> = {
    'KVM_ONE,': ['KVM_ONE'],
    'KVM_ONE = 1,': ['KVM_ONE'],
    KVM_ONE: ['KVM_ONE'],
    'KVM_ONE + 1,': [],
    '1,': [],
  };
  assert.deepEqual(
    Object.fromEntries(Object.keys(enumerators).map((line) => [line, inside('enum kvm_x', line)])),
    enumerators,
  );
});

test('a head of several lines ends with its brace or semicolon, and a macro defines the first that it is given', () => {
  const [one, more] = ['+int kvm_one(int a,', '+\t    int b,'];
  assert.deepEqual(defined(X86, one!, more!, '+\t    int c);'), ['prototype kvm_one']);
  assert.deepEqual(defined(X86, one!, more!, '+\t    int c)', '+{ return 0; }'), ['function kvm_one']);
  assert.deepEqual(defined(X86, '+DEFINE_IDA(kvm_one, kvm_two);'), ['variable kvm_one']);
  assert.deepEqual(defined(X86, '+foo, bar', '+kvm_one(int a)', '+{'), []);
});

test('a scope ends with its brace, and the heading of a hunk opens one', () => {
  assert.deepEqual(defined(HEADER, '+enum kvm_x {', '+\tKVM_ONE,', '+};', '+\tKVM_TWO,'), [
    'struct kvm_x',
    'enumerator KVM_ONE',
  ]);
  assert.deepEqual(defined(X86, '+int kvm_one(int a,', '+\t    int b)', '+{', '+\tint kvm_two;', '+}'), [
    'function kvm_one',
  ]);
  assert.deepEqual(defined(X86, '+int kvm_one(int a,', '+\t    int b) {', '+\tint kvm_two;', '+}'), [
    'function kvm_one',
  ]);
  assert.deepEqual(defined(HEADER, '+int kvm_one(void) { return 0; }', '+\tint kvm_two;'), [
    'function kvm_one',
  ]);
  const names = (heading: string, line: string) =>
    inHunk(heading, ' ', line).defines.map(({ name, owner }) => `${owner}.${name}`);
  assert.deepEqual(names('union kvm_u {', '+\tu64 kvm_one;'), ['kvm_u.kvm_one']);
  assert.deepEqual(names('struct {', '+\tu64 kvm_one;'), ['.kvm_one']);
  assert.deepEqual(names('enum kvm_e {', '+\tKVM_ONE,'), ['kvm_e.KVM_ONE']);
  assert.deepEqual(names('static int f(struct kvm *kvm)', '+\tu64 kvm_one;'), []);
  assert.deepEqual(names('static struct kvm_ops ops = {', '+\tu64 kvm_one;'), []);
  assert.deepEqual(names('words', '+\tu64 kvm_one;'), []);
});

test('what a .c file calls static, no other sees', () => {
  const local = (path: string, line: string) => read(path, line).defines[0]!.local;
  assert.equal(local(X86, '+static int kvm_one(void);'), true);
  assert.equal(local(X86, '+int kvm_one(void);'), false);
  assert.equal(local(HEADER, '+static int kvm_one(void);'), false);
});

test('removed lines remove, context does neither, and files come and go as a whole', () => {
  const { defines, removes, before } = read(
    X86,
    '-#define KVM_OLD 1',
    ' #define KVM_SAME 2',
    '+#define KVM_NEW 3',
  );
  assert.deepEqual(
    [defines, removes].map((all) => all.map(({ name }) => name)),
    [['KVM_NEW'], ['KVM_OLD']],
  );
  assert.deepEqual(
    ['KVM_OLD', 'KVM_SAME', 'KVM_NEW'].map((name) => before.has(name)),
    [true, true, false],
  );
  const gone = [`diff --git a/${X86} b/${X86}`, 'deleted file mode 100644', `--- a/${X86}`, '+++ /dev/null'];
  const [file] = parseDiff([...gone, '@@ -1,1 +0,0 @@', '-int kvm_old;']).diff.files;
  assert.deepEqual(
    readFile(file!).removes.map(({ form, name }) => `${form} ${name}`),
    [`file ${X86}`, 'variable kvm_old'],
  );
});

test('headers that added lines include', () => {
  const { includes } = read(
    X86,
    '+#include <linux/kvm.h>',
    '+#include "x86.h"',
    '+#error "no.h"',
    '-#include "old.h"',
    ' #include "a.h"',
  );
  assert.deepEqual([...includes.keys()], ['linux/kvm.h', 'x86.h']);
});

test('how a line names what it uses', () => {
  const traits = ['plain', 'member', 'field', 'whole', 'call', 'declared'] as const;
  const how = (...lines: string[]) => {
    const use = read(X86, ...lines.map((line) => `+${line}`)).uses.get('kvm_one');
    return use === undefined ? 'not' : traits.filter((trait) => use[trait]).join(' ');
  };
  const each: Record<string, string> = {
    '\tkvm_one();': 'plain whole call',
    '\tx = kvm_one;': 'plain whole',
    '\tx = y->kvm_one;': 'member field whole',
    '\tx = y.kvm_one;': 'member field whole',
    '\tx = y->kvm_one->z;': 'member whole',
    '\tx = y->kvm_one.z;': 'member whole',
    '\tstruct kvm_one *x;': 'plain',
    '\tstruct kvm_one;': 'plain declared',
    '\tstruct kvm_one x;': 'plain whole',
    '\tkvm_one *x;': 'plain whole',
    '\tgoto kvm_one;': 'plain whole declared',
    'kvm_one:': 'plain whole declared',
    '\tx = y ? kvm_one : z;': 'plain whole',
    '\treturn kvm_one;': 'plain whole',
    '\tcase kvm_one:': 'plain whole',
    '\tkvm_t kvm_one;': 'plain whole declared',
    '\tkvm_t kvm_one = 1;': 'plain whole declared',
    '\tkvm_t kvm_one[2];': 'plain whole declared',
    '\tkvm_t kvm_one': 'plain whole',
    '\tkvm_t kvm_one + 1;': 'plain whole',
    '\tkvm_t *kvm_one;': 'plain whole declared',
    '\tx = a * kvm_one;': 'plain whole',
    '\tx = 2 * kvm_one;': 'plain whole',
    'int f(struct kvm *kvm_one)': 'plain whole declared',
    'int f(int a, kvm_t *kvm_one)': 'plain whole declared',
    'int f(kvm_t *kvm_one)': 'plain whole declared',
    '\tx = f(a) * kvm_one;': 'plain whole',
    '\tstruct kvm *x = kvm_one;': 'plain whole',
    'kvm_one: x();': 'plain whole',
    'kvm_one;': 'plain whole',
    '\treturn (kvm_one);': 'plain whole',
    '/* kvm_one */': 'not',
    '\tputs("kvm_one");': 'not',
  };
  assert.deepEqual(Object.fromEntries(Object.keys(each).map((line) => [line, how(line)])), each);
  assert.equal(how('\tstruct kvm_one *x;', '\ty->kvm_one = kvm_one();'), 'plain member field whole call');
});

test('names are counted, pasted together, and of the struct that is initialized', () => {
  const uses = read(
    X86,
    '+\tkvm_x86_call(vcpu_reset)(v);',
    '+\tkvm_pmu_call(reset_it)(v);',
    '+\ta_b(a_b);',
  ).uses;
  assert.ok(uses.has('kvm_x86_vcpu_reset') && uses.has('kvm_x86_pmu_reset_it'));
  assert.equal(uses.get('a_b')!.count, 2);
  assert.ok(!read(X86, '+\tkvm_x86_call;', '+\tother_call(vcpu_reset);').uses.has('kvm_x86_vcpu_reset'));
  const owner = (...lines: string[]) =>
    read(X86, ...lines.map((line) => `+${line}`)).uses.get('kvm_one')!.owner;
  const ops = 'static struct kvm_ops ops = {';
  assert.equal(owner(ops, '\t.kvm_one = f,'), 'kvm_ops');
  assert.equal(owner(ops, '\t.a = 1, .kvm_one = f,'), 'kvm_ops');
  assert.equal(owner(ops, '\t.kvm_one = f,', '\t.kvm_one = g,'), 'kvm_ops');
  assert.equal(owner('static struct { int a; } ops = {', '\t.kvm_one = f,'), '');
  assert.equal(owner(ops, '\t.a = { .kvm_one = f },'), 'kvm_ops');
  assert.equal(owner(ops, '\t.a = x.kvm_one,'), '');
  assert.equal(owner(ops, '\t.a = kvm_one,'), '');
  assert.equal(owner('static union kvm_ops ops = {', '\t.kvm_one = f,'), 'kvm_ops');
  assert.equal(owner('static int ops[] = {', '\t.kvm_one = f,'), '');
  assert.equal(owner(ops, '\t.kvm_one = f,', '};', 'static struct kvm_more more = {', '\t.kvm_one = f,'), '');
  assert.equal(inHunk(ops, ' ', '+\t.kvm_one = f,').uses.get('kvm_one')!.owner, 'kvm_ops');
});

test('words of C are no names, and what the other side opens is not read', () => {
  const { uses } = read(X86, '+\treturn sizeof(kvm_one);');
  assert.deepEqual([...uses.keys()], ['kvm_one']);
  assert.deepEqual(defined(X86, '+#define inline kvm_two'), []);
  assert.deepEqual(read(HEADER, '+struct kvm_new {', '-\tint kvm_old;', '+};').removes, []);
  const { drops } = read(X86, ' /* a', '-\told_call();', ' */', '-\tnew_call();');
  assert.deepEqual([...drops.keys()], ['new_call']);
  const [struct] = read(HEADER, '+struct kvm_new {').defines;
  assert.equal(struct!.column, 7);
});

test('a comment that one side of the diff opens hides nothing of the other', () => {
  const { uses, drops } = read(X86, '+/* a', '-\told_call();', '+ */', '+\tnew_call();');
  assert.deepEqual([[...uses.keys()], [...drops.keys()]], [['new_call'], ['old_call']]);
  const old = read(X86, '-/* a', '+\tnew_call();', '- */', '-\told_call();');
  assert.deepEqual([[...old.uses.keys()], [...old.drops.keys()]], [['new_call'], ['old_call']]);
});

test('options and objects of Kconfig files and Makefiles', () => {
  const kconfig = read(
    'arch/x86/kvm/Kconfig',
    '+config KVM_NEW',
    '+\tselect KVM_OTHER',
    '+\tdepends on A_B && C_D',
    '+\thelp KVM_WORDS',
    '-menuconfig KVM_OLD',
    ' \timply E_F',
  );
  assert.deepEqual(
    kconfig.defines.map(({ name }) => name),
    ['CONFIG_KVM_NEW'],
  );
  assert.deepEqual(
    kconfig.removes.map(({ name }) => name),
    ['CONFIG_KVM_OLD'],
  );
  assert.deepEqual([...kconfig.uses.keys()], ['CONFIG_KVM_OTHER', 'CONFIG_A_B', 'CONFIG_C_D']);
  const makefile = read(
    'arch/x86/kvm/Makefile',
    '+kvm-$(CONFIG_KVM_NEW) += mmu/new.o',
    ' kvm-y += old.o',
    '-kvm-y += gone.o',
    '+words',
  );
  assert.deepEqual([...makefile.includes.keys()], ['arch/x86/kvm/mmu/new']);
  assert.deepEqual([...makefile.uses.keys()], ['CONFIG_KVM_NEW']);
  const list = read('tools/testing/selftests/kvm/Makefile.kvm', '+TEST_GEN_PROGS_x86 += x86/new_test');
  assert.ok(list.includes.has('tools/testing/selftests/kvm/x86/new_test'));
  assert.equal(read('arch/x86/kvm/notes.txt', '+config KVM_NEW').defines.length, 0);
});
