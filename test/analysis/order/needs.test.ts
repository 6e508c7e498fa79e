/** Which use of a name can mean which definition, and what a series does not build without. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readSeries, type SeriesFacts } from '../../../src/analysis/order/extract/facts';
import { Names, needsOf } from '../../../src/analysis/order/relations/needs';
import { CONFIDENCE } from '../../../src/analysis/order/relations/thresholds';
import { type Given, seriesOf } from './help';

type Diff = NonNullable<Given['diff']>;
const X86 = 'arch/x86/kvm/x86.c';
const HOST = 'arch/x86/include/asm/kvm_host.h';
const UAPI = 'include/uapi/linux/kvm.h';
const LIB = 'tools/testing/selftests/kvm/include/kvm_util.h';
const TEST = 'tools/testing/selftests/kvm/x86/demo_test.c';

async function factsOf(...diffs: Diff[]): Promise<SeriesFacts> {
  return readSeries(await seriesOf(...diffs.map((diff, i) => ({ title: `KVM: x86: Do ${i}`, diff }))));
}

/** The needs of patches: `2<1 name`, where 2 needs 1. */
async function needs(...diffs: Diff[]): Promise<string[]> {
  return needsOf(await factsOf(...diffs)).map(
    ({ first, second, name, squash }) => `${second + 1}<${first + 1} ${name}${squash ? ' both' : ''}`,
  );
}
const NAME = 'kvm_new_thing';
const CALL = ['+\tkvm_new_thing(1);'];
const NEED = [`2<1 ${NAME}`];

