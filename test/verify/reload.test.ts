/** KVM's modules of a branch on "this machine": stand-ins for lsmod, rmmod, insmod, modprobe and dmesg; no module is loaded. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Toy } from './toy';

const X86 = 'arch/x86/kvm/x86.c';
const DEMO = 'tools/testing/selftests/kvm/x86/demo_test.c';
const VERSION = /^(\d+)\.(\d+)\.(\d+)/.exec(release())!;

/** Each module that is loaded is a file; each command leaves a line. */
const STAND_IN = `#!/bin/sh
state=$TOY_COUNT.loaded
name=\${0##*/}
[ "$name" = lsmod ] || [ "$name" = dmesg ] || echo "$name $(basename "$(echo "$*" | sed 's/.* //')")" >>"$TOY_COUNT.commands"
case $name in
lsmod)
	echo 'Module                  Size  Used by'
	for one in $(ls -r "$state"); do echo "$one 16384 0"; done ;;
rmmod)
	[ ! -e "$TOY_COUNT.guest" ] || { echo "rmmod: ERROR: Module $1 is in use"; exit 1; }
	rm "$state/$1" ;;
insmod)
	! grep -q UNKNOWN "$1" || { echo "insmod: ERROR: could not insert module $1: Unknown symbol in module"; exit 1; }
	cp "$1" "$state/$(basename "$1" .ko | tr - _)" ;;
modprobe)
	[ "$1" = -q ] || echo own >"$state/$1"
	[ "$1" != kvm_intel ] || echo own >"$state/kvm" ;;
dmesg)
	echo '[    1.000000] WARNING: CPU: 0 PID: 1 at kernel/old.c:1'
	! grep -qs SPLAT "$state/kvm" || echo '[  100.000000] WARNING: CPU: 1 PID: 7 at arch/x86/kvm/mmu/mmu.c:1' ;;
esac
`;

const MODULES = `
VERSION = ${VERSION[1]}
PATCHLEVEL = ${VERSION[2]}
SUBLEVEL = ${VERSION[3]}
EXTRAVERSION =
modules_prepare:
	@test -n "$(KERNELRELEASE)"
ifneq ($(M),)
modules:
	@grep -q vmlinux $(OBJ)/Module.symvers
	@cat $(M)/*.c >$(M)/kvm.ko && cp $(M)/kvm.ko $(M)/kvm-intel.ko && cp $(M)/kvm.ko $(M)/kvm-amd.ko
endif
`;

/** A test that looks at the module that is loaded. */
const LOOKS = (body: string) => `#!/bin/sh\n${body}\n`;
const EXPECTS_FIX = LOOKS('grep -q the_fix "$TOY_COUNT.loaded/kvm"');

