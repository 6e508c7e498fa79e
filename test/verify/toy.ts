/**
 * A tree that builds like the kernel in milliseconds: the same targets, and a shell script for a compiler that refuses
 * what calls a function that no file has.
 */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { plan } from '../../src/cli/plan';
import { verify } from '../../src/cli/verify';
import { UsageError } from '../../src/model/errors';
import type { VerifyOptions } from '../../src/verify/options';
import { type Scratch, scratch } from '../git/scratch';

const CC = `#!/bin/sh
# cc.sh OBJECT SOURCE INCLUDE: count what is compiled, and say what a compiler would
echo "$2" >>"$TOY_COUNT"
[ -z "$TOY_SLOW" ] || sleep "$TOY_SLOW"
bad=0
for name in $(sed -n 's/.*CALL(\\([A-Z_a-z0-9]*\\)).*/\\1/p' "$2"); do
	if ! grep -rqw "DEFINE($name)" "$3"; then
		line=$(grep -n "CALL($name)" "$2" | head -n 1 | cut -d: -f1)
		echo "$2:$line:2: error: implicit declaration of function '$name'"
		echo "    $line |  CALL($name)"
		echo "      |  ^~~~"
		bad=1
	fi
done
for line in $(grep -n WARN "$2" | cut -d: -f1); do
	echo "$2:$line:2: warning: unused variable"
done
[ "$bad" = 0 ] || exit 1
cp "$2" "$1"
`;

const MAKEFILE = `ifneq ($(O),)
OBJ := $(O)
endif
SOURCES := $(wildcard arch/x86/kvm/*.c)
defconfig olddefconfig:
	@touch $(OBJ)/.config
allmodconfig:
	@echo CONFIG_ALL=m >$(OBJ)/.config
headers:
	@mkdir -p $(OBJ)/usr/include && cp include/uapi/linux/kvm.h $(OBJ)/usr/kvm.h
	@cmp -s $(OBJ)/usr/kvm.h $(OBJ)/usr/include/kvm.h || mv $(OBJ)/usr/kvm.h $(OBJ)/usr/include/kvm.h
arch/x86/kvm/: $(patsubst %.c,$(OBJ)/%.o,$(SOURCES))
$(OBJ)/%.o: %.c $(wildcard arch/x86/kvm/*.h)
	@mkdir -p $(@D)
	@echo '  CC      $<'
	@sh scripts/cc.sh $@ $< arch
htmldocs:
	@grep -Hn BAD Documentation/virt/kvm/*.rst | sed 's/BAD/WARNING: Title underline too short/' || true
tinyconfig: defconfig
	@printf 'CONFIG_64BIT=y\\nCONFIG_KVM=y\\nCONFIG_KVM_AMD=y\\nCONFIG_SERIAL_8250_CONSOLE=y\\n' >>$(OBJ)/.config
bzImage: arch/x86/kvm/
	@mkdir -p $(OBJ)/arch/x86/boot && cat $(SOURCES) >$(OBJ)/arch/x86/boot/bzImage
vmlinux modules: arch/x86/kvm/
.PHONY: arch/x86/kvm/ headers htmldocs bzImage tinyconfig vmlinux modules
`;

const SELFTESTS = `all: $(patsubst %.c,$(OUTPUT)/%,$(wildcard x86/*.c))
$(OUTPUT)/%: %.c
	@mkdir -p $(@D)
	@sh ../../../../scripts/cc.sh $@ $< $(INSTALL_HDR_PATH)
`;

export const TREE: Readonly<Record<string, string>> = {
  Makefile: MAKEFILE,
  'scripts/cc.sh': CC,
  'arch/x86/kvm/x86.c': 'int x86(void)\n{\n\treturn 0;\n}\n',
  'arch/x86/kvm/kvm.h': 'DEFINE(kvm_init)\n',
  'include/uapi/linux/kvm.h': 'DEFINE(KVM_CAP_OLD)\n',
  'tools/testing/selftests/kvm/Makefile': SELFTESTS,
  'tools/testing/selftests/kvm/x86/old_test.c': 'CALL(KVM_CAP_OLD)\n',
  'tools/include/x.h': '',
  'tools/arch/x86/include/y.h': '',
  'Documentation/virt/kvm/api.rst': 'API\n===\n',
};

export interface Said {
  readonly status: 0 | 1 | 2;
  readonly text: string;
  /** Sources that were compiled, in order. */
  readonly compiled: readonly string[];
}

/**
 * A machine: it runs a "test" on a "kernel", which are both sources, and prints what a guest prints. In the kernel `PANIC`
 * ends it at boot. In the test `EXPECT(word)` is of the kernel; `SKIP`, `SLEEP`, `SPLAT`, `SEGV`, `DIE` (with the kernel),
 * `ODD` (fails every other time) and `KILLED` (the machine, from outside) hold on each kernel; with `(word)` on those that
 * have the word.
 */
