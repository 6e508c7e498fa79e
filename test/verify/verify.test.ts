import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Toy } from './toy';

const X86 = 'arch/x86/kvm/x86.c';
const EXIT = 'arch/x86/kvm/exit.c';

/** Three patches: a helper, its use, another file. */
function series(toy: Toy): void {
  toy.repo.commit('KVM: x86: Add a helper\n\nAdd it.', {
    'arch/x86/kvm/kvm.h': 'DEFINE(kvm_init)\nDEFINE(kvm_helper)\n',
  });
  toy.repo.commit('KVM: x86: Use the helper\n\nUse it.', {
    [X86]: 'int x86(void)\n{\n\tCALL(kvm_helper)\n}\n',
  });
  toy.repo.commit('KVM: x86: Add exits\n\nAdd them.', { [EXIT]: 'int exits(void)\n{\n\treturn 1;\n}\n' });
}

test('each patch is built, and nothing a second time', async (t) => {
  const toy = new Toy(t);
  series(toy);
  const first = await toy.verify();
  assert.equal(first.status, 0, first.text);
  assert.match(first.text, /Each of 3 patches passes: built with KVM_INTEL=m/);
  // The base, what a header changes, one file, a new file.
  assert.deepEqual(first.compiled, [X86, X86, X86, EXIT]);
  const second = await toy.verify();
  assert.equal(second.status, 0);
  assert.deepEqual(second.compiled, []);
  assert.match(second.text, /nothing had to be rebuilt/);
});

test('the first bad patch is named, in the words of the compiler', async (t) => {
  const toy = new Toy(t);
  toy.repo.commit('KVM: x86: Add exits\n\nAdd them.', { [EXIT]: 'int exits(void)\n{\n\treturn 1;\n}\n' });
  toy.repo.commit('KVM: x86: Use the helper\n\nUse it.', { [X86]: '\n\nCALL(kvm_helper)\n' });
  toy.repo.commit('KVM: x86: Add a helper\n\nAdd it.', { 'arch/x86/kvm/kvm.h': 'DEFINE(kvm_helper)\n' });
  const { status, text } = await toy.verify();
  assert.equal(status, 1, text);
  assert.match(text, /^2\/3 fails \(build\): KVM: x86: Use the helper$/m);
  assert.match(text, /^ +arch\/x86\/kvm\/x86\.c:3:2: error: implicit declaration of function 'kvm_helper'$/m);
  assert.match(text, /^ +3 \| +CALL\(kvm_helper\)$/m);
  assert.match(text, /^3\/3 +- /m);
});

test('a reword builds nothing; a changed patch is built from there on', async (t) => {
  const toy = new Toy(t);
  series(toy);
  await toy.verify();
  toy.repo.git('commit', '-q', '--amend', '-m', 'KVM: x86: Add all exits');
  assert.deepEqual((await toy.verify()).compiled, []);
  toy.repo.git('reset', '-q', '--hard', 'HEAD~2');
  toy.repo.commit('KVM: x86: Use the helper\n\nUse it.', { [X86]: '/* otherwise */\nCALL(kvm_helper)\n' });
  toy.repo.commit('KVM: x86: Add exits\n\nAdd them.', { [EXIT]: 'int exits(void)\n{\n\treturn 1;\n}\n' });
  const { compiled, text } = await toy.verify();
  assert.deepEqual(compiled, [X86, EXIT], text);
  assert.doesNotMatch(text, /1\/3 build: ok/);
});

test('a new warning is an error, an old one is not, and may move', async (t) => {
  const toy = new Toy(t);
  toy.repo.commit('Old', { [X86]: 'WARN\n' });
  toy.repo.git('tag', '-f', 'base');
  toy.repo.commit('KVM: x86: Move it', { [X86]: '\n\nWARN\n' });
  toy.repo.commit('KVM: x86: Add one', { [EXIT]: '\nWARN\n' });
  const { status, text } = await toy.verify();
  assert.equal(status, 1, text);
  assert.match(text, /^2\/2 fails \(build\)/m);
  assert.match(text, /a new warning:\n +arch\/x86\/kvm\/exit\.c:2:2: warning: unused variable/);
});