describe('a name of another patch', () => {
  test('is needed where it is seen', async () => {
    const prototype = ['+void kvm_new_thing(int a);'];
    assert.deepEqual(await needs({ [HOST]: prototype }, { [X86]: CALL }), NEED);
    assert.deepEqual(await needs({ [X86]: CALL }, { [HOST]: prototype }), [`1<2 ${NAME}`], 'in any order');
    assert.deepEqual(
      await needs({ [UAPI]: ['+#define KVM_NEW_THING 1'] }, { [TEST]: ['+\tf(KVM_NEW_THING);'] }),
      ['2<1 KVM_NEW_THING'],
    );
    assert.deepEqual(
      await needs({ [HOST]: ['+#define KVM_NEW_THING 1'] }, { [TEST]: ['+\tf(KVM_NEW_THING);'] }),
      [],
    );
    assert.deepEqual(await needs({ [LIB]: prototype }, { [TEST]: CALL }), NEED);
    assert.deepEqual(await needs({ [LIB]: prototype }, { [X86]: CALL }), []);
    assert.deepEqual(
      await needs({ [X86]: prototype }, { 'arch/x86/kvm/pmu.c': CALL }),
      [],
      'not of a .c file',
    );
  });
  test('is of one architecture', async () => {
    const prototype = { [HOST]: ['+void kvm_new_thing(int a);'] };
    assert.deepEqual(await needs(prototype, { 'arch/arm64/kvm/arm.c': CALL }), []);
    assert.deepEqual(await needs(prototype, { 'virt/kvm/kvm_main.c': CALL }), NEED);
    assert.deepEqual(await needs({ 'include/linux/kvm_host.h': prototype[HOST]! }, { [X86]: CALL }), NEED);
  });
  test('is telling: long, and made of parts', async () => {
    const named = (name: string) => needs({ [HOST]: [`+void ${name}(void);`] }, { [X86]: [`+\t${name}();`] });
    for (const name of ['kvm_it', 'resetAll', 'KVMONE']) assert.deepEqual(await named(name), [`2<1 ${name}`]);
    for (const name of ['kvm_x', 'reset', 'resetting', 'KVM']) assert.deepEqual(await named(name), []);
  });
  test('is not needed by the patch that brings it, or a copy of it', async () => {
    assert.deepEqual(await needs({ [HOST]: ['+void kvm_new_thing(int a);'], [X86]: CALL }), []);
    assert.deepEqual(
      await needs(
        { [HOST]: ['+#define KVM_NEW_THING 1'] },
        { [X86]: ['+#define KVM_NEW_THING 1', '+\tf(KVM_NEW_THING);'] },
      ),
      [],
    );
  });
  test('is no news where the series has it already', async () => {
    assert.deepEqual(
      await needs({ [HOST]: [' void kvm_new_thing(void);', '+void kvm_new_thing(int a);'] }, { [X86]: CALL }),
      [],
    );
    const twice = { [HOST]: ['+#define KVM_NEW_THING 1'] };
    assert.deepEqual(await needs(twice, twice, { [X86]: ['+\tf(KVM_NEW_THING);'] }), []);
  });
  test('may be a field, of the struct that the user means', async () => {
    const struct = (name: string) => ({ [HOST]: [` struct ${name} {`, '+\tu64 new_thing_it;', ' };'] });
    assert.deepEqual(await needs(struct('kvm_arch'), { [X86]: ['+\tkvm->new_thing_it = 1;'] }), [
      '2<1 new_thing_it',
    ]);
    assert.deepEqual(await needs(struct('kvm_arch'), { [X86]: ['+\tnew_thing_it = 1;'] }), []);
    const ops = (name: string) => [`+static struct ${name} ops = {`, '+\t.new_thing_it = 1,', '+};'];
    assert.deepEqual(await needs(struct('kvm_ops'), { [X86]: ops('kvm_ops') }), ['2<1 new_thing_it']);
    assert.deepEqual(await needs(struct('kvm_ops'), { [X86]: ops('kvm_more') }), []);
  });
  test('may be a struct, where the whole of it is used', async () => {
    const struct = { [HOST]: ['+struct kvm_new_thing {', '+\tu64 a;', '+};'] };
    assert.deepEqual(await needs(struct, { [X86]: ['+\tstruct kvm_new_thing it;'] }), NEED);
    assert.deepEqual(await needs(struct, { [X86]: ['+\tstruct kvm_new_thing *it;'] }), []);
  });
  test('is hidden by what the function makes for itself, and an option that is not there is off', async () => {
    assert.deepEqual(
      await needs({ [HOST]: ['+extern int kvm_new_thing;'] }, { [X86]: ['+\tint kvm_new_thing;'] }),
      [],
    );
    assert.deepEqual(
      await needs(
        { 'arch/x86/kvm/Kconfig': ['+config KVM_NEW_THING'] },
        { [X86]: ['+#ifdef CONFIG_KVM_NEW_THING'] },
      ),
      [],
    );
  });
  test('goes when no one uses it any more', async () => {
    const gone = { [HOST]: ['-void kvm_new_thing(int a);'] };
    const user = { [X86]: ['-\tkvm_new_thing(1);', '+\tother();'] };
    assert.deepEqual(await needs(user, gone), [`2<1 ${NAME}`]);
    assert.deepEqual(await needs(gone, user), [`1<2 ${NAME}`]);
    assert.deepEqual(await needs({ [X86]: ['-\tkvm_new_thing(1);', '+\tkvm_new_thing(2);'] }, gone), []);
    assert.deepEqual(
      await needs(user, gone, { [HOST]: ['+void kvm_new_thing(int a);'] }),
      [],
      'it comes back',
    );
  });
});

