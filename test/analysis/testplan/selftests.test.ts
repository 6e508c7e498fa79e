/** Which selftests belong to a change, which parameters its code reads, and which functions it changes. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { changedFunctions, codeOfText, functionsOf } from '../../../src/analysis/testplan/functions';
import { parametersIn, parametersRead } from '../../../src/analysis/testplan/parameters';
import { makePlan } from '../../../src/analysis/testplan/plan';
import {
  selftestsIn,
  selftestsOf,
  selftestsOfX86,
  smokeTestsOf,
} from '../../../src/analysis/testplan/selftests';
import { NO_TREE, type Tree } from '../../../src/git/tree';
import { exampleDiff } from '../../../src/lint/example-mail';
import { parseDiff } from '../../../src/model/diff';
import { type Given, seriesOf } from '../order/help';

const KVM = 'tools/testing/selftests/kvm';

/** A tree of these files. */
const treeOf = (files: Readonly<Record<string, string>>): Tree => ({
  filesWith: (word, folders) =>
    Object.keys(files).filter(
      (path) => folders.some((folder) => path.startsWith(folder)) && files[path]!.includes(word),
    ),
  files: (paths) => paths.flatMap((path) => (path in files ? [{ path, text: files[path]! }] : [])),
  list: (folder) => Object.keys(files).filter((path) => path.startsWith(`${folder}/`)),
});

describe('selftests', () => {
  const programs = ['x86/state_test.c', 'x86_64/vmx_demo_test.c', 'steal_time.c', 'x86/sev_demo_test.c'];
  const others = ['arm64/vgic_test.c', 'lib/kvm_util.c', 'include/kvm_util.h', 'x86/run.sh'];
  const files = Object.fromEntries([...programs, ...others].map((name) => [`${KVM}/${name}`, '']));
  const names = programs.map((name) => name.replace('.c', ''));
  test('are programs of x86, or of all', () => {
    assert.deepEqual(selftestsIn(treeOf(files)), names);
    assert.deepEqual(selftestsIn(treeOf({ 'tools/testing/selftests/mm/a.c': '' })), []);
  });
  test('of x86 are those that a makefile lists, or else all programs', () => {
    const listed = (name: string, text: string) =>
      selftestsOfX86(treeOf({ ...files, [`${KVM}/${name}`]: text }));
    for (const name of ['Makefile', 'Makefile.kvm']) {
      assert.deepEqual(
        listed(name, 'TEST_GEN_PROGS_x86 = x86/state_test\nTEST_GEN_PROGS_COMMON += steal_time x\n'),
        ['x86/state_test', 'steal_time'],
      );
      assert.deepEqual(listed(name, 'TEST_GEN_PROGS_arm64 += steal_time\n'), names);
      assert.deepEqual(listed(name, ''), names);
    }
  });
  test('of a change are those that it touches, and those of its area', () => {
    const of = (...paths: string[]) => selftestsOf(paths, treeOf(files));
    assert.deepEqual(of('arch/x86/kvm/svm/sev.c'), ['x86/sev_demo_test']);
    assert.deepEqual(of(`${KVM}/steal_time.c`), ['steal_time']);
    assert.deepEqual(of(`${KVM}/x86/sev_demo_test.c`, 'arch/x86/kvm/svm/sev.c', `${KVM}/steal_time.c`), [
      'x86/sev_demo_test',
      'steal_time',
    ]);
    assert.deepEqual(of('mm/gup.c'), []);
    assert.deepEqual(of(`${KVM}/lib/kvm_util.c`), []);
  });
  test('that run much are for code of KVM alone', () => {
    assert.deepEqual(smokeTestsOf(['arch/x86/kvm/frob.c'], treeOf(files)), ['x86/state_test']);
    assert.deepEqual(smokeTestsOf(['mm/gup.c'], treeOf(files)), []);
  });
});

