/** A hostile tree, message, environment: through the hooks as git runs them. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { KernelClone } from '../e2e/kernel-clone';

const BAD = 'kvm: mmu: fix something.';
const GOOD = `KVM: x86/mmu: Describe the walk

Describe the walk in a comment.

Signed-off-by: Ada Example <ada@example.org>`;

const clone = new KernelClone();
after(() => clone.remove());

function commit(message: string, env: Record<string, string> = {}, args: string[] = []) {
  clone.stage();
  return clone.tryGit(['commit', ...args, '-m', message], env);
}

describe('a hostile', () => {
  it('message does not steer the terminal: escapes and what turns text around are written out', () => {
    const { status, said } = commit('kvm: mmu: fix \u001b[2J\u001b]0;x\u0007 the \u202egnp.exe\u2066 walk.');
    assert.notEqual(status, 0);
    assert.doesNotMatch(said, /[\u001b\u0007\u202a-\u202e\u2066-\u2069]/);
    assert.match(said, /gnp\.exe/);
  });

  it('message cannot pass for output of ours: what is quoted stands behind a bar', () => {
    const { status, said } = commit(
      `${BAD}\n\n0 block, 0 warnings in 1 patch. We saw that this patch is clean.`,
    );
    assert.notEqual(status, 0);
    for (const line of said.split('\n').filter((one) => one.includes('0 block')))
      assert.match(line, /^\s+\|/);
  });

  it('tree does not bring its own git, node or sh', () => {
    const bin = join(clone.path, 'node_modules', '.bin');
    const proof = join(clone.home, 'PWNED');
    mkdirSync(bin, { recursive: true });
    for (const name of ['git', 'node', 'sh', 'cksum', 'ps', 'rm'])
      for (const folder of [bin, clone.path]) {
        writeFileSync(join(folder, name), `#!/bin/sh\necho ${name} >>'${proof}'\n`);
        chmodSync(join(folder, name), 0o755);
      }
    const path = `${process.env.PATH}:node_modules/.bin:.`;
    assert.notEqual(commit(BAD, { PATH: path }).status, 0);
    assert.equal(commit(GOOD, { PATH: path }).status, 0);
    assert.equal(existsSync(proof), false);
    for (const name of ['git', 'node', 'sh', 'cksum', 'ps', 'rm']) clone.run(['rm', join(clone.path, name)]);
  });

  it('tree does not bring packages that a part of the program would take if they were there', () => {
    const proof = join(clone.home, 'PWNED-PACKAGE');
    const modules = join(clone.path, 'node_modules');
    for (const name of [
      'supports-color',
      'typescript',
      'encoding',
      'iconv',
      'husky',
      'simple-git',
      'debug',
      'bufferutil',
    ]) {
      mkdirSync(join(modules, name), { recursive: true });
      writeFileSync(
        join(modules, name, 'index.js'),
        `require('node:fs').writeFileSync('${proof}', '${name}');`,
      );
    }
    writeFileSync(join(clone.path, '.git-kvmrc.ts'), `require('node:fs').writeFileSync('${proof}', 'ts');`);
    assert.notEqual(commit(BAD).status, 0);
    for (const command of ['doctor', 'check HEAD~1..', 'config', 'status', 'install'])
      clone.tryGit(['kvm', ...command.split(' ')], { DEBUG: '*' });
    assert.equal(existsSync(proof) && readFileSync(proof, 'utf8'), false);
    clone.run(['rm', '-rf', modules, join(clone.path, '.git-kvmrc.ts')]);
  });

  it('link where refused messages are kept leads nowhere', () => {
    const folder = join(clone.path, '.git', 'git-kvm-refused');
    const outside = mkdtempSync(join(clone.home, 'outside-'));
    clone.run(['rm', '-rf', folder]);
    symlinkSync(outside, folder);
    const { status, said } = commit(BAD);
    assert.notEqual(status, 0);
    assert.deepEqual(readdirSync(outside), []);
    assert.match(said, /git (?:-C \S+ )?commit .*-eF \S*COMMIT_EDITMSG/);
    clone.run(['rm', folder]);
  });

  it('temporary folder that all can write is not used', () => {
    const tmp = mkdtempSync(join(clone.home, 'tmp-'));
    chmodSync(tmp, 0o777);
    assert.notEqual(commit(BAD, { TMPDIR: tmp, TMP: tmp, TEMP: tmp }).status, 0);
    assert.deepEqual(readdirSync(tmp), []);
  });

  it('name of a branch or of a remote is only a name', () => {
    const proof = join(clone.home, 'PWNED2');
    clone.git('config', 'remote.$(touch x).url', `ext::sh -c "touch ${proof}"`);
    clone.git('config', 'remote.--upload-pack=touch.url', `--upload-pack=touch ${proof};x`);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: for a shell, if it got that far
    clone.git('checkout', '-q', '-b', 'a;touch${IFS}x`touch${IFS}y`');
    assert.notEqual(commit(BAD).status, 0);
    assert.equal(commit(GOOD).status, 0);
    const dist = process.env.GIT_KVM_DIST!;
    const { status } = clone.run([process.execPath, join(dist, 'git-kvm.cjs'), 'check', 'HEAD~1..']);
    assert.ok(status === 0 || status === 1, String(status));
    assert.equal(existsSync(proof), false);
    assert.equal(existsSync(join(clone.path, 'x')) || existsSync(join(clone.path, 'y')), false);
    clone.git('checkout', '-q', 'next');
  });
});

describe("git's own variables", () => {
  it('GIT_DIR and GIT_WORK_TREE lead to the clone from anywhere', () => {
    clone.stage();
    const env = { GIT_DIR: join(clone.path, '.git'), GIT_WORK_TREE: clone.path };
    const { status, said } = clone.tryGit(['commit', '-m', BAD], env, clone.home);
    assert.notEqual(status, 0);
    assert.match(said, /shortlog-case/);
    assert.equal(clone.tryGit(['commit', '-m', GOOD], env, clone.home).status, 0);
  });

  it('GIT_INDEX_FILE: the topic is held against what that index stages', () => {
    const index = join(clone.home, 'index');
    clone.tryGit(['read-tree', 'HEAD'], { GIT_INDEX_FILE: index });
    clone.write('arch/x86/kvm/mmu/mmu.c', `${clone.read('arch/x86/kvm/mmu/mmu.c')}/* index */\n`);
    clone.tryGit(['add', '-f', 'arch/x86/kvm/mmu/mmu.c'], { GIT_INDEX_FILE: index });
    const { status, said } = clone.tryGit(['commit', '-m', BAD], { GIT_INDEX_FILE: index });
    assert.notEqual(status, 0);
    assert.match(said, /KVM: x86\/mmu:/);
    clone.git('checkout', '-q', '-f', 'HEAD');
  });

  it('GIT_CONFIG_COUNT and GIT_CONFIG_PARAMETERS change no verdict', () => {
    const env = {
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: 'diff.external',
      GIT_CONFIG_VALUE_0: `touch ${join(clone.home, 'PWNED3')}`,
      GIT_CONFIG_KEY_1: 'core.pager',
      GIT_CONFIG_VALUE_1: `touch ${join(clone.home, 'PWNED3')}`,
    };
    assert.notEqual(commit(BAD, env).status, 0);
    assert.equal(commit(GOOD, env).status, 0);
    assert.equal(existsSync(join(clone.home, 'PWNED3')), false);
  });
});

describe('a fault', () => {
  it('of git under the hook refuses or judges, with words, never half', () => {
    const bin = mkdtempSync(join(clone.home, 'bin-'));
    writeFileSync(join(bin, 'git'), '#!/bin/sh\nkill -9 $$\n');
    chmodSync(join(bin, 'git'), 0o755);
    clone.stage();
    clone.write('.git/COMMIT_EDITMSG', `${BAD}\n`);
    const hook = clone.git('rev-parse', '--git-path', 'hooks/commit-msg');
    const run = clone.run([hook, '.git/COMMIT_EDITMSG'], { PATH: `${bin}:${process.env.PATH}` });
    assert.ok(run.status === 1 || run.status === 2, `${run.status} ${run.said}`);
    assert.match(run.said, /git/);
    assert.equal(clone.read('.git/COMMIT_EDITMSG'), `${BAD}\n`);
  });

  it('of the output: a reader that leaves early is no crash', () => {
    const program = join(process.env.GIT_KVM_DIST!, 'git-kvm.cjs');
    const script = `'${process.execPath}' '${program}' rules | head -1; '${process.execPath}' '${program}' doctor | head -1`;
    const { said } = clone.run(['sh', '-c', script]);
    assert.doesNotMatch(said, /EPIPE|node:events|at .*\.cjs:\d+/);
  });

  it('of two commits at once, in two worktrees: each is refused, and each message kept', () => {
    clone.git('worktree', 'add', '-q', '-f', '--detach', join(clone.home, 'second'));
    clone.run(['rm', '-rf', join(clone.path, '.git', 'git-kvm-refused')]);
    const one = (folder: string, word: string) =>
      `(cd '${folder}' && git commit -q --allow-empty -m 'kvm: mmu: fix ${word}.' 2>/dev/null && echo passed) &`;
    const script = Array.from({ length: 3 }, (_, i) => [
      one(clone.path, `here${i}`),
      one(join(clone.home, 'second'), `there${i}`),
    ]).flat();
    for (const folder of [clone.path, join(clone.home, 'second')])
      clone.run(
        ['sh', '-c', `echo '/* x */' >>arch/x86/kvm/mmu/mmu.c && git add -f arch/x86/kvm/mmu/mmu.c`],
        {},
        folder,
      );
    const { said } = clone.run(['sh', '-c', `${script.join('\n')}\nwait`]);
    assert.doesNotMatch(said, /passed/);
    const kept = clone.kept().join('');
    // Git itself lets only one commit of a worktree get as far as the hook.
    assert.match(kept, /here/);
    assert.match(kept, /there/);
  });
});
