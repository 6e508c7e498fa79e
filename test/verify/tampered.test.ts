/** Series that would be proved, or blamed, by a verify that takes anything for a test's failure; with the right verdict. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Toy } from './toy';

const DEMO = 'tools/testing/selftests/kvm/x86/demo_test.c';
const X86 = 'arch/x86/kvm/x86.c';
const UAPI = 'include/uapi/linux/kvm.h';

interface Tampered {
  readonly what: string;
  readonly body: string;
  readonly status: 0 | 1 | 2;
  readonly says: RegExp;
  readonly uapi?: string;
  readonly uapiBefore?: string;
}

const NEW_API = 'DEFINE(KVM_CAP_OLD)\nDEFINE(KVM_CAP_FIX)\n';

const TABLE: readonly Tampered[] = [
  {
    what: 'a good series',
    body: 'EXPECT(the_fix)',
    status: 0,
    says: /^PROVED: 1 .*\n.*fails without 1, and passes with it\.\n {2}Run 2 times without 1, 2 times with it\.$/m,
  },
  {
    what: 'always passes',
    body: 'EXPECT(x86)',
    status: 0,
    says: /^NOT SHOWN: .*\n.*passes without 1 as well: it does not detect the bug\.$/m,
  },
  {
    what: 'always fails',
    body: 'EXPECT(nothing)',
    status: 1,
    says: /^NOT SHOWN: .*\n.*fails with both patches as well\.$/m,
  },
  {
    what: 'is flaky with the fix and without',
    body: 'ODD',
    status: 1,
    says: /^FLAKY: .*\n.*ends now in one way, now in another/m,
  },
  { what: 'is flaky with the fix', body: 'EXPECT(the_fix) ODD(the_fix)', status: 1, says: /^FLAKY: /m },
  {
    what: 'hangs with the fix and without',
    body: 'SLEEP',
    status: 1,
    says: /^NOT SHOWN: .*\n.*fails with both patches/m,
  },
  {
    what: 'hangs with the fix',
    body: 'SLEEP(the_fix)',
    status: 1,
    says: /^NOT SHOWN: .*\n.*fails with both patches/m,
  },
  {
    what: 'is skipped with the fix and without',
    body: 'SKIP',
    status: 0,
    says: /^NOT SHOWN: .*\n.*is skipped here: it wants another machine\.$/m,
  },
  {
    what: 'is skipped without the fix',
    body: 'SKIP(old_way)',
    status: 0,
    says: /^NOT SHOWN: .*\n.*is skipped without 1: either order does no harm\.$/m,
  },
  {
    what: 'passes without the fix, and is skipped with it',
    body: 'SKIP(the_fix)',
    status: 1,
    says: /^NOT SHOWN: .*\n.*passes without 1, and is skipped with it\.$/m,
  },
  {
    what: 'builds with the fix only, and passes',
    body: 'CALL(KVM_CAP_FIX) EXPECT(the_fix)',
    uapi: NEW_API,
    status: 0,
    says: /^PROVED: .*\n.*does not build without 1, and passes with it\.\n +x86\/demo_test\.c:1:2: error: .*'KVM_CAP_FIX'$/m,
  },
  {
    what: 'builds with the fix only, and fails',
    body: 'CALL(KVM_CAP_FIX) EXPECT(nothing)',
    uapi: NEW_API,
    status: 1,
    says: /^NOT SHOWN: .*\n.*fails with both patches/m,
  },
  {
    what: 'builds with the fix only, and hangs',
    body: 'CALL(KVM_CAP_FIX) SLEEP',
    uapi: NEW_API,
    status: 1,
    says: /^NOT SHOWN: .*\n.*fails with both patches/m,
  },
  {
    what: 'builds with the fix only, and is skipped',
    body: 'CALL(KVM_CAP_FIX) SKIP',
    uapi: NEW_API,
    status: 0,
    says: /^NOT SHOWN: .*\n.*is skipped here/m,
  },
  {
    what: 'does not build at all',
    body: 'CALL(KVM_CAP_TYPO)',
    uapi: NEW_API,
    status: 1,
    says: /^NOT SHOWN: .*\n.*does not build with both patches either\.$/m,
  },
  {
    what: 'builds with the fix only, but the compiler names nothing that it adds',
    body: 'CALL(KVM_CAP_ODD) EXPECT(the_fix)',
    uapiBefore: 'DEFINE(KVM_CAP_OLD)\nDEFINE (KVM_CAP_ODD)\n',
    uapi: 'DEFINE(KVM_CAP_OLD)\nDEFINE(KVM_CAP_ODD)\n',
    status: 0,
    says: /^NOT SHOWN: .*\n.*does not build without 1, but the compiler names nothing that it adds\.\n +x86\/demo_test\.c:1:2: error: .*'KVM_CAP_ODD'$/m,
  },
  {
    what: 'panics the kernel without the fix',
    body: 'DIE(old_way)',
    status: 0,
    says: /kernel BUG at arch\/x86\/kvm\/mmu\/mmu\.c:711![\s\S]*^PROVED: /m,
  },
  {
    what: 'panics the kernel with the fix and without',
    body: 'DIE',
    status: 1,
    says: /the kernel ended before the test did[\s\S]*^NOT SHOWN: /m,
  },
  {
    what: 'is ended by a signal without the fix',
    body: 'SEGV(old_way)',
    status: 0,
    says: /it was ended by SIGSEGV[\s\S]*^PROVED: /m,
  },
  {
    what: 'QEMU is killed without the fix',
    body: 'KILLED(old_way)',
    status: 2,
    says: /could not be run: .*\(ended by SIGKILL from outside/,
  },
  {
    what: 'QEMU is killed with the fix',
    body: 'EXPECT(the_fix) KILLED(the_fix)',
    status: 2,
    says: /could not be run: /,
  },
];

for (const { what, body, status: expected, says, uapi, uapiBefore } of TABLE)
  test(`a test under proof: ${what}`, async (t) => {
    const toy = new Toy(t);
    toy.repo.commit('Base', {
      [X86]: 'int x86(void)\n{\n\treturn old_way;\n}\n',
      ...(uapiBefore === undefined ? {} : { [UAPI]: uapiBefore }),
    });
    toy.repo.git('tag', '-f', 'base');
    toy.repo.commit(
      'KVM: x86: Reject reserved bits of DR7 in KVM_SET_DEBUGREGS\n\nReject them.\n\nFixes: 123456789abc ("KVM: x86: Let all bits of DR7 pass")',
      {
        [X86]: 'int x86(void)\n{\n\treturn the_fix;\n}\n',
        ...(uapi === undefined ? {} : { [UAPI]: uapi }),
      },
    );
    toy.repo.commit(
      'KVM: selftests: Verify that KVM_SET_DEBUGREGS rejects reserved bits of DR7\n\nAdd a regression test for reserved bits of DR7, which KVM let pass.',
      { [DEMO]: `${body}\n` },
    );
    const { status, text } = await toy.verify({ order: true, runner: toy.runner(), limit: 2 });
    assert.match(text, says);
    assert.equal(status, expected, text);
    const isProved = says.source.includes('PROVED');
    assert.equal(/^PROVED/m.test(text), isProved, text);
    const letter = await toy.testingText();
    assert.equal(/demo_test (?:fails|does not build) without patch 1/.test(letter), isProved, letter);
    assert.equal(letter.includes('runs contradict'), says.source.includes('FLAKY'), letter);
  });
