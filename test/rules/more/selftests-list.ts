import { exampleDiff, exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const FOLDER = 'tools/testing/selftests/kvm';
const message = 'KVM: selftests: Add a demo test\n\nAdd a test for the demo MSR.\n';
const MAIN = '+int main(int argc, char *argv[])';
const TEST = `+${FOLDER}/x86/demo_test.c`;
const entry = (mark: string, name: string, list = 'x86') => `${mark}TEST_GEN_PROGS_${list} += ${name}`;
const list = (...lines: string[]) => exampleDiff({ [`${FOLDER}/Makefile.kvm`]: lines });
const disorder = (line: string) => ({ message, quotes: [line.slice(1)] });

const MAKEFILE = (lines: string) =>
  exampleDiff({ [`${FOLDER}/Makefile.kvm`]: lines.replace(/\n$/, '').split('\n') });

const ignoring = (...lines: string[]) => exampleDiff({ [`${FOLDER}/.gitignore`]: lines });

export const more: Examples = {
  valid: [
    {
      name: 'a tree whose .gitignore lists each test',
      message,
      diff: `diff --git a/tools/testing/selftests/kvm/.gitignore b/tools/testing/selftests/kvm/.gitignore
--- a/tools/testing/selftests/kvm/.gitignore
+++ b/tools/testing/selftests/kvm/.gitignore
@@ -1,2 +1,3 @@
 /x86_64/cpuid_test
+/x86_64/demo_test
 /x86_64/hyperv_clock
`,
    },

    {
      name: 'the .gitignore of others, and patterns of ours',
      message,
      diff: '.gitignore|tools/testing/selftests/kvm/.gitignore'
        .split('|')
        .map(
          (path) =>
            `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1,1 +1,2 @@\n !config\n+${path === '.gitignore' ? 'demo' : '!*.sh'}\n`,
        )
        .join(''),
    },

    {
      name: 'a program of one architecture in a list of another kind',
      message,
      diff: list(entry('+', 'x86/demo_helper', 'EXTENDED')),
    },
    {
      name: 'the list of others',
      message,
      diff: exampleDiff({
        'tools/testing/selftests/x86/Makefile': [entry(' ', 'zap_test'), entry('+', 'demo_test')],
        [`${FOLDER}/x86/demo_test.c`]: ['-int x;'],
      }),
    },
    {
      name: 'a test that is there already gets another main()',
      message,
      diff: exampleDiff({ [`${FOLDER}/x86/demo_test.c`]: [MAIN] }),
    },
    {
      name: 'in the place of the last one',
      message,
      diff: list(entry('-', 'x86/zap_test'), entry('+', 'x86/demo_test')),
    },
    {
      name: 'the first of another list',
      message,
      diff: list(entry(' ', 'zap_test'), entry('+', 'demo_test', 'riscv')),
    },
    {
      name: 'the last of a list, before another',
      message,
      diff: list(entry('+', 'zap_test'), entry(' ', 'demo_test', 'riscv')),
    },
    {
      name: 'the first that architectures share',
      message,
      diff: list(entry(' ', 'x86/zap_test'), entry('+', 'demo_test')),
    },
    {
      name: 'a shared test in its place',
      message,
      diff: list(entry(' ', 'amx_test'), entry('+', 'zap_test')),
    },
    {
      name: 'tests of the folder in two places',
      message,
      diff: list(entry(' ', 'steal_time'), entry('+', 'x86/demo_test'), entry(' ', 'x86/xss_msr_test')),
    },
    {
      name: 'the folder of another list begins',
      message,
      diff: list(entry(' ', 'steal_time'), entry('+', 'arm64/demo_test', 'arm64')),
    },
    {
      name: 'between two other lists',
      message,
      diff: list(
        entry(' ', 'x86/xss_msr_test'),
        entry('+', 'arm64/demo_test', 'arm64'),
        entry(' ', 'riscv/amx_test', 'riscv'),
      ),
    },
    {
      name: 'next to an entry that goes',
      message,
      diff: list(entry('-', 'x86/zap_test'), entry('+', 'x86/demo_test'), entry(' ', 'x86/xss_msr_test')),
    },
    {
      name: 'a list that begins',
      message,
      diff: list(entry('+', 'demo_test', 'riscv'), entry('+', 'riscv/amx_test', 'riscv')),
    },
    {
      name: 'lines that name no source',
      message,
      diff: list('+# A comment', '+TEST_GEN_PROGS_x86 += $(EXTRA)'),
      clone: {},
    },
    {
      name: 'in .gitignore, in the place of the last one',
      message,
      diff: ignoring(' /x86_64/cpuid_test', '-/x86_64/zap_test', '+/x86_64/demo_test'),
    },
    { name: 'a pattern after a test', message, diff: ignoring(' /x86_64/cpuid_test', '+*.o') },
    {
      name: 'in .gitignore, where the list was not sorted',
      message,
      diff: ignoring(' /x86_64/zap_test', '+/x86_64/demo_test', ' /x86_64/cpuid_test'),
    },
  ],
  invalid: [
    {
      name: 'a shared test before those of the folder',
      message,
      diff: MAKEFILE(
        ' \n+TEST_GEN_PROGS_arm64 += demo_test\n TEST_GEN_PROGS_arm64 += arm64/aarch32_id_regs\n',
      ),
      quotes: ['TEST_GEN_PROGS_arm64 += demo_test'],
    },

    {
      name: 'tests of the folder after the shared ones',
      message,
      diff: MAKEFILE(
        ' TEST_GEN_PROGS_x86 += steal_time\n+TEST_GEN_PROGS_x86 += x86/demo_test\n+TEST_GEN_PROGS_x86 += x86/zap_test\n \n',
      ),
      quotes: ['TEST_GEN_PROGS_x86 += x86/demo_test', 'TEST_GEN_PROGS_x86 += x86/zap_test'],
      says: ['is after steal_time'],
    },

    {
      name: 'in no list of the patches that are available',
      series: [
        exampleMail({
          subject: '[PATCH 2/3] KVM: selftests: Add a demo test',
          diff: { [`+${FOLDER}/x86/demo_test.c`]: ['+int main(void)', '+{ return 0; }'] },
        }),
      ],
      part: true,
      quotes: [null],
      levels: ['note'],
    },

    {
      name: 'taken back from what .gitignore ignores',
      message,
      diff: `diff --git a/tools/testing/selftests/kvm/.gitignore b/tools/testing/selftests/kvm/.gitignore
--- a/tools/testing/selftests/kvm/.gitignore
+++ b/tools/testing/selftests/kvm/.gitignore
@@ -1,1 +1,2 @@
 !config
+!x86/demo_test
`,
      quotes: ['!x86/demo_test'],
    },

    {
      name: 'several at the end of the list, in order among themselves',
      ...disorder(entry('+', 'x86/amx_test')),
      diff: list(entry(' ', 'x86/xss_msr_test'), entry('+', 'x86/amx_test'), entry('+', 'x86/demo_test')),
    },
    {
      name: 'a test of the folder among shared ones',
      ...disorder(entry('+', 'x86/demo_test')),
      diff: list(entry(' ', 'amx_test'), entry('+', 'x86/demo_test'), entry(' ', 'zap_test')),
    },
    {
      name: 'in no list of a series that is all there',
      series: [
        exampleMail({ subject: '[PATCH 1/2] KVM: selftests: Add a demo test', diff: { [TEST]: [MAIN] } }),
        exampleMail({
          subject: '[PATCH 2/2] KVM: selftests: Use it',
          diff: { [`${FOLDER}/lib/a.c`]: ['+a'] },
        }),
      ],
      quotes: [null],
      levels: ['warn'],
    },
    {
      name: 'only the test names itself',
      message,
      diff: exampleDiff({ [TEST]: [MAIN, '+{ puts("x86/demo_test"); }'] }),
      quotes: [null],
    },
    {
      name: 'a shared test after a later one',
      ...disorder(entry('+', 'demo_test')),
      diff: list(entry(' ', 'zap_test'), entry('+', 'demo_test')),
    },
    {
      name: 'between two that are in order',
      ...disorder(entry('+', 'zap_test')),
      diff: list(entry(' ', 'amx_test'), entry('+', 'zap_test'), entry(' ', 'demo_test')),
    },
    {
      name: 'after another list, at the start of its list',
      ...disorder(entry('+', 'demo_test')),
      diff: list(entry(' ', 'zap_test', 'arm64'), entry('+', 'demo_test'), entry(' ', 'amx_test')),
    },
    {
      name: 'before another list, at the end of its list',
      ...disorder(entry('+', 'demo_test')),
      diff: list(entry(' ', 'zap_test'), entry('+', 'demo_test'), entry(' ', 'amx_test', 'riscv')),
    },
    {
      name: 'in .gitignore, after a later one',
      message,
      diff: ignoring(' /x86_64/zap_test', '+/x86_64/demo_test'),
      quotes: ['/x86_64/demo_test'],
      levels: ['note'],
    },
    {
      name: 'a test whose source is not there',
      message,
      diff: list(entry('+', 'x86/demo_test')),
      clone: {},
      quotes: [entry('+', 'x86/demo_test').slice(1)],
      says: ['No x86/demo_test.c'],
    },
  ],
};
