/** `git kvm verify` as it is typed: which words are a range, a pair, for make, or a command. */
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { type Scratch, scratch } from '../git/scratch';
import { gitKvm } from './command';

const FILE = 'arch/x86/kvm/x86.c';

function clone(t: TestContext): Scratch {
  const repo = scratch(t);
  repo.commit('base\n', { [FILE]: '/* a */\n' });
  repo.git('tag', 'base');
  for (const n of [1, 2]) repo.commit(`KVM: x86: Add ${n}\n\nAdd it.\n`, { [FILE]: `int n${n};\n` });
  return repo;
}

describe('git kvm verify', () => {
  test('records by hand, with where it ran', async (t) => {
    const repo = clone(t);
    const run = (...args: string[]) => gitKvm(repo, 'verify', '--record', ...args, 'base..');
    const done = await run('kvm-unit-tests', '--on', 'AMD Milan');
    assert.deepEqual(
      [done.status, done.out],
      [0, 'Recorded for these 2 patches: kvm-unit-tests, on AMD Milan.\n'],
    );
    assert.match((await run('kvm-unit-tests')).err, /no --on: say what it was run on/);
    assert.match((await run('naps', '--on', 'x')).err, /'naps' cannot be recorded/);
  });
  test('runs a command at each patch, and tells of the first that fails', async (t) => {
    const repo = clone(t);
    const each = (...words: string[]) =>
      gitKvm(repo, 'verify', '--trust', '--each', 'base..', '--', ...words);
    const good = await each('grep', '-q', 'int', FILE);
    assert.equal(good.status, 0, good.out + good.err);
    const bad = await each('grep', '-q', 'n1', FILE);
    assert.equal(bad.status, 1, bad.err);
    assert.match(bad.out, /2\/2 fails/);
  });
  test('a word is a range, a pair of patches or for make', async (t) => {
    const repo = clone(t);
    const said = async (...args: string[]) => (await gitKvm(repo, 'verify', ...args)).err;
    assert.match(await said('nowhere..'), /nowhere/);
    assert.match(await said('--order', 'nowhere..'), /nowhere/);
    assert.match(await said('--order', '2:1', 'nowhere..'), /nowhere/);
    assert.doesNotMatch(await said('--order', '2:1', 'nowhere..'), /2:1/);
    assert.doesNotMatch(await said('--', 'LLVM=1'), /LLVM=1/);
    assert.match(await said('--repeat', '0', 'base..'), /It must be a positive integer/);
    assert.match(await said('--format', 'odd', 'base..'), /Allowed choices are pretty, json, ktap, junit/);
  });
  test('removes what is kept, and nothing else', async (t) => {
    const repo = clone(t);
    const { status, out } = await gitKvm(repo, 'verify', '--prune');
    assert.equal(status, 0);
    assert.match(out, /\S\n$/);
  });
});
