import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Plan } from '../../../src/analysis/testplan/plan';
import { plan } from '../../../src/cli/plan';
import { scratch } from '../../git/scratch';

const VMX = `static bool __read_mostly enable_demo = 1;
module_param_named(demo, enable_demo, bool, 0444);

bool __read_mostly enable_wide = 1;
module_param_named(wide,
		   enable_wide, bool, 0444);

static int demo_exit(struct kvm_vcpu *vcpu)
{
	/* enable_wide is only spoken of. */
	if (enable_demo)
		return 1;
	return 0;
}

static int other_exit(struct kvm_vcpu *vcpu)
{
	return vcpu->enable_wide;
}
`;

const BASE = {
  'arch/x86/kvm/vmx/vmx.c': VMX,
  'arch/x86/kvm/mmu/paging_tmpl.h': 'static int walk(void)\n{\n\treturn 0;\n}\n',
  'arch/x86/kvm/svm/svm.c': 'static int npt = 1;\nmodule_param(npt, int, 0444);\n',
  'tools/testing/selftests/kvm/x86/vmx_demo_test.c': 'int main(void)\n{\n}\n',
  'tools/testing/selftests/kvm/x86/svm_demo_test.c': 'int main(void)\n{\n}\n',
  'Documentation/virt/kvm/api.rst': 'API\n===\n',
};

async function planned(t: Parameters<typeof scratch>[0], changes: Record<string, string>) {
  const repo = scratch(t);
  repo.commit('Base', BASE);
  repo.commit('KVM: VMX: Change it', changes);
  const text: string[] = [];
  const io = { out: (part: string) => text.push(part), err: () => {}, color: false };
  const asked = { what: ['HEAD~1'], cwd: repo.dir, env: repo.env };
  await plan({ ...asked, format: 'json' }, io);
  await plan({ ...asked, format: 'pretty', width: 80 }, io);
  const made = JSON.parse(text[0]!) as Plan;
  return { made, pretty: text[1]!, task: (id: string) => made.tasks.find((task) => task.id === id) };
}

test('parameters are found where the sources declare them', async (t) => {
  const changed = VMX.replace('return 1;', 'return 2;').replace(
    'if (enable_demo)',
    'if (enable_demo && vcpu)',
  );
  const { task } = await planned(t, { 'arch/x86/kvm/vmx/vmx.c': changed });
  const parameters = task('parameters');
  assert.equal(parameters?.mandatory, true);
  assert.match(parameters.task, /kvm_intel\.demo\b/);
  assert.deepEqual(parameters.details, [
    'kvm_intel.demo=0 and =1: enable_demo is read by demo_exit() in arch/x86/kvm/vmx/vmx.c',
  ]);
});

test('what only the function around a change reads is encouraged', async (t) => {
  const { task } = await planned(t, { 'arch/x86/kvm/vmx/vmx.c': VMX.replace('return 0;', 'return -1;') });
  assert.equal(task('parameters'), undefined);
  assert.match(task('nearby-parameters')?.task ?? '', /kvm_intel\.demo on and off/);
});

test('a field of the same name and a comment are no parameter', async (t) => {
  const changed = VMX.replace('vcpu->enable_wide', '!vcpu->enable_wide').replace('spoken of', 'mentioned');
  const { task } = await planned(t, { 'arch/x86/kvm/vmx/vmx.c': changed });
  assert.equal(task('parameters'), undefined);
  assert.doesNotMatch(task('nearby-parameters')?.task ?? '', /wide/);
});

test('a variable of kvm is found where it is read, by whatever module makes a parameter of it', async (t) => {
  const x86 = (words: string) =>
    `bool enable_apic = true;\nint tdp_enabled;\n\nint run(void)\n{\n\treturn ${words};\n}\n`;
  const repo = scratch(t);
  repo.commit('Base', {
    'arch/x86/kvm/vmx/vmx.c':
      'module_param(enable_apic, bool, 0444);\n\nbool enable_ept = 1;\nmodule_param_named(ept, enable_ept, bool, 0444);\n',
    'arch/x86/kvm/svm/svm.c': 'bool npt_enabled = true;\nmodule_param_named(npt, npt_enabled, bool, 0444);\n',
    'arch/x86/kvm/x86.c': x86('0'),
  });
  for (const [words, wanted] of [
    ['enable_apic', 'Run the tests with kvm_intel.enable_apic on and off'],
    ['tdp_enabled', 'Run the tests with kvm_amd.npt, kvm_intel.ept on and off'],
    ['enable_ept', undefined],
  ] as const) {
    repo.commit('KVM: x86: Change it', { 'arch/x86/kvm/x86.c': x86(words) });
    const text: string[] = [];
    const io = { out: (part: string) => text.push(part), err: () => {}, color: false };
    await plan({ what: ['HEAD~1'], cwd: repo.dir, env: repo.env, format: 'json' }, io);
    const { tasks } = JSON.parse(text[0]!) as Plan;
    assert.equal(tasks.find(({ id }) => id === 'parameters')?.task, wanted);
    repo.commit('KVM: x86: Change it back', { 'arch/x86/kvm/x86.c': x86('0') });
  }
});