export const RUNNER = `#!/bin/sh
# runner KERNEL TEST
kernel=$1 test=\${2%/*}/program
echo "$2" >>"$TOY_COUNT.runs"
does() {
	grep -qw "$1" "$test" || return 1
	word=$(sed -n "s/.*$1(\\([a-z_0-9]*\\)).*/\\1/p" "$test")
	[ -z "$word" ] || grep -qw "$word" "$kernel"
}
end() {
	printf '\\ngit-kvm: end %s\\n' "$1"
	exit 0
}
echo '[    0.100000] Linux version 6.12'
if grep -q PANIC "$kernel"; then
	echo '[    0.200000] Kernel panic - not syncing: No working init found.'
	exit 0
fi
printf '\\ngit-kvm: begin\\n'
if does KILLED; then kill -9 $$; fi
if does SLEEP; then exec sleep 600; fi
if does SKIP; then echo '1..0 # SKIP it wants VMX'; end 4; fi
if does DIE; then
	echo '[    1.234567] kernel BUG at arch/x86/kvm/mmu/mmu.c:711!'
	echo '[    1.345678] Kernel panic - not syncing: Fatal exception'
	exit 0
fi
if does SEGV; then end 139; fi
if does SPLAT; then echo '[    1.234567] BUG: unable to handle page fault for address: 0x12345'; fi
if does ODD; then
	odd=$TOY_COUNT.$(cat "$kernel" "$test" | cksum | cut -d' ' -f1)
	# mkdir both looks and writes: two runs at the same time never count as one.
	if ! mkdir "$odd" 2>/dev/null; then rmdir "$odd"; end 254; fi
fi
for word in $(sed -n 's/.*EXPECT(\\([A-Za-z_0-9]*\\)).*/\\1/p' "$test"); do
	if ! grep -qw "$word" "$kernel"; then
		line=$(grep -n "EXPECT($word)" "$test" | cut -d: -f1)
		echo '==== Test Assertion Failure ===='
		echo "  x86/demo_test.c:$line: $word"
		echo "  pid=$$ tid=$$ errno=22 - Invalid argument"
		echo "     1	0x0000000000401234: main at demo_test.c:$line"
		echo "  $word is missing"
		end 254
	fi
done
end 0
`;

type Asked = Partial<VerifyOptions>;

export class Toy {
  readonly repo: Scratch;
  private readonly count: string;

  constructor(t: TestContext) {
    this.repo = scratch(t);
    this.count = `${this.repo.dir}/../count`;
    // A real kernel asks for them; the toy's own needs none.
    mkdirSync(`${this.repo.dir}/../bin`);
    for (const tool of ['sphinx-build', 'ld', 'flex', 'bison', 'bc', 'perl'])
      writeFileSync(`${this.repo.dir}/../bin/${tool}`, '#!/bin/sh\necho stand-in 5\n', { mode: 0o755 });
    this.repo.commit('Base', TREE);
    this.repo.git('tag', 'base');
  }

  /** The Testing part of a cover letter. */
  async testingText(): Promise<string> {
    const said: string[] = [];
    const io = { out: (text: string) => said.push(text), err: () => {}, color: false };
    const { dir: cwd, env } = this.repo;
    await plan({ what: ['base..'], format: 'pretty', testingText: true, cwd, env }, io);
    return said.join('');
  }

  /** Sets up the machine above; what it is called with. */
  runner(): string {
    const path = `${this.repo.dir}/../runner`;
    writeFileSync(path, RUNNER, { mode: 0o755 });
    return `${path} {kernel} {test}`;
  }

  async verify(options: Asked = {}): Promise<Said> {
    rmSync(this.count, { force: true });
    const said: string[] = [];
    const io = {
      out: (text: string) => said.push(text),
      err: (text: string) => said.push(text),
      color: false,
    };
    const PATH = `${this.repo.dir}/../bin:${this.repo.env.PATH}`;
    const env = { ...this.repo.env, PATH, TOY_COUNT: this.count, ...options.env };
    let status: 0 | 1 | 2;
    try {
      status = await verify(
        {
          ...options,
          range: options.range ?? 'base..',
          // A compiler that every machine has; the toy's own is in its tree.
          makeArgs: options.makeArgs ?? ['CC=true'],
          extra: options.extra ?? false,
          jobs: 2,
          format: options.format ?? 'pretty',
          // Without one that is named, QEMU would be taken where it is.
          runner: options.runner ?? 'none',
          cwd: options.cwd ?? this.repo.dir,
          env,
          width: options.width ?? null,
        },
        io,
      );
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      said.push(`${error.message}\n${error.hint}\n`);
      status = 2;
    }
    let compiled: string[] = [];
    try {
      compiled = readFileSync(this.count, 'utf8').trim().split('\n');
    } catch {
      // Nothing was compiled.
    }
    return { status, text: said.join(''), compiled };
  }
}
