import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openRepository } from '../../src/git/repository';
import { install } from '../../src/hooks/install/install';
import { Sandbox, standInProgram } from '../hooks/install/sandbox';

/** Says where it was started, and what git finds there. */
const WHERE = `
const { execFileSync } = require('node:child_process');
const ask = (arg) => { try { return execFileSync('git', ['rev-parse', arg], { encoding: 'utf8', stdio: 'pipe' }).trim(); } catch { return ''; } };
process.stdout.write(JSON.stringify([process.cwd(), ask('--show-toplevel'), process.argv.slice(2)]));
process.exitCode = process.argv.length > 3 ? 7 : 0;
`;

async function clones(sandbox: Sandbox, bare: boolean): Promise<void> {
  const origin = sandbox.repository('clone');
  if (bare) sandbox.git('.', 'clone', '-q', '--bare', origin, 'bare.git');
  const main = bare ? 'bare.git' : origin;
  sandbox.git(main, 'worktree', 'add', '-q', '--detach', '../linked');
  const program = standInProgram(join(sandbox.root, 'program'));
  writeFileSync(join(program, 'git-kvm.cjs'), WHERE);
  sandbox.lendEnvironment();
  await install(await openRepository(join(sandbox.root, main)), { program, version: '1.0.0' });
  rmSync(program, { recursive: true });
  for (const top of [origin, 'linked']) sandbox.write(`${top}/sub dir/deep/file`, '');
}

const where = (sandbox: Sandbox, cwd: string, ...args: string[]) => {
  const { stdout, stderr, status } = sandbox.run(cwd, 'git', ['kvm', ...args]);
  assert.ok(stdout.startsWith('['), stderr);
  const [folder, top, rest] = JSON.parse(stdout) as [string, string, string[]];
  return {
    folder: folder.slice(sandbox.root.length + 1),
    top: top.slice(sandbox.root.length + 1),
    rest,
    status,
  };
};

describe('git kvm in a clone', () => {
  it('starts where the user stands, in every worktree, with the checkout gone', async () => {
    using sandbox = new Sandbox();
    await clones(sandbox, false);
    for (const top of ['clone', 'linked']) {
      for (const folder of ['', '/sub dir', '/sub dir/deep']) {
        const answer = where(sandbox, top + folder, 'check');
        assert.deepEqual([answer.folder, answer.top, answer.status], [top + folder, top, 0]);
      }
    }
  });

  it('works in a bare clone and its worktrees', async () => {
    using sandbox = new Sandbox();
    await clones(sandbox, true);
    assert.equal(where(sandbox, 'bare.git').folder, 'bare.git');
    assert.deepEqual(where(sandbox, 'linked/sub dir').top, 'linked');
  });

  it('hands on its arguments as they are, and the exit status', async () => {
    using sandbox = new Sandbox();
    await clones(sandbox, false);
    const args = ['check', "it's", '$HOME "x"', '', '-n', 'two\nlines'];
    assert.deepEqual(where(sandbox, 'clone', ...args).rest, args);
    assert.equal(where(sandbox, 'clone', ...args).status, 7);
  });

  it('says what is wrong when the program is gone', async () => {
    using sandbox = new Sandbox();
    await clones(sandbox, false);
    rmSync(join(sandbox.root, 'clone/.git/git-kvm/current/program/git-kvm.cjs'));
    const { status, stderr } = sandbox.run('clone', 'git', ['kvm', 'check']);
    assert.equal(status, 2);
    assert.match(stderr, /git-kvm\.cjs is missing or empty[\s\S]*git config --unset alias\.kvm/);
  });
});