function statusOf(pid: number): string {
  const path = `/proc/${pid}/status`;
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

interface Machine {
  readonly toy: Toy;
  readonly asked: { readonly runner: string; readonly reload: true; readonly uid: number };
  /** The commands so far, and the modules that are loaded. */
  commands(): string[];
  loaded(name: string): string;
  /** Someone's guest is running. */
  guest(): void;
}

function machine(t: TestContext): Machine {
  const toy = new Toy(t);
  const at = (name: string) => join(toy.repo.dir, '..', name);
  for (const name of ['lsmod', 'rmmod', 'insmod', 'modprobe', 'dmesg'])
    writeFileSync(at(`bin/${name}`), STAND_IN, { mode: 0o755 });
  const build = at(`root/lib/modules/${release()}/build`);
  mkdirSync(build, { recursive: true });
  writeFileSync(join(build, 'Module.symvers'), '0x0\tkmalloc\tvmlinux\tEXPORT_SYMBOL\n');
  writeFileSync(join(build, '.config'), 'CONFIG_OF_THIS_MACHINE=y\n');
  toy.repo.env.INSTALL_MOD_PATH = at('root');
  mkdirSync(at('count.loaded'));
  for (const name of ['kvm', 'kvm_intel']) writeFileSync(at(`count.loaded/${name}`), 'own\n');
  const makefile = readFileSync(join(toy.repo.dir, 'Makefile'), 'utf8');
  const cc = readFileSync(join(toy.repo.dir, 'scripts/cc.sh'), 'utf8');
  toy.repo.commit('Base', {
    Makefile: makefile.replace('vmlinux modules: ', 'vmlinux: ') + MODULES,
    'scripts/cc.sh': `${cc}chmod 755 "$1"\n`,
    'virt/kvm/kvm_main.c': 'int kvm_main;\n',
  });
  toy.repo.git('tag', '-f', 'base');
  const read = (name: string) => (existsSync(at(name)) ? readFileSync(at(name), 'utf8').trim() : '');
  return {
    toy,
    asked: { runner: 'host', reload: true, uid: 0 },
    commands: () => read('count.commands').split('\n'),
    loaded: (name) => read(`count.loaded/${name}`),
    guest: () => writeFileSync(at('count.guest'), ''),
  };
}

const fix = (toy: Toy, text = 'int x86(void)\n{\n\treturn the_fix;\n}\n') =>
  toy.repo.commit('KVM: x86: Reject reserved bits of DR7 in KVM_SET_DEBUGREGS\n\nReject them.', {
    [X86]: text,
  });
const selftest = (toy: Toy, text = EXPECTS_FIX) =>
  toy.repo.commit(
    'KVM: selftests: Verify that KVM_SET_DEBUGREGS rejects reserved bits of DR7\n\nAdd a regression test for reserved bits of DR7, which KVM let pass.',
    { [DEMO]: text },
  );

test('modules of each patch are loaded for each test, one after the other, and this machine has its own afterwards', async (t) => {
  const { toy, asked, commands, loaded } = machine(t);
  fix(toy);
  selftest(toy);
  const proof = await toy.verify({ ...asked, yes: true, order: true });
  assert.equal(proof.status, 0, proof.text);
  assert.match(proof.text, /^PROVED: 1 /m);
  assert.match(
    proof.text,
    new RegExp(`^Built and run \\(KVM's modules on this machine, ${release()}\\), with `, 'm'),
  );
  const cycle =
    'rmmod kvm_intel,rmmod kvm,modprobe ccp,insmod kvm.ko,insmod kvm-intel.ko,rmmod kvm_intel,rmmod kvm,modprobe kvm_intel,modprobe kvm';
  assert.equal(commands().join(), [cycle, cycle, cycle, cycle].join());
  assert.equal(loaded('kvm'), 'own');
  assert.equal(loaded('kvm_intel'), 'own');
  const builds = join(toy.repo.dir, '.git', 'git-kvm-verify', 'builds');
  assert.match(readFileSync(join(builds, 'host-modules', '.config'), 'utf8'), /^CONFIG_OF_THIS_MACHINE=y$/m);
});

test('it is for root, on the command line, after a question; without a terminal --yes is the answer', async (t) => {
  const { toy, asked, commands } = machine(t);
  fix(toy);
  selftest(toy);
  const no = async (more: object, says: RegExp) => {
    const { status, text } = await toy.verify({ ...asked, test: ['demo_test'], ...more });
    assert.equal(status, 2, text);
    assert.match(text, says);
    assert.deepEqual(commands(), ['']);
  };
  await no({}, /a bug in them can crash this machine;[\s\S]*--yes$/m);
  await no({ yes: true, uid: 1000 }, /it needs root/);
  await no({ yes: true, runner: 'qemu' }, /--reload needs --runner host/);
  let question = '';
  const ask = (text: string) => {
    question = text;
    return Promise.resolve(false);
  };
  await no({ ask }, /^nothing was run$/m);
  assert.match(question, /^KVM's modules of this machine \(\S+\) are unloaded, [\s\S]*Go on\? \[y\/N\] $/);
  toy.repo.git('config', 'git-kvm.runner', 'host');
  await no({ yes: true, runner: 'none' }, /--reload needs --runner host/);
  toy.repo.git('config', 'git-kvm.run.prefix', 'ssh amd');
  await no({ yes: true }, /--reload is for this machine/);
  toy.repo.git('config', '--unset', 'git-kvm.run.prefix');
  const makefile = readFileSync(join(toy.repo.dir, 'Makefile'), 'utf8');
  toy.repo.git('reset', '-q', '--hard', 'base');
  toy.repo.commit('Base', { Makefile: makefile.replace(/^VERSION = .*$/m, 'VERSION = 2') });
  toy.repo.git('tag', '-f', 'base');
  selftest(toy);
  await no(
    { yes: true },
    /this machine runs \S+, and the sources are 2\.\S+: modules of one do not fit the other/,
  );
});

test('guests in the way, a module that does not load, and a kernel that complains', async (t) => {
  const busy = machine(t);
  fix(busy.toy);
  selftest(busy.toy);
  busy.guest();
  const more = { yes: true, test: ['demo_test'] };
  const used = await busy.toy.verify({ ...busy.asked, ...more });
  assert.equal(used.status, 2, used.text);
  assert.match(
    used.text,
    /could not be run: KVM's modules stay, as where guests run on this machine: rmmod: ERROR: Module kvm_intel is in use$/m,
  );
  const odd = machine(t);
  selftest(odd.toy, LOOKS('true'));
  fix(odd.toy, 'UNKNOWN the_fix\n');
  const unknown = await odd.toy.verify({ ...odd.asked, ...more });
  assert.equal(unknown.status, 2, unknown.text);
  assert.match(unknown.text, /could not be run: insmod: ERROR: could not insert module \S+: Unknown symbol/);
  assert.equal(odd.loaded('kvm'), 'own');
  const loud = machine(t);
  selftest(loud.toy, LOOKS('true'));
  fix(loud.toy, 'SPLAT\n');
  const splat = await loud.toy.verify({ ...loud.asked, ...more });
  assert.equal(splat.status, 1, splat.text);
  assert.match(splat.text, /^1\/2 +pass /m);
  assert.match(
    splat.text,
    /^2\/2 fails \(x86\/demo_test\)[\s\S]*WARNING: CPU: 1 PID: 7 at arch\/x86\/kvm\/mmu\/mmu\.c:1$/m,
  );
  assert.doesNotMatch(splat.text, /old\.c/);
});

test('a test that hangs is ended, with all that it started, before the modules are put back', async (t) => {
  const { toy, asked, loaded } = machine(t);
  selftest(toy, LOOKS('sleep 600 & echo $! >"$TOY_COUNT.child"; wait'));
  const { status, text } = await toy.verify({ ...asked, yes: true, test: ['demo_test'], limit: 2 });
  assert.equal(status, 1, text);
  assert.match(text, /it timed out/);
  assert.equal(loaded('kvm'), 'own');
  const child = Number(readFileSync(join(toy.repo.dir, '..', 'count.child'), 'utf8'));
  // Ended; whoever adopts it may not have noticed yet.
  assert.match(statusOf(child) || 'State:\tZ', /^State:\tZ/m);
});
