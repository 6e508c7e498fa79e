/**
 * On a real kernel, where GIT_KVM_KERNEL names a clone: some minutes for KVM alone, ten more for a kernel that boots.
 * GIT_KVM_KERNEL_BUILDS keeps builds for the next time.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { verify } from '../../src/cli/verify';
import { type Scratch, scratch } from '../git/scratch';

const KERNEL = process.env.GIT_KVM_KERNEL;
const SKIP = KERNEL ? false : 'GIT_KVM_KERNEL names no clone of the kernel';
const X86 = 'arch/x86/kvm/x86.c';

test('a series that breaks in the middle is caught at the right patch', { skip: SKIP }, async (t) => {
  const repo = scratch(t, 'clone', '-q', '--shared', KERNEL!);
  repo.git('tag', 'git-kvm-base');
  const text = readFileSync(join(repo.dir, X86), 'utf8');
  const commit = (message: string, behind: string) => {
    repo.write(X86, `${text}${behind}`);
    repo.git('commit', '-q', '-a', '-m', message);
  };
  commit('KVM: x86: Add one', '\nint git_kvm_one(void);\nint git_kvm_one(void)\n{\n\treturn 1;\n}\n');
  commit(
    'KVM: x86: Add two',
    '\nint git_kvm_two(void);\nint git_kvm_two(void)\n{\n\treturn git_kvm_three();\n}\n',
  );
  commit('KVM: x86: Add three', '\nint git_kvm_three(void);\nint git_kvm_three(void)\n{\n\treturn 3;\n}\n');
  const { status, said } = await verified(repo, {});
  assert.equal(status, 1, said);
  assert.match(said, /^2\/3 fails \(build\): KVM: x86: Add two$/m);
  assert.match(said, /error: implicit declaration of function .git_kvm_three/);
});

test('what kvm-intel uses and kvm does not export is caught', { skip: SKIP }, async (t) => {
  const repo = scratch(t, 'clone', '-q', '--shared', KERNEL!);
  repo.git('tag', 'git-kvm-base');
  const VMX = 'arch/x86/kvm/vmx/vmx.c';
  const commit = (message: string, path: string, after: string) => {
    repo.write(path, `${readFileSync(join(repo.dir, path), 'utf8')}${after}`);
    repo.git('commit', '-q', '-a', '-m', message);
  };
  commit('KVM: x86: Add one', X86, '\nint git_kvm_one(void);\nint git_kvm_one(void)\n{\n\treturn 1;\n}\n');
  const use = 'int git_kvm_two(void);\nint git_kvm_two(void)\n{\n\treturn git_kvm_one();\n}\n';
  commit('KVM: VMX: Use one', VMX, `\nint git_kvm_one(void);\n${use}`);
  const { status, said } = await verified(repo, {});
  assert.equal(status, 1, said);
  assert.match(said, /^2\/2 fails \(build\): KVM: VMX: Use one$/m);
  assert.match(said, /error: git_kvm_one is not exported by kvm\.ko, and kvm-intel\.ko uses it$/m);
});

interface More {
  readonly order?: boolean;
  readonly svg?: string;
  readonly runner?: string;
  readonly test?: readonly string[];
  readonly without?: readonly string[];
}

async function verified(repo: Scratch, more: More) {
  let said = '';
  const write = (part: string) => {
    said += part;
  };
  const status = await verify(
    {
      range: 'git-kvm-base..',
      makeArgs: [],
      extra: false,
      format: 'pretty',
      cwd: repo.dir,
      env: { ...process.env, ...repo.env },
      width: null,
      limit: 600,
      ...(process.env.GIT_KVM_KERNEL_BUILDS ? { dir: process.env.GIT_KVM_KERNEL_BUILDS } : {}),
      ...more,
    },
    { out: write, err: write, color: false },
  );
  return { status, said };
}

const SELFTESTS = 'tools/testing/selftests/kvm';
/** Newer kernels have moved it. */
const SOURCES = [X86, 'arch/x86/kvm/regs.c'];
const CHECK = '\tif (!kvm_dr7_valid(dbgregs->dr7))\n\t\treturn -EINVAL;\n';
const TEST = `// SPDX-License-Identifier: GPL-2.0-only
#include "test_util.h"
#include "kvm_util.h"
#include "processor.h"

int main(int argc, char *argv[])
{
	struct kvm_debugregs debugregs;
	struct kvm_vcpu *vcpu;
	struct kvm_vm *vm;
	int r;

	vm = vm_create_barebones();
	vcpu = __vm_vcpu_add(vm, 0);
	vcpu_ioctl(vcpu, KVM_GET_DEBUGREGS, &debugregs);
	debugregs.dr7 |= BIT_ULL(32);
	r = __vcpu_ioctl(vcpu, KVM_SET_DEBUGREGS, &debugregs);
	TEST_ASSERT(r == -1 && errno == EINVAL, "KVM_SET_DEBUGREGS should reject DR7 = 0x%llx", debugregs.dr7);
	kvm_vm_free(vm);
	return 0;
}
`;