test('a test that uses the uAPI of a later patch does not build there', async (t) => {
  const toy = new Toy(t);
  const demo = 'tools/testing/selftests/kvm/x86/demo_test.c';
  toy.repo.commit('KVM: selftests: Test it', { [demo]: 'CALL(KVM_CAP_DEMO)\n' });
  toy.repo.commit('KVM: x86: Add it', {
    'include/uapi/linux/kvm.h': 'DEFINE(KVM_CAP_OLD)\nDEFINE(KVM_CAP_DEMO)\n',
  });
  const { status, text } = await toy.verify();
  assert.equal(status, 1, text);
  assert.match(text, /^1\/2 fails \(selftests\)/m);
  assert.match(text, /demo_test\.c:1:2: error: .*KVM_CAP_DEMO/);
});

test('a uAPI that goes away breaks tests that nobody changed', async (t) => {
  const toy = new Toy(t);
  toy.repo.commit('KVM: x86: Rename it', { 'include/uapi/linux/kvm.h': 'DEFINE(KVM_CAP_NEW)\n' });
  const { status, text } = await toy.verify();
  assert.equal(status, 1, text);
  assert.match(text, /old_test\.c:1:2: error/);
});

test('documentation is built where it is touched', async (t) => {
  const toy = new Toy(t);
  toy.repo.commit('KVM: x86: Document it', { 'Documentation/virt/kvm/api.rst': 'API\n===\n\nBAD\n' });
  const { status, text, compiled } = await toy.verify();
  assert.equal(status, 1, text);
  assert.match(text, /1\/1 fails \(htmldocs\)[\s\S]*Title underline too short/);
  assert.deepEqual(compiled, []);
});

test('without Sphinx, htmldocs has to be left out, and nothing of it is recorded', async (t) => {
  const toy = new Toy(t);
  toy.repo.commit('KVM: x86: Document it', {
    'Documentation/virt/kvm/api.rst': 'API\n===\n\nMore\n',
    [X86]: 'int x86;\n',
  });
  rmSync(join(toy.repo.dir, '..', 'bin', 'sphinx-build'));
  const bin = join(toy.repo.dir, '..', 'bin');
  for (const name of ['sh', 'make', 'git', 'nice', 'true', 'nproc', 'timeout'])
    symlinkSync(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(bin, name));
  const missing = await toy.verify({ env: { PATH: bin } });
  assert.equal(missing.status, 2);
  assert.match(missing.text, /^cannot run sphinx-build\n.*--without htmldocs/m);
  const { status, text } = await toy.verify({ without: ['htmldocs'] });
  assert.equal(status, 0, text);
  assert.doesNotMatch(text, /htmldocs/);
  assert.match(await toy.testingText(), /^Not tested:[\s\S]*htmldocs without new warnings/m);
  assert.match((await toy.verify({ without: ['docs'] })).text, /unknown column 'docs'/);
});

test('a base that does not build is no fault of the patches', async (t) => {
  const toy = new Toy(t);
  toy.repo.commit('Broken', { [EXIT]: 'CALL(nothing)\n' });
  toy.repo.git('tag', '-f', 'base');
  toy.repo.commit('KVM: x86: Change it', { [X86]: 'int x86;\n' });
  const { status, text } = await toy.verify();
  assert.equal(status, 2);
  assert.match(text, /base of the series does not build/);
});

test("nothing of the user's is touched", async (t) => {
  const toy = new Toy(t);
  series(toy);
  toy.repo.write(X86, 'work in progress\n');
  toy.repo.write('new.c', 'new\n');
  toy.repo.git('add', 'new.c');
  const before = [
    toy.repo.git('status', '--porcelain'),
    toy.repo.git('for-each-ref', 'refs/heads', 'refs/tags'),
    toy.repo.git('config', '-l'),
  ];
  assert.equal((await toy.verify()).status, 0);
  const after = [
    toy.repo.git('status', '--porcelain'),
    toy.repo.git('for-each-ref', 'refs/heads', 'refs/tags'),
    toy.repo.git('config', '-l'),
  ];
  assert.deepEqual(after, before);
  assert.equal(readFileSync(join(toy.repo.dir, X86), 'utf8'), 'work in progress\n');
  assert.equal(toy.repo.git('worktree', 'list').split('\n').length, 1);
});