describe('parameters', () => {
  const [VMX, X86, SVM, MAIN] = [
    'arch/x86/kvm/vmx/vmx.c',
    'arch/x86/kvm/x86.c',
    'arch/x86/kvm/svm/svm.c',
    'virt/kvm/kvm_main.c',
  ];
  test('are found by their declarations', () => {
    const found = (text: string, path = VMX) =>
      parametersIn(treeOf({ [path]: text }))!.map(
        ({ name, variable, type, isStatic, isShared }) =>
          `${name} ${variable} ${type}${isStatic ? ' static' : ''}${isShared ? ' shared' : ''}`,
      );
    assert.deepEqual(found('static bool demo = 1;\nmodule_param(demo, bool, 0444);'), [
      'kvm_intel.demo demo bool static',
    ]);
    assert.deepEqual(
      found('bool __read_mostly enable_demo = 1;\nmodule_param_named(demo, enable_demo, bool, 0444);'),
      ['kvm_intel.demo enable_demo bool'],
    );
    assert.deepEqual(found('int demo __ro_after_init;\nmodule_param_cb(demo_ms, &ops, &demo, 0644);'), [
      'kvm_intel.demo_ms demo ',
    ]);
    assert.deepEqual(found('extern bool demo;\nmodule_param(demo, bool, 0444);'), [
      'kvm_intel.demo demo bool shared',
    ]);
    assert.deepEqual(found('module_param(demo, bool, 0444);', SVM), ['kvm_amd.demo demo bool shared']);
    assert.deepEqual(found('module_param(demo, bool, 0444);', MAIN), ['kvm.demo demo bool shared']);
    for (const text of [
      'module_param_cb(demo, &ops, NULL, 0644);',
      'module_param_cb(demo, &ops);',
      'module_param(a[1], int, 0);',
      'module_param_named(demo, a.b, int, 0);',
      ' module_param(demo, int, 0);',
    ])
      assert.deepEqual(found(text), [], text);
    assert.deepEqual(
      parametersIn(
        treeOf({
          'arch/x86/kvm/a.h': 'module_param(demo, int, 0);',
          'mm/a.c': 'module_param(demo, int, 0);',
        }),
      ),
      [],
    );
    assert.equal(parametersIn(NO_TREE), null);
  });
  const DECLARED = {
    [VMX]:
      'static bool demo = 1;\nmodule_param(demo, bool, 0444);\nbool wide;\nmodule_param(wide, bool, 0444);\nbool enable_ept;\nmodule_param_named(ept, enable_ept, bool, 0444);\nmodule_param(common, bool, 0444);\n',
    [MAIN]: 'int main_ns;\nmodule_param(main_ns, int, 0444);\n',
    [X86]: 'bool x86_it;\nmodule_param(x86_it, bool, 0444);\nbool common;\n',
  };
  const read = async (path: string, lines: string[], text = '') => {
    const tree = treeOf({ ...DECLARED, ...(text && { [path]: text }) });
    const series = await seriesOf({ title: 'KVM: x86: Do it', diff: { [path]: lines } });
    return parametersRead(series, parametersIn(treeOf(DECLARED))!, tree).map(
      ({ name, direct, where }) => `${name} ${direct ? '' : 'near '}${where}`,
    );
  };
  test('are read where their variable is seen', async () => {
    const NESTED = 'arch/x86/kvm/vmx/nested.c';
    const paths = [VMX, NESTED, X86, SVM, MAIN];
    const x86 = paths.slice(0, -1);
    const seen: Record<string, string[]> = {
      demo: [VMX],
      wide: [VMX, NESTED],
      main_ns: paths,
      x86_it: x86,
      common: x86,
      tdp_enabled: x86,
    };
    for (const [variable, expected] of Object.entries(seen)) {
      const found: string[] = [];
      for (const path of [...paths, 'mm/gup.c', 'arch/arm64/kvm/arm.c'])
        if ((await read(path, [`+\tif (${variable})`, '+\t\tx();'])).length === 1) found.push(path);
      assert.deepEqual(found, expected, variable);
    }
  });
  test('are read by code, and by the variable itself', async () => {
    const at = ['kvm_intel.wide arch/x86/kvm/vmx/vmx.c'];
    for (const line of ['+\tif (wide)', '-\tx = !wide;', '+\tv.xwide = wide;'])
      assert.deepEqual(await read(VMX, [line]), at, line);
    for (const line of [
      ' \tif (wide)',
      '+\tx = v->wide;',
      '+\tx = v.wide;',
      '+\tx = xwide;',
      '+\tx = wider;',
      '+\twide(x);',
      '+\twide.x = 1;',
      '+\twide->x = 1;',
      '+module_param(wide, bool, 0444);',
      '+MODULE_PARM_DESC(wide, "x");',
      '+\t/* wide */',
      '+\tputs("wide");',
    ])
      assert.deepEqual(await read(VMX, [line, '+\ty();']), [], line);
  });
  test('are read by the function around a change, unless a local variable hides them', async () => {
    const body = (...lines: string[]) =>
      `int run(struct kvm *kvm)\n{\n${lines.map((line) => `\t${line}\n`).join('')}}\n`;
    const hunk = (line: string) => [' int run(struct kvm *kvm)', ' {', line];
    assert.deepEqual(await read(VMX, hunk('+\ty();'), body('if (wide)', '\tx();', 'y();')), [
      'kvm_intel.wide near run() in arch/x86/kvm/vmx/vmx.c',
    ]);
    assert.deepEqual(await read(VMX, hunk('+\tif (wide)'), body('if (wide)', '\tx();')), [
      'kvm_intel.wide run() in arch/x86/kvm/vmx/vmx.c',
    ]);
    assert.deepEqual(await read(VMX, hunk('+\tif (wide)'), body('bool wide = f();', 'if (wide)')), []);
    assert.deepEqual(await read(VMX, hunk('+\ty();'), body('/* wide */', 'y();')), []);
    const both = [...hunk('+\ty();'), '+\tx = demo;', ' }'];
    assert.deepEqual(await read(VMX, both, body('if (wide)', '\tx();', 'x = demo;')), [
      'kvm_intel.demo run() in arch/x86/kvm/vmx/vmx.c',
      'kvm_intel.wide near run() in arch/x86/kvm/vmx/vmx.c',
    ]);
    assert.deepEqual(
      await read(VMX, ['+\tif (wide && main_ns)']),
      ['kvm.main_ns arch/x86/kvm/vmx/vmx.c', 'kvm_intel.wide arch/x86/kvm/vmx/vmx.c'],
      'by name',
    );
    assert.deepEqual(await read(VMX, ['+/* wide */']), [], 'only comments change');
  });
});