describe('what a name can mean', () => {
  const prototype = { [HOST]: ['+void kvm_new_thing(int a);'] };
  const TEST2 = TEST.replace('demo', 'more');
  test('code of the same file, where it is local', async () => {
    const local = { [X86]: ['+static int kvm_new_thing(int a)', '+{', '+\tkvm_new_thing(0);', '+}'] };
    assert.deepEqual(await needs(local, { 'arch/x86/kvm/pmu.c': CALL }), []);
    const own = { [TEST]: ['+int kvm_new_thing(int a)', '+{', '+}'] };
    assert.deepEqual(await needs(own, { [TEST]: CALL }), NEED);
    assert.deepEqual(await needs(own, { [TEST2]: CALL }), [], 'each test is a program');
    const start = { [TEST.replace('.c', '.S')]: ['+SYM_FUNC_START(kvm_new_thing)'] };
    assert.deepEqual(await needs(start, { [TEST]: CALL }), NEED);
  });
  test('a use of its form', async () => {
    assert.deepEqual(await needs(prototype, { [X86]: ['+\tops->kvm_new_thing(1);'] }), [], 'a member');
    const macro = { [HOST]: ['+#define kvm_new_thing(a) (a)'] };
    assert.deepEqual(await needs(macro, { [X86]: CALL }), NEED);
    assert.deepEqual(await needs(macro, { [X86]: ['+\tops->kvm_new_thing(1);'] }), []);
    const field = { [HOST]: [' struct kvm_arch {', '+\tu64 new_thing_it;', ' };'] };
    for (const lines of [['+#ifdef new_thing_it'], ['+\tk->new_thing_it = 1;', '+\tnew_thing_it = 2;']])
      assert.deepEqual(await needs(field, { [X86]: lines }), []);
    const union = { [HOST]: [' union {', '+\tu64 new_thing_it;', ' };'] };
    const ops = ['+static struct kvm_ops ops = {', '+\t.new_thing_it = 1,', '+};'];
    assert.deepEqual(await needs(union, { [X86]: ops }), ['2<1 new_thing_it'], 'of a struct without a name');
    const option = { 'arch/x86/kvm/Kconfig': ['+config KVM_NEW_THING'] };
    assert.deepEqual(await needs(option, { [X86]: ['+\tif (IS_ENABLED(CONFIG_KVM_NEW_THING))'] }), []);
  });
  test('what the series brings, and not what is older', async () => {
    const older = { 'virt/kvm/a.h': ['-#define KVM_NEW_THING 0', '+#define KVM_NEW_THING 1'] };
    const use = { [X86]: ['+\tf(KVM_NEW_THING);'] };
    const bring = { [HOST]: ['+#define KVM_NEW_THING 1'] };
    assert.deepEqual(await needs(bring, older, use), []);
    const facts = await factsOf(bring, older, use);
    assert.equal(new Names(facts).isFresh('KVM_NEW_THING', facts.patches[2]!), false);
    const around = { [X86]: [' \tkvm_new_thing(0);', ...CALL] };
    assert.deepEqual(await needs(prototype, around), NEED, 'the lines around it follow the patch');
    const twice = { [X86]: CALL, 'arch/x86/kvm/pmu.c': CALL };
    assert.deepEqual(await needs(prototype, twice), NEED, 'once');
    const gone = { 'tools/arch/x86/include/asm/kvm.h': ['-#define KVM_OLD_THING 1'] };
    assert.deepEqual(await needs({ [TEST]: ['-\tf(KVM_OLD_THING);'] }, gone), [], 'of no test');
    const moves = {
      [HOST]: ['-void kvm_old_thing(int a);'],
      'arch/x86/kvm/x86.h': ['+void kvm_old_thing(int a);'],
    };
    assert.deepEqual(await needs({ [X86]: ['-\tkvm_old_thing(1);'] }, moves), [], 'it only moves');
    const copy = { 'tools/include/uapi/linux/kvm.h': ['+#define KVM_NEW_THING 1'] };
    const uapi = { [UAPI]: ['+#define KVM_NEW_THING 1'] };
    assert.deepEqual(await needs(uapi, copy), []);
    assert.deepEqual(await needs(uapi, { ...copy, [TEST]: ['+\tf(KVM_NEW_THING);'] }), ['2<1 KVM_NEW_THING']);
  });
  test('a field of a common name is no need, and one of a rare name, or of a struct that is named, is', async () => {
    const sure = async (name: string, use: string, path = HOST, user = X86) => {
      const diffs = [{ [path]: ['+struct kvm_demo {', `+\tu64 ${name};`, '+};'] }, { [user]: [use] }];
      const facts = await factsOf(...diffs);
      return needsOf(facts).find((one) => one.name === name)?.confidence;
    };
    const { field, commonField } = CONFIDENCE;
    assert.equal(await sure('exit_it', '+\tk->exit_it = 1;'), commonField);
    assert.equal(await sure('exit_it', '+\tk->exit_it = (struct kvm_demo)x;'), field);
    assert.equal(await sure('exit_it_now', '+\tk->exit_it_now = 1;'), field, 'three words');
    assert.equal(await sure('exit_abcdefgh', '+\tk->exit_abcdefgh = 1;'), commonField, '13 letters');
    assert.equal(await sure('exit_abcdefghi', '+\tk->exit_abcdefghi = 1;'), field);
    assert.equal(await sure('exit_abcdefghi', '+\tk->exit_abcdefghi = 1;', LIB, TEST), commonField);
    const gone = async (use: string, ...lines: string[]) => {
      const diffs: Diff[] = [{ [X86]: [use] }, { [HOST]: lines }];
      const facts = await factsOf(...diffs);
      return needsOf(facts)[0]?.confidence;
    };
    assert.equal(
      await gone('-\tk->old_thing_it = 1;', ' struct kvm_demo {', '-\tu64 old_thing_it;'),
      commonField,
    );
    assert.equal(await gone('-\tkvm_old_thing(1);', '-void kvm_old_thing(int a);'), CONFIDENCE.name);
  });
  test('what is said of it, and where', async () => {
    const said = async (...diffs: Diff[]) => {
      const facts = await factsOf(...diffs);
      return needsOf(facts).map(
        ({ evidence, other, signals }) => `${signals}: ${evidence} (${other?.line.text.trim() ?? ''})`,
      );
    };
    assert.deepEqual(await said(prototype, { [X86]: CALL }), [
      `new-name: it uses ${NAME}, which patch 1 adds in ${HOST} (void kvm_new_thing(int a);)`,
    ]);
    const uapi = { [UAPI]: ['+#define KVM_NEW_THING 1'] };
    const used = `it uses KVM_NEW_THING, which patch 1 adds in ${UAPI} (#define KVM_NEW_THING 1)`;
    assert.deepEqual(await said(uapi, { [TEST]: ['+\tf(KVM_NEW_THING);'] }), [`uapi-name: ${used}`]);
    assert.deepEqual(await said(uapi, { [X86]: ['+\tf(KVM_NEW_THING);'] }), [`new-name: ${used}`]);
    const lib = await said({ [LIB]: prototype[HOST]! }, { [TEST]: CALL });
    assert.match(lib.join(), /^new-name: /, 'of the tests themselves');
    const file = { ...prototype, '+arch/x86/kvm/doze.c': ['+void kvm_new_thing(int a)', '+{', '+}'] };
    assert.deepEqual(
      (await said(file, { [X86]: CALL }, { 'arch/x86/kvm/Makefile': ['+kvm-y += doze.o'] }))[0],
      `new-name: it uses ${NAME}, which patch 3 adds to the build (${HOST}) ()`,
    );
  });
});