test('a checkout that was killed is put right', async (t) => {
  const toy = new Toy(t);
  series(toy);
  await toy.verify({ range: 'base..HEAD~1' });
  const dir = join(toy.repo.dir, '.git', 'git-kvm-verify');
  writeFileSync(join(dir, 'index.lock'), 'half');
  writeFileSync(join(dir, 'tree', X86), 'half');
  rmSync(join(dir, 'tree', 'scripts'), { recursive: true });
  const { status, text } = await toy.verify();
  assert.equal(status, 0, text);
  assert.ok(existsSync(join(dir, 'tree', 'scripts', 'cc.sh')));
});

test('a compiler that is missing is told before anything is built', async (t) => {
  const toy = new Toy(t);
  series(toy);
  const { status, text, compiled } = await toy.verify({ makeArgs: ['CC=no-such-compiler'] });
  assert.equal(status, 2);
  assert.match(text, /cannot run no-such-compiler/);
  assert.deepEqual(compiled, []);
});

test('a disk that is full is no fault of the patch', async (t) => {
  const toy = new Toy(t);
  toy.repo.commit('KVM: x86: Change it', { [X86]: 'int x86;\n' });
  toy.repo.commit('KVM: x86: Fill it', {
    'scripts/cc.sh': 'echo "fatal error: x.o: No space left on device"; exit 1\n',
    [X86]: '\n',
  });
  const { status, text } = await toy.verify();
  assert.equal(status, 2, text);
  assert.match(text, /the disk is full/);
});

test('what make is told stays words', async (t) => {
  const toy = new Toy(t);
  series(toy);
  for (const arg of ['CC=$(shell touch pwned)', "X=';id", 'O=/tmp/x', '--eval=x']) {
    const { status } = await toy.verify({ makeArgs: [arg] });
    assert.equal(status, 2, arg);
  }
});

test('a prefix of the user runs the cells; one in the tree does not', async (t) => {
  const toy = new Toy(t);
  series(toy);
  toy.repo.write('.git-kvmrc.yaml', 'verify:\n  prefix: touch /nowhere\n');
  const runner = join(toy.repo.dir, '..', 'bin', 'runner');
  toy.repo.git('config', 'git-kvm.build.prefix', `${runner} on-amd`);
  // `on-amd` is an argument of the runner's; it runs the rest.
  writeFileSync(runner, '#!/bin/sh\nshift\necho "$@" >>"$TOY_COUNT.prefix"\nexec "$@"\n', { mode: 0o755 });
  assert.equal((await toy.verify()).status, 0);
  const ran = readFileSync(join(toy.repo.dir, '..', 'count.prefix'), 'utf8')
    .trim()
    .split('\n');
  assert.equal(ran.length, 4);
  assert.match(ran[0]!, /^sh .*\/scripts\/build\.sh$/);
});

test('a selftest that is broken without the series is known, and only in exactly the same way', async (t) => {
  const toy = new Toy(t);
  const broken = 'tools/testing/selftests/kvm/x86/broken_test.c';
  toy.repo.commit('Broken', { [broken]: 'CALL(KVM_CAP_NONE)\n' });
  toy.repo.git('tag', '-f', 'base');
  const old = 'tools/testing/selftests/kvm/x86/old_test.c';
  toy.repo.commit('KVM: selftests: Move it', {
    [broken]: '\n\nCALL(KVM_CAP_NONE)\n',
    [old]: '\n\nCALL(KVM_CAP_OLD)\n',
  });
  const known = await toy.verify();
  assert.equal(known.status, 0, known.text);
  assert.match(known.text, /Fails to build in the same way without the series: broken_test\./);
  toy.repo.commit('KVM: selftests: Break it otherwise', { [broken]: 'CALL(KVM_CAP_NEITHER)\n' });
  const news = await toy.verify();
  assert.equal(news.status, 1, news.text);
  assert.match(news.text, /2\/2 fails \(selftests\)/);
  assert.match(news.text, /KVM_CAP_NEITHER/);
});