test('a parameter of the other vendor is not named', async (t) => {
  const { task } = await planned(t, { 'arch/x86/kvm/vmx/vmx.c': VMX.replace('return 0;', 'return npt;') });
  assert.doesNotMatch(`${task('parameters')?.task}${task('nearby-parameters')?.task}`, /npt/);
});

test('selftests and groups of the area are named, and only those', async (t) => {
  const { task } = await planned(t, { 'arch/x86/kvm/vmx/vmx.c': VMX.replace('return 0;', 'return -1;') });
  assert.deepEqual(task('selftests')?.details, ['vmx_demo_test']);
  assert.ok(task('kvm-unit-tests')?.details.includes('./run_tests.sh -g vmx'));
});

test('shadow paging asks for TDP off and for nested guests', async (t) => {
  const changed = 'static int walk(void)\n{\n\treturn 1;\n}\n';
  const { task, pretty } = await planned(t, { 'arch/x86/kvm/mmu/paging_tmpl.h': changed });
  assert.equal(task('tdp-off')?.mandatory, true);
  assert.equal(task('nested')?.mandatory, false);
  assert.ok(pretty.indexOf('tdp-off') < pretty.indexOf('Encouraged'));
  assert.ok(pretty.split('\n').every((line) => line.length <= 80));
});

test('documentation asks for htmldocs, and for nothing else', async (t) => {
  const { made } = await planned(t, { 'Documentation/virt/kvm/api.rst': 'API\n===\n\nMore.\n' });
  assert.deepEqual(
    made.tasks.map(({ id }) => id),
    ['htmldocs'],
  );
});

test('what is not run asks for nothing', async (t) => {
  const { pretty } = await planned(t, { 'arch/x86/kvm/vmx/vmx.c': VMX.replace('spoken of', 'mentioned') });
  assert.match(pretty, /no tests required/);
});

test('files of the clone have a plan of their own, in which parameters are encouraged', async (t) => {
  const repo = scratch(t);
  repo.commit('Base', BASE);
  const text: string[] = [];
  const io = { out: (part: string) => text.push(part), err: () => {}, color: false };
  const asked = { what: ['arch/x86/kvm/vmx/vmx.c', 'arch/x86/kvm/mmu'], cwd: repo.dir, env: repo.env };
  await plan({ ...asked, format: 'json' }, io);
  await plan({ ...asked, format: 'pretty', width: 80 }, io);
  const made = JSON.parse(text[0]!) as Plan;
  const task = (id: string) => made.tasks.find((one) => one.id === id);
  assert.equal(task('build')?.mandatory, true);
  assert.deepEqual(task('selftests')?.details, ['vmx_demo_test']);
  assert.equal(task('tdp-off')?.mandatory, true, 'paging_tmpl.h is shadow paging');
  assert.equal(task('parameters'), undefined);
  assert.match(task('nearby-parameters')?.details.join() ?? '', /enable_demo is read by demo_exit/);
  assert.equal(task('negative-tests'), undefined);
  assert.match(text[1]!, /^To change arch\/x86\/kvm\/vmx\/vmx\.c arch\/x86\/kvm\/mmu$/m);
});

test('mails that git tracks are mails', async (t) => {
  const repo = scratch(t);
  repo.commit('Base', BASE);
  repo.commit('KVM: VMX: Change it', { 'arch/x86/kvm/vmx/vmx.c': VMX.replace('return 0;', 'return -1;') });
  repo.git('format-patch', '-q', '-1', '-o', 'outgoing');
  repo.git('add', 'outgoing');
  const text: string[] = [];
  const io = { out: (part: string) => text.push(part), err: () => {}, color: false };
  await plan({ what: ['outgoing'], cwd: repo.dir, env: repo.env, format: 'pretty', width: 80 }, io);
  assert.match(text.join(''), /^1 patch: KVM: VMX: Change it$/m);
});
