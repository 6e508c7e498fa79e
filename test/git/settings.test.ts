/** What is made of git's configuration and of its refs, beside what git makes of them itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRefs, REF_FORMAT, refsLike } from '../../src/git/refs';
import { gitRunner } from '../../src/git/run';
import { isPartial, readSettings, remotesIn } from '../../src/git/settings';
import { scratch } from './scratch';

test('remotes are those that git names, with the URLs that it would use', (t) => {
  const repo = scratch(t);
  const set = (key: string, value: string) => repo.git('config', '--add', key, value);
  for (const [key, value] of [
    ['remote.plain.url', 'https://example.org/a.git'],
    ['remote.two.url', 'korg:first'],
    ['remote.two.url', 'korg:second'],
    ['remote.With.Dots.url', 'korg:dots/x'],
    ['remote.longest.url', 'korg:kvm/kvm.git'],
    ['remote.push.url', 'https://example.org/b.git'],
    ['remote.push.pushurl', 'ssh://example.org/b.git'],
    ['remote.spaced.url', '/srv/my trees/linux'],
    ['remote.only.fetch', '+refs/heads/*:refs/remotes/only/*'],
    ['url.git://git.example.org/.insteadOf', 'korg:'],
    ['url.git://mirror.example.org/kvm/.insteadOf', 'korg:kvm/'],
    ['url.git://mirror.example.org/kvm/.insteadOf', 'kvm:'],
    ['url.ssh://never.example.org/.pushInsteadOf', 'https://example.org/'],
    ['url.ssh://nothing.example.org/.insteadOf', ''],
  ])
    set(key!, value!);
  const said = repo.git('remote', '-v').split('\n');
  const expected = said.flatMap((line) => {
    const found = /^(.+)\t(.+) \(fetch\)$/.exec(line);
    return found ? [`${found[1]} ${found[2]}`] : [];
  });
  assert.equal(expected.length, 6);
  const settings = readSettings(gitRunner(repo.dir, 10_000, repo.env))!;
  assert.deepEqual(
    remotesIn(settings)
      .map(({ name, url }) => `${name} ${url}`)
      .sort(),
    expected.sort(),
  );
  assert.equal(isPartial(settings), false);
  set('remote.Some.Promisor.promisor', 'true');
  assert.equal(isPartial(readSettings(gitRunner(repo.dir, 10_000, repo.env))!), true);
});

test('settings are unknown where git does not tell', (t) => {
  const repo = scratch(t);
  assert.equal(readSettings(gitRunner(repo.dir, 0, repo.env)), null);
});

test('patterns name the refs that they name for git, the oldest first', (t) => {
  const repo = scratch(t);
  repo.commit('one');
  repo.git('tag', 'v2.6.11-tree', 'HEAD^{tree}');
  for (const name of ['v6.1', 'v6.2-rc1', 'v6', 'v6.1/sub', 'vx.y', 'my-v6.1', 'kvm-x86-next-2024.05.01'])
    repo.git('tag', ...(name === 'v6.1/sub' ? ['v6.3/sub'] : [name]));
  for (const name of ['kvm/master', 'kvm/master2', 'kvm/next', 'a.b/master', 'axb/master'])
    repo.git('update-ref', `refs/remotes/${name}`, 'HEAD');
  const git = gitRunner(repo.dir, 10_000, repo.env);
  const ask = (...patterns: string[]) =>
    parseRefs(git.run(['for-each-ref', '--sort=creatordate', REF_FORMAT, ...patterns]));
  const all = ask('refs/remotes', 'refs/tags');
  assert.equal(all.length, 13);
  assert.equal(all.find(({ name }) => name === 'refs/tags/v2.6.11-tree')?.date, 0);
  for (const patterns of [
    ['refs/remotes', 'refs/tags'],
    ['refs/tags/v[0-9]*.[0-9]*'],
    ['refs/tags/v[0-9]*.[0-9]*', 'refs/remotes/kvm/master'],
    ['refs/remotes/a.b/master', 'refs/tags/kvm-x86-next-*'],
    ['refs/remotes/none/master'],
  ])
    assert.deepEqual(refsLike(all, patterns), ask(...patterns), patterns.join(' '));
});