describe('a file of another patch', () => {
  const header = { '+arch/x86/kvm/new_thing.h': ['+#define KVM_A 1'] };
  const source = { '+arch/x86/kvm/new_thing.c': ['+int a;'] };
  test('is needed where it is included or listed', async () => {
    const path = (ending: string) => [`2<1 arch/x86/kvm/new_thing.${ending}`];
    assert.deepEqual(await needs(header, { [X86]: ['+#include "new_thing.h"'] }), path('h'));
    assert.deepEqual(
      await needs(header, { 'virt/kvm/a.c': ['+#include "new_thing.h"'] }),
      [],
      'of another folder',
    );
    assert.deepEqual(await needs(source, { 'arch/x86/kvm/Makefile': ['+kvm-y += new_thing.o'] }), path('c'));
    assert.deepEqual(await needs(source, { 'arch/x86/kvm/vmx/Makefile': ['+kvm-y += new_thing.o'] }), []);
    assert.deepEqual(
      await needs(
        { '+arch/x86/include/asm/kvm_new.h': ['+int a;'] },
        { [X86]: ['+#include <asm/kvm_new.h>'] },
      ),
      ['2<1 arch/x86/include/asm/kvm_new.h'],
    );
    assert.deepEqual(await needs({ ...header, [X86]: ['+#include "new_thing.h"'] }), []);
  });
  test('is found below include/, as its includer can name it', async () => {
    const included = (path: string, wanted: string, from: string) =>
      needs({ [`+${path}`]: ['+int a;'] }, { [from]: [`+#include <${wanted}>`] });
    assert.deepEqual(await included('include/linux/kvm_new.h', 'linux/kvm_new.h', X86), [
      '2<1 include/linux/kvm_new.h',
    ]);
    const uapi = 'include/uapi/linux/kvm_new.h';
    for (const from of [X86, TEST])
      assert.deepEqual(await included(uapi, 'linux/kvm_new.h', from), [`2<1 ${uapi}`]);
    const lib = 'tools/testing/selftests/kvm/include/x86/new.h';
    assert.deepEqual(await included(lib, 'new.h', TEST), [`2<1 ${lib}`]);
    assert.deepEqual(await included(lib, 'x86/new.h', TEST), [`2<1 ${lib}`]);
    assert.deepEqual(await included(lib, 'new.h', 'tools/testing/selftests/kvm/arm64/demo_test.c'), []);
    assert.deepEqual(await included(lib, 'new.h', X86), [], 'the kernel has its own');
    assert.deepEqual(await included('include/linux/kvm_new.h', 'linux/kvm_new.h', TEST), [], 'not exported');
    assert.deepEqual(await included('include/linux/kvm_new.h', 'kvm_new.h', X86), []);
  });
  test('is needed once, by the one that includes it, and only if it is new', async () => {
    const more = { '+arch/x86/kvm/mmu_thing.h': ['+#define KVM_A 1'] };
    const include = { [X86]: ['+#include "mmu_thing.h"'] };
    const path = ['2<1 arch/x86/kvm/mmu_thing.h'];
    assert.deepEqual(await needs(more, include), path);
    const known = { 'arch/x86/kvm/mmu_thing.h': ['+void kvm_new_thing(int a);'] };
    assert.deepEqual(await needs(known, include), [], 'it was there');
    assert.deepEqual(await needs(more, { ...include, 'arch/x86/kvm/mmu_thing.h': ['+#define KVM_B 1'] }), []);
    const arch = { '+arch/x86/include/asm/kvm_new.h': ['+int a;'] };
    const includes = (path: string, what: string) => needs(arch, { [path]: [`+#include <${what}>`] });
    assert.deepEqual(await includes('virt/kvm/kvm_main.c', 'asm/kvm_new.h'), [
      '2<1 arch/x86/include/asm/kvm_new.h',
    ]);
    assert.deepEqual(await includes('arch/x86/kvm/vmx/vmx.c', 'kvm_new.h'), []);
    const common = { '+tools/testing/selftests/kvm/include/sub/new.h': ['+int a;'] };
    assert.deepEqual(await needs(common, { [TEST]: ['+#include "new.h"'] }), [], 'of no architecture');
  });
  test('is told from others of the same name by its folder', async () => {
    const both = {
      '+arch/arm64/include/asm/kvm_new.h': ['+int a;'],
      '+arch/x86/include/asm/kvm_new.h': ['+int a;'],
    };
    const more = { '+arch/riscv/include/asm/kvm_new.h': ['+int a;'] };
    assert.deepEqual(await needs(both, more, { [X86]: ['+#include <asm/kvm_new.h>'] }), [
      '3<1 arch/x86/include/asm/kvm_new.h',
    ]);
  });
  test('that is built later needs nothing before', async () => {
    const file = { '+arch/x86/kvm/user.c': ['+int f(void)', '+{', '+\tkvm_new_thing(1);', '+}'] };
    const bring = { [HOST]: ['+void kvm_new_thing(int a);'] };
    const list = { 'arch/x86/kvm/Makefile': ['+kvm-y += user.o'] };
    assert.deepEqual(await needs(file, bring, list), [`3<2 ${NAME}`, '3<1 arch/x86/kvm/user.c']);
    assert.deepEqual(await needs(bring, file, list), [`3<1 ${NAME}`, '3<2 arch/x86/kvm/user.c']);
    const built = '2<1 arch/x86/kvm/user.c';
    assert.deepEqual(await needs(file, list, bring), [`1<3 ${NAME}`, built], 'it is built too early');
    assert.deepEqual(await needs(bring, list, file), [`3<1 ${NAME}`, '2<3 arch/x86/kvm/user.c']);
    assert.deepEqual(await needs(file, { ...bring, ...list }), [built], 'both in one patch');
    const again = { 'arch/x86/kvm/Makefile': ['+kvm-amd-y += user.o'] };
    assert.deepEqual(await needs(file, list, bring, again), [`1<3 ${NAME}`, built, built.replace('2', '4')]);
    const header = { '+arch/x86/kvm/user.h': ['+#define KVM_A kvm_new_thing(1)'] };
    const include = { [X86]: ['+#include "user.h"'] };
    assert.deepEqual(await needs(header, bring, include), [`1<2 ${NAME}`, '3<1 arch/x86/kvm/user.h']);
  });
  test('that is linked later is needed by no one before', async () => {
    const bring = {
      ...{ [HOST]: ['+void kvm_new_thing(int a);'] },
      '+arch/x86/kvm/new.c': ['+void kvm_new_thing(int a)', '+{', '+}'],
    };
    const lists = (...names: string[]) => ({
      'arch/x86/kvm/Makefile': names.map((name) => `+kvm-y += ${name}.o`),
    });
    const file = { '+arch/x86/kvm/user.c': ['+int f(void)', '+{', '+\tkvm_new_thing(1);', '+}'] };
    assert.deepEqual(await needs({ ...bring, ...lists('new') }, { [X86]: CALL }), NEED);
    assert.deepEqual(await needs(bring, file, lists('new', 'user')), [
      `3<1 ${NAME}`,
      '3<1 arch/x86/kvm/new.c',
      '3<2 arch/x86/kvm/user.c',
    ]);
  });
});