test('a fix and its test, run in guests, prove their order; the other way round it is refuted', {
  skip: SKIP,
}, async (t) => {
  const repo = scratch(t, 'clone', '-q', '--shared', KERNEL!);
  const source = (path: string) => readFileSync(join(repo.dir, path), 'utf8');
  const path = SOURCES.find((one) => existsSync(join(repo.dir, one)) && source(one).includes(CHECK));
  assert.ok(path, 'the check that is taken out');
  const text = source(path);
  const folder = existsSync(join(repo.dir, SELFTESTS, 'x86')) ? 'x86' : 'x86_64';
  const list = existsSync(join(repo.dir, SELFTESTS, 'Makefile.kvm')) ? 'Makefile.kvm' : 'Makefile';
  const makefile = readFileSync(join(repo.dir, SELFTESTS, list), 'utf8');
  const commit = (message: string, files: Record<string, string>) => {
    for (const [path, content] of Object.entries(files)) repo.write(path, content);
    repo.git('add', '-f', ...Object.keys(files));
    repo.git('commit', '-q', '-m', message);
  };
  const fix = () =>
    commit(
      'KVM: x86: Reject reserved bits of DR7 in KVM_SET_DEBUGREGS\n\nReject values for DR7 with any of bits 63:32 set.',
      { [path]: text },
    );
  const selftest = () =>
    commit(
      'KVM: selftests: Verify that KVM_SET_DEBUGREGS rejects reserved bits of DR7\n\nAdd a regression test for reserved bits of DR7 in KVM_SET_DEBUGREGS.',
      {
        [`${SELFTESTS}/${folder}/debugregs_test.c`]: TEST,
        [`${SELFTESTS}/${list}`]: makefile.replace(
          /^(TEST_GEN_PROGS_x86(?:_64)? \+= x86(?:_64)?\/)debug_regs$/m,
          '$&\n$1debugregs_test',
        ),
      },
    );
  commit('Plant a bug', { [path]: text.replace(CHECK, '') });
  repo.git('tag', 'git-kvm-base');
  fix();
  selftest();
  const svg = join(repo.dir, '..', 'order.svg');
  const right = await verified(repo, { order: true, runner: 'qemu', svg });
  assert.equal(right.status, 0, right.said);
  assert.match(right.said, /^2\/2-without-1 +FAIL /m);
  assert.match(right.said, /^2\/2 +pass /m);
  assert.match(right.said, /^ +KVM_SET_DEBUGREGS should reject DR7 = 0x100000400$/m);
  assert.match(right.said, /^PROVED: 1 "KVM: x86: Reject/m);
  assert.match(readFileSync(svg, 'utf8'), />PROVED</);
  // Of two vCPUs at the same time, which the guest has CPUs for; and it cancels threads.
  const some = await verified(repo, {
    runner: 'qemu',
    test: ['xapic_ipi_test'],
    without: ['build', 'selftests'],
  });
  assert.equal(some.status, 0, some.said);
  assert.match(some.said, /^2\/2 +pass /m);
  repo.git('reset', '-q', '--hard', 'git-kvm-base');
  selftest();
  fix();
  const wrong = await verified(repo, { order: true, runner: 'qemu' });
  assert.equal(wrong.status, 1, wrong.said);
  assert.match(wrong.said, /^1\/2 +FAIL /m);
  assert.match(wrong.said, /^REFUTED: 1 "KVM: selftests: /m);
});
