/** On a real kernel, where GIT_KVM_KERNEL names a clone: some minutes. GIT_KVM_KERNEL_BUILDS keeps builds for the next time. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { verify } from '../../src/commands/verify';
import { scratch } from '../git/scratch';

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
      ...(process.env.GIT_KVM_KERNEL_BUILDS ? { dir: process.env.GIT_KVM_KERNEL_BUILDS } : {}),
    },
    { out: write, err: write, color: false },
  );
  assert.equal(status, 1, said);
  assert.match(said, /^2\/3 fails \(build\): KVM: x86: Add two$/m);
  assert.match(said, /error: implicit declaration of function .git_kvm_three/);
});