test('what is kept can be taken away, and only that', async (t) => {
  const toy = new Toy(t);
  series(toy);
  await toy.verify();
  const dir = join(toy.repo.dir, '.git', 'git-kvm-verify');
  writeFileSync(join(dir, 'mine.txt'), 'mine');
  const first = await toy.verify({ prune: true });
  assert.equal(first.status, 0, first.text);
  assert.deepEqual(readdirSync(dir), ['mine.txt']);
  rmSync(join(dir, 'mine.txt'));
  assert.match((await toy.verify({ prune: true })).text, /^Removed 0 MB from .*git-kvm-verify; the record/);
  assert.ok(!existsSync(dir));
  assert.match(toy.repo.git('for-each-ref', 'refs/notes'), /git-kvm-evidence/);
  assert.equal((await toy.verify()).status, 0);
});

test('a linked worktree that is locked, in the middle of a commit, is verified and left as it is', async (t) => {
  const toy = new Toy(t);
  series(toy);
  const linked = join(toy.repo.dir, '..', 'linked');
  toy.repo.git('worktree', 'add', '-q', '--detach', linked);
  toy.repo.git('worktree', 'lock', '--reason', 'on a stick', linked);
  const lock = join(toy.repo.dir, '.git', 'worktrees', 'linked', 'index.lock');
  writeFileSync(lock, 'somebody commits');
  const { status, text } = await toy.verify({ cwd: linked });
  assert.equal(status, 0, text);
  assert.equal(readFileSync(lock, 'utf8'), 'somebody commits');
  assert.match(toy.repo.git('worktree', 'list', '--porcelain'), /^locked on a stick$/m);
  assert.deepEqual((await toy.verify()).compiled, [], 'all worktrees share what is built');
});

test('a .config of the user is what a build starts from; another one is another build', async (t) => {
  const toy = new Toy(t);
  series(toy);
  const config = join(toy.repo.dir, '..', "my 'config'");
  const built = () =>
    readFileSync(join(toy.repo.dir, '.git', 'git-kvm-verify', 'builds', 'build', '.config'), 'utf8');
  writeFileSync(config, 'CONFIG_MINE=y\n');
  assert.equal((await toy.verify({ config })).status, 0);
  assert.match(built(), /^CONFIG_MINE=y\n/);
  assert.match(built(), /^CONFIG_KVM_WERROR=y$/m);
  assert.match((await toy.verify({ config })).text, /nothing had to be rebuilt/);
  writeFileSync(config, 'CONFIG_OTHER=y\n');
  assert.doesNotMatch((await toy.verify({ config })).text, /nothing had to be rebuilt/);
  assert.match(built(), /^CONFIG_OTHER=y\n/);
  // A build directory of the user's, of which nothing but the configuration is taken.
  const dir = join(toy.repo.dir, '..', 'build-dir');
  mkdirSync(dir);
  writeFileSync(join(dir, '.config'), 'CONFIG_THEIRS=y\n');
  assert.equal((await toy.verify({ config: dir })).status, 0);
  assert.match(built(), /^CONFIG_THEIRS=y\n/);
  assert.deepEqual(readdirSync(dir), ['.config']);
  assert.equal((await toy.verify({ config: 'allmodconfig' })).status, 0);
  assert.match(built(), /^CONFIG_ALL=m\n/);
  const output = await toy.verify({ makeArgs: ['CC=true', `O=${dir}`] });
  assert.equal(output.status, 2);
  assert.match(output.text, /'O=\S+' is set by verify for each column\n.*--dir.*--config/);
  assert.equal((await toy.verify({ config: 'no-such-file' })).status, 2);
});