describe('functions', () => {
  const changed = (...lines: string[]) => {
    const diff = exampleDiff({ 'arch/x86/kvm/x86.c': lines });
    return [...changedFunctions(parseDiff(diff.split('\n')).diff.files[0]!)];
  };
  test('of which lines change', () => {
    assert.deepEqual(
      changed(' int one(int a)', ' {', '+\tx;', ' }', ' ', '+int x;', ' int two(void)', ' {', ' }'),
      ['one'],
    );
    assert.deepEqual(changed('+int one(int a)', '+{', '+}'), ['one']);
    for (const line of [
      ' struct one *two;',
      ' struct one {',
      ' int one;',
      ' \tone(a)',
      ' typedef int one',
      ' if (a)',
      ' int one = f(a)',
      ' one(a);',
      ` int one(${'a'.repeat(1000)})`,
    ])
      assert.deepEqual(changed(line, '+\tx;'), [], line);
    assert.deepEqual(changed(' struct one *two(int a)', '+\tx;'), ['two']);
  });
  test('of a file, by name', () => {
    const of = (...lines: string[]) =>
      Object.fromEntries([...functionsOf(lines.join('\n'))].map(([name, body]) => [name, body.length]));
    assert.deepEqual(of('int one(int a)', '{', '\tx;', '}', '', 'int two(void)', '{', '}'), {
      one: 4,
      two: 3,
    });
    assert.deepEqual(of('int one(int a,', '\t int b)', '{', '}'), { one: 4 }, 'a head of two lines');
    assert.deepEqual(of('int one(int a,', '\t int b) {', '}'), { one: 3 });
    assert.deepEqual(of('int one(int a);', '{', '}'), {}, 'a prototype');
    assert.deepEqual(of('int one(int a,', 'int b);', '{', '}'), {});
    assert.deepEqual(of('int one(int a)', '', '{', '}'), {}, 'a blank line ends the head');
    assert.deepEqual(
      of('int one(int a)', '{', 'two(b)', '\tx {', '}', '\ty;'),
      { one: 5 },
      'a label of a call inside',
    );
    assert.deepEqual(of('int one(int a)', '{', '\tx;'), {}, 'its end is not there');
  });
  test('code without comments and strings, of lines that people write', () => {
    assert.deepEqual(
      codeOfText(['a(); /* b', 'c */ d("e");', 'f'.repeat(1001), 'g'.repeat(1000)]).map((line) =>
        line.replace(/\s+/g, ' ').slice(0, 20),
      ),
      [
        codeOfText(['a(); /* b'])[0]!.replace(/\s+/g, ' ').slice(0, 20),
        codeOfText(['/*', 'c */ d("e");'])[1]!.replace(/\s+/g, ' ').slice(0, 20),
        '',
        'g'.repeat(20),
      ],
    );
    assert.doesNotMatch(codeOfText(['a(); /* b', 'c */ d("e");']).join(), /[bce]/);
  });
});