describe('what does not build by more than a name', () => {
  // Whatever their order, it is wrong: neither builds without the other.
  const both = (name: string) => [`1<2 ${name} both`];
  test('arguments that change, and callers in another patch', async () => {
    const change = (was: string, now: string) => ({
      [X86]: [`-int kvm_old_thing(${was})`, `+int kvm_old_thing(${now})`, ' {'],
    });
    const caller = (was: string, now: string) => ({
      'arch/x86/kvm/pmu.c': [`-\tkvm_old_thing(${was});`, `+\tkvm_old_thing(${now});`],
    });
    assert.deepEqual(
      await needs(change('int a', 'int a, int b'), caller('1', '1, 2')),
      both('kvm_old_thing'),
    );
    assert.deepEqual(
      await needs(caller('1', '1, 2'), change('int a', 'int a, int b')),
      both('kvm_old_thing'),
    );
    assert.deepEqual(await needs(change('void', 'int b'), caller('', '2')), both('kvm_old_thing'));
    assert.deepEqual(
      await needs(change('int a', 'int a, int b'), caller('f(1, 2)', 'f(1, 2), x[1]')),
      both('kvm_old_thing'),
    );
    assert.deepEqual(await needs(change('int a', 'int a, int b'), caller('1', '2')), [], 'as many as before');
    assert.deepEqual(await needs(change('int a', 'int b'), caller('1', '1, 2')), []);
    assert.deepEqual(await needs(change('int a', 'int b'), caller('1', '2')), []);
    const calls = { 'arch/x86/kvm/pmu.c': ['+\tkvm_old_thing(1, 2);'] };
    assert.deepEqual(await needs(change('int a', 'int a, int b'), calls), [], 'a new caller');
    const heads = (was: string[], now: string[]) => ({
      [X86]: [
        ...was.map((of) => `-int kvm_old_thing(${of});`),
        ...now.map((of) => `+int kvm_old_thing(${of});`),
      ],
    });
    assert.deepEqual(
      await needs(heads(['int a', 'int a, int b'], ['void']), {
        'arch/x86/kvm/pmu.c': ['+\tkvm_old_thing();'],
      }),
      [],
    );
    assert.deepEqual(
      await needs(heads(['void'], ['int a', 'int a, int b']), {
        'arch/x86/kvm/pmu.c': ['-\tkvm_old_thing();', '+\tother(kvm_old_thing);'],
      }),
      [],
    );
    const anew = { [X86]: ['-\tkvm_old_thing(1);', '+int kvm_old_thing(int a, int b)', '+{', '+}'] };
    assert.deepEqual(await needs(anew, caller('1', '1, 2')), [], 'its head was elsewhere');
    const lib = { [LIB]: ['-void kvm_old_thing(int a);', '+void kvm_old_thing(int a, int b);'] };
    const user = { [TEST]: ['-\tkvm_old_thing(1);', '+\tkvm_old_thing(1, 2);'] };
    assert.deepEqual(await needs(lib, user), both('kvm_old_thing'));
    const places = async (...diffs: Diff[]) => {
      const facts = await factsOf(...diffs);
      return needsOf(facts).map(({ at }) => `${at!.patch + 1}: ${at!.line.text.trim()}`);
    };
    const [head, use] = [change('int a', 'int a, int b'), caller('1', '1, 2')];
    assert.deepEqual(await places(head, use), ['1: int kvm_old_thing(int a, int b)']);
    assert.deepEqual(await places(use, head), ['1: kvm_old_thing(1, 2);']);
    assert.deepEqual(await needs(change('int a', 'int a, int b'), caller('1, 2', '1')), []);
  });
  test('a static function that a later patch uses first', async () => {
    const bring = (head = 'static int kvm_new_thing(int a)') => ({
      [X86]: [`+${head}`, '+{', '+\treturn 0;', '+}'],
    });
    assert.deepEqual(await needs(bring(), { [X86]: CALL }), [`2<1 ${NAME}`, `1<2 ${NAME} both`]);
    assert.deepEqual(await needs(bring('static inline int kvm_new_thing(int a)'), { [X86]: CALL }), NEED);
    assert.deepEqual(await needs(bring('int kvm_new_thing(int a)'), { [X86]: CALL }), NEED);
    const used = { [X86]: [...bring()[X86]!, '+int f(void)', '+{', '+\treturn kvm_new_thing(1);', '+}'] };
    assert.deepEqual(await needs(used, { [X86]: CALL }), NEED);
    assert.deepEqual(await needs(bring(), { 'arch/x86/kvm/pmu.c': CALL }), [], 'of another file');
    for (const line of ['+\tops->kvm_new_thing(1);', '+\tint kvm_new_thing;'])
      assert.deepEqual(await needs(bring(), { [X86]: [line] }), [], line);
    const pasted = { [X86]: [...bring()[X86]!, '+#define CALL(x) kvm_##x()'] };
    assert.deepEqual(await needs(pasted, { [X86]: CALL }), NEED, 'its name may be pasted together');
    assert.deepEqual(
      await needs({ [X86]: ['+static int kvm_new_thing;'] }, { [X86]: ['+\tf(kvm_new_thing);'] }),
      NEED,
    );
  });
  test('what another module uses, and a patch exports', async () => {
    const exports = { [X86]: ['+EXPORT_SYMBOL_GPL(kvm_old_thing);'] };
    const user = (path: string) => ({ [path]: ['+\tkvm_old_thing(1);'] });
    assert.deepEqual(await needs(user('arch/x86/kvm/vmx/vmx.c'), exports), ['1<2 kvm_old_thing']);
    assert.deepEqual(await needs(exports, user('arch/x86/kvm/svm/svm.c')), ['2<1 kvm_old_thing']);
    assert.deepEqual(await needs(user('arch/x86/kvm/pmu.c'), exports), [], 'the same module');
    assert.deepEqual(await needs(user('virt/kvm/kvm_main.c'), exports), []);
    assert.deepEqual(await needs(user('mm/memory.c'), exports), [], 'built in');
    assert.deepEqual(await needs(user(X86), { 'arch/x86/kvm/vmx/vmx.c': exports[X86]! }), [
      '1<2 kvm_old_thing',
    ]);
    assert.deepEqual(await needs(user(X86), { 'mm/memory.c': exports[X86]! }), ['1<2 kvm_old_thing']);
    assert.deepEqual(await needs(user(X86), { 'tools/virtio/a.c': exports[X86]! }), [], 'not of the kernel');
    const vmx = 'arch/x86/kvm/vmx/vmx.c';
    assert.deepEqual(await needs(user(vmx), { [X86]: ['-\tkvm_old_thing(2);', ...exports[X86]!] }), []);
    assert.deepEqual(await needs({ [vmx]: ['+\tops->kvm_old_thing(1);'] }, exports), []);
    assert.deepEqual(await needs({ ...user(vmx), ...exports }, user('mm/memory.c')), [], 'in one patch');
    assert.deepEqual(await needs(user(vmx), { [X86]: ['+\tset_it(kvm_old_thing);'] }), []);
    const moved = { [X86]: ['-EXPORT_SYMBOL(kvm_old_thing);', '+EXPORT_SYMBOL_GPL(kvm_old_thing);'] };
    assert.deepEqual(await needs(user('arch/x86/kvm/vmx/vmx.c'), moved), []);
  });
  test('arguments are counted over lines and brackets, where all calls agree', async () => {
    const change = (was: string[], now: string[]) => ({
      [X86]: [...was.map((line) => `-${line}`), ...now.map((line) => `+${line}`), ' {'],
    });
    const caller = (was: string[], now: string[]) => ({
      'arch/x86/kvm/pmu.c': [...was.map((line) => `-\t${line}`), ...now.map((line) => `+\t${line}`)],
    });
    const grows = change(['int kvm_old_thing(int a)'], ['int kvm_old_thing(int a,', '\t\t  int b)']);
    assert.deepEqual(
      await needs(
        grows,
        caller(['kvm_old_thing(x[1, 2]);'], ['kvm_old_thing((struct y) { 1, 2, 3 },', '\t3);']),
      ),
      both('kvm_old_thing'),
    );
    const two = caller(
      ['kvm_old_thing(1);', 'kvm_old_thing(2);'],
      ['kvm_old_thing(1, 2);', 'kvm_old_thing(3, 4);'],
    );
    assert.deepEqual(await needs(grows, two), both('kvm_old_thing'));
    const mixed = caller(['kvm_old_thing(1);'], ['kvm_old_thing(1, 2);', 'kvm_old_thing(3);']);
    assert.deepEqual(await needs(grows, mixed), [], 'calls that differ');
    assert.deepEqual(await needs(grows, caller(['kvm_old_thing(1);'], ['f(kvm_old_thing);'])), [], 'no call');
    const late = caller(['kvm_old_thing(1);'], ['kvm_old_thing(3);', 'kvm_old_thing(1, 2);']);
    assert.deepEqual(await needs(grows, late), []);
    const cut = caller(['kvm_old_thing(1);'], ['kvm_old_thing(1,', 'kvm_old_thing(1, 2);']);
    assert.deepEqual(await needs(grows, cut), [], 'the end of one is not there');
    const open = caller(['kvm_old_thing(1);'], ['kvm_old_thing(1,']);
    assert.deepEqual(await needs(grows, open), [], 'the end is not there');
    const called = change(['\tkvm_old_thing(1);'], ['\tkvm_old_thing(1, 2);']);
    assert.deepEqual(
      await needs(called, caller(['kvm_old_thing(1);'], ['kvm_old_thing(1, 2);'])),
      [],
      'no one defines it',
    );
  });
  test('heads of functions, and calls of .c files alone', async () => {
    const user = (path: string, line = '+\tkvm_old_thing(1);') => ({ [path]: [line] });
    const exports = { [X86]: ['+EXPORT_SYMBOL_GPL(kvm_old_thing);'] };
    assert.deepEqual(
      await needs(user('arch/x86/kvm/vmx/vmx.h'), exports),
      [],
      'a header may not be included',
    );
    assert.deepEqual(
      await needs(user('arch/x86/kvm/vmx/vmx.c', '+\tp = kvm_old_thing;'), exports),
      [],
      'no call',
    );
    const data = (was: string, now: string) => ({ [X86]: [`-${was}`, `+${now}`] });
    const caller = { 'arch/x86/kvm/pmu.c': ['-\tkvm_old_thing(1);', '+\tkvm_old_thing(1, 2);'] };
    assert.deepEqual(
      await needs(data('int x = kvm_other(1);', 'int kvm_old_thing(int a, int b)'), caller),
      [],
    );
    assert.deepEqual(
      await needs(data('#define kvm_old_thing(a) f(a)', '#define kvm_old_thing(a, b) f(a, b)'), caller),
      [],
    );
    const prototype = data('int kvm_old_thing(int a);', 'int kvm_old_thing(int a, int b);');
    assert.deepEqual(await needs(prototype, caller), both('kvm_old_thing'));
  });
});