describe('a plan', () => {
  const [VMX, TESTS] = ['arch/x86/kvm/vmx/vmx.c', 'tools/testing/selftests/kvm/x86'];
  const made = async (diff: NonNullable<Given['diff']>, files: Record<string, string> = {}) => {
    const { tasks } = makePlan(await seriesOf({ title: 'KVM: x86: Do it', diff }), treeOf(files));
    return (id: string) => tasks.find((task) => task.id === id);
  };
  test('names six selftests, and counts the rest', async () => {
    const details = async (count: number) => {
      const files = Array.from({ length: count }, (_, i) => [`${TESTS}/vmx_${i}_test.c`, '']);
      return (await made({ [VMX]: ['+\ta();'] }, Object.fromEntries(files)))('selftests')!.details;
    };
    assert.deepEqual((await details(6)).slice(-1), ['vmx_5_test']);
    assert.deepEqual((await details(8)).slice(-2), ['vmx_5_test', 'and 2 more in this area']);
  });
  test('asks for negative testcases of hardware alone', async () => {
    const hardware = await made({ 'arch/x86/kvm/cpuid.c': ['+\t\tF(LAM),'] });
    assert.deepEqual(hardware('negative-tests')?.because, ['X86_FEATURE_LAM']);
    const parameter = await made({ [VMX]: ['+module_param(demo, bool, 0444);'] });
    assert.equal(parameter('negative-tests'), undefined);
  });
  test('says how TDP is turned off, and which values a parameter has', async () => {
    const shadow = await made({ 'arch/x86/kvm/mmu/paging_tmpl.h': ['+\ta();'] });
    assert.deepEqual(shadow('tdp-off')?.details.length, 3);
    const common = await made({ 'arch/x86/kvm/mmu/spte.c': ['+\ta();'] });
    assert.deepEqual(common('tdp-off')?.details, ['modprobe kvm_intel ept=0', 'modprobe kvm_amd npt=0']);
    const settings = async (type: string) => {
      const files = { [VMX]: `static int demo;\nmodule_param(demo, ${type}, 0444);\n` };
      return (await made({ [VMX]: ['+\tif (demo)'] }, files))('parameters')!.details.join().split(':')[0];
    };
    assert.equal(await settings('bint'), 'kvm_intel.demo=0 and =1');
    assert.equal(await settings('bool'), 'kvm_intel.demo=0 and =1');
    assert.equal(await settings('int'), 'kvm_intel.demo, its own values');
  });
  test('names a parameter once, where a changed line reads it', async () => {
    const run = 'int run(struct kvm *kvm)\n{\n\tif (wide)\n\t\ta();\n}\n';
    const files = {
      [VMX]: `bool wide;\nmodule_param(wide, bool, 0444);\n${run}`,
      'arch/x86/kvm/vmx/nested.c': run,
    };
    const near = [' int run(struct kvm *kvm)', ' {', '+\ta();'];
    for (const [one, other] of [
      [near, ['+\tx = wide;']],
      [['+\tx = wide;'], near],
    ]) {
      const task = await made({ [VMX]: one!, 'arch/x86/kvm/vmx/nested.c': other! }, files);
      assert.equal(task('parameters')?.details.length, 1);
      assert.equal(task('nearby-parameters'), undefined);
    }
  });
});
