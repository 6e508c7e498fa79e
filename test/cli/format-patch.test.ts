/** `git kvm format-patch` in small made-up clones: bases, versions, letters and recipients. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { type Scratch, scratch } from '../git/scratch';
import { gitKvm } from './command';

const SOB = '\n\nSigned-off-by: Ann Author <ann@example.org>\n';
const ONE = `KVM: x86/mmu: Drop a stale comment\n\nDrop a comment on behavior that is long gone.${SOB}`;
const TWO = ONE.replace('a stale comment', 'another comment');
const FIX = ONE.replace(SOB, `\n\nFixes: BASE ("base")${SOB}`);
const COMMON = ONE.replace('KVM: x86/mmu', 'KVM');
const FILE = 'arch/x86/kvm/mmu/mmu.c';
const URLS = {
  x86: 'https://github.com/kvm-x86/linux.git',
  kvm: 'git://git.kernel.org/pub/scm/virt/kvm/kvm.git',
  tests: 'https://gitlab.com/kvm-unit-tests/kvm-unit-tests.git',
};

/** Points `rc1`, `rc2`, and what stands on rc2: `next`, `topic`, `master`, `own`. */
function history(t: TestContext): Scratch & { at(name: string): string } {
  const repo = scratch(t);
  const points = new Map<string, string>();
  const grow = (name: string, from?: string) => {
    if (from !== undefined) repo.git('checkout', '-q', '--detach', points.get(from)!);
    points.set(name, repo.commit(`${name}\n`, { [`made-${name}`]: name }));
  };
  repo.write('.git/git-kvm.yaml', `templates: ${resolve('templates')}\n`);
  repo.write(FILE, 'int a;\n');
  grow('rc1');
  grow('rc2', 'rc1');
  for (const name of ['next', 'topic', 'master', 'own']) grow(name, 'rc2');
  return { ...repo, at: (name: string) => points.get(name)! };
}

type History = ReturnType<typeof history>;

function follow(repo: History, remote: keyof typeof URLS, branches: Record<string, string>): void {
  repo.git('remote', 'add', remote, URLS[remote]);
  for (const [branch, at] of Object.entries(branches))
    repo.git('update-ref', `refs/remotes/${remote}/${branch}`, repo.at(at));
}

function work(repo: History, from: string, ...messages: string[]): void {
  repo.git('checkout', '-q', '-f', '-B', 'work', repo.at(from));
  messages.forEach((message, i) => {
    const path = message.startsWith('KVM: Drop') ? 'virt/kvm/kvm_main.c' : FILE;
    const lines = Array.from({ length: 20 }, (_, n) => `int n${i}_${n};\n`).join('');
    repo.commit(message.replace('BASE', repo.at('rc1').slice(0, 12)), { [path]: lines });
  });
}

/** The base that is named, or what is said where there is none. */
async function base(repo: History, ...args: string[]): Promise<string> {
  const { status, err } = await gitKvm(repo, 'format-patch', '-o', 'out', ...args);
  const found = /^base: (.*)$/m.exec(err)?.[1];
  assert.equal(found === undefined, status === 2, err);
  return found ?? err.replace(/^git-kvm: /, '').trimEnd();
}

describe('the base of a series', () => {
  test('without anything that is published, it is to be said', async (t) => {
    const repo = history(t);
    work(repo, 'own', ONE);
    assert.match(await base(repo), /^cannot determine the base: no remote of this clone is kvm-x86/);
    const own = repo.at('own').slice(0, 12);
    assert.equal(await base(repo, '--base', repo.at('own')), `${repo.at('own')}, ${own}`);
    assert.match(await base(repo, '--base', 'nothing'), /^bad revision 'nothing'$/);
    assert.match(await base(repo, '--base', 'HEAD', 'HEAD~1..'), /^'HEAD' is in the series\n/);
    const root = repo.git('commit-tree', '-m', 'Another root', 'HEAD^{tree}');
    assert.match(
      await base(repo, '--base', root, 'HEAD~1..'),
      /^cannot determine the base: the base of HEAD~1\.\. has no parent outside\n/,
    );
    assert.match(await base(repo, '--base', 'HEAD~1', 'odd..'), /^bad revision range 'odd\.\.'/);
    const outside = {
      dir: resolve(repo.dir, '..'),
      env: { ...repo.env, GIT_CEILING_DIRECTORIES: resolve(repo.dir, '../..') },
    };
    assert.equal((await gitKvm(outside, 'format-patch')).err, 'git-kvm: not a git repository\n');
  });

  test('next and topics of kvm-x86, then other trees, then tags', async (t) => {
    const repo = history(t);
    const id = (name: string) => repo.at(name).slice(0, 12);
    follow(repo, 'x86', { next: 'next', pmu: 'topic', fixes: 'rc2' });
    follow(repo, 'kvm', { master: 'master', queue: 'own' });
    work(repo, 'next', ONE, TWO);
    assert.equal(await base(repo), `x86/next, ${id('next')}`);
    assert.equal(await base(repo, 'HEAD~1'), `x86/next, ${id('next')}`);
    assert.equal(await base(repo, '-1'), `x86/next, ${id('next')}`);
    assert.equal(await base(repo, 'HEAD^!'), `x86/next, ${id('next')}`);
    work(repo, 'topic', ONE);
    assert.equal(await base(repo), `x86/pmu, ${id('topic')}`);
    repo.git('checkout', '-q', '-b', 'pmu/mine');
    assert.equal(await base(repo), `x86/pmu, ${id('topic')}`);
    assert.match(
      await base(repo, '--for', 'next'),
      /^x86\/pmu, |^a series for the next release must be based on x86\/next\n/,
    );
    work(repo, 'master', ONE);
    assert.equal(await base(repo), `kvm/master, ${id('master')}`);
    assert.match(
      await base(repo, '--for', 'next'),
      /^a series for the next release must be based on x86\/next\n {2}git rebase --onto x86\/next [0-9a-f]{12}; or give the base: --base COMMIT$/,
    );
    assert.equal(await base(repo, '--for', 'current'), `kvm/master, ${id('master')}`);
    work(repo, 'master', FIX);
    assert.equal(
      await base(repo),
      `kvm/master, ${id('master')} (assumed to be a fix for the current release)`,
    );
    work(repo, 'own', ONE);
    assert.equal(await base(repo), `kvm/queue, ${id('own')}`);
    assert.match(
      await base(repo, '--for', 'current'),
      /^a series for the current release must be based on kvm\/master\n/,
    );
    work(repo, 'next', ONE);
    repo.git('checkout', '-q', '-b', 'side', 'HEAD~1');
    repo.commit(TWO, { other: 'x' });
    repo.git('merge', '-q', '--no-edit', 'work');
    assert.match(
      await base(repo),
      /^this branch has a merge \([0-9a-f]{12}\), so it has more than one base\n/,
    );
    repo.git('checkout', '-q', '--detach', repo.at('next'));
    assert.match(await base(repo), /^all of this branch is published in x86\/next, kvm\/master\n/);
    assert.match(await base(repo, 'HEAD..'), /^no commits in HEAD\.\.\n/);
  });

  test('a rebuilt next, by its tags and by the reflog', async (t) => {
    const repo = history(t);
    const id = (name: string) => repo.at(name).slice(0, 12);
    repo.git('config', 'core.logAllRefUpdates', 'always');
    follow(repo, 'x86', { next: 'own' });
    follow(repo, 'kvm', {});
    repo.git('update-ref', 'refs/remotes/x86/next', repo.at('next'));
    work(repo, 'own', ONE);
    assert.equal(
      await base(repo),
      `x86/next was rebuilt since, and no branch or tag has what this series is based on\n  git rebase --onto x86/next ${id('own')}`,
    );
    repo.git('tag', 'kvm-x86-next-2024.05.01', repo.at('own'));
    repo.git('tag', 'kvm-x86-next-2024.05.02', repo.at('own'));
    assert.equal(await base(repo), `kvm-x86-next-2024.05.02, ${id('own')} (x86/next was rebuilt since)`);
    assert.equal(
      await base(repo, '--for', 'next'),
      `kvm-x86-next-2024.05.02, ${id('own')} (x86/next was rebuilt since)`,
    );
    assert.match(await base(repo, '--for', 'current'), /^no remote of this clone is the KVM tree/);
  });

  test('release candidates, for a series that is not for x86 alone as well', async (t) => {
    const repo = history(t);
    const id = (name: string) => repo.at(name).slice(0, 12);
    repo.git('tag', 'v6.12-rc1', repo.at('rc1'));
    repo.git('tag', 'v6.12-rc2', repo.at('rc2'));
    work(repo, 'rc2', ONE);
    assert.equal(await base(repo), `v6.12-rc2, ${id('rc2')} (no remote of this clone is kvm-x86)`);
    assert.equal(await base(repo, '--for', 'multi-arch'), `v6.12-rc2, ${id('rc2')}`);
    work(repo, 'rc2', COMMON);
    assert.equal(await base(repo), `v6.12-rc2, ${id('rc2')}`);
    repo.git('tag', '-d', 'v6.12-rc1');
    work(repo, 'rc1', ONE);
    assert.match(await base(repo), /^v6\.12-rc2|^cannot determine the tree|^[0-9a-f]{12}/);
    assert.equal(await base(repo, '--for', 'multi-arch'), `${id('rc1')}, ${id('rc1')}`);
    follow(repo, 'x86', { next: 'next' });
    work(repo, 'next', COMMON);
    assert.match(
      await base(repo),
      /^this series is for more than x86: .*, but is not based on a public release candidate\n {2}git rebase --onto v6\.12-rc2 [0-9a-f]{12}; or, if it is for x86 only: --for next$/,
    );
    assert.equal(await base(repo, '--for', 'next'), `x86/next, ${id('next')}`);
    repo.git('tag', '-d', 'v6.12-rc2');
    work(repo, 'next', ONE);
    assert.match(
      await base(repo, '--for', 'multi-arch'),
      /^this series is for several architectures, but .*\n {2}fetch the tags \(git fetch --tags\) and rebase it/,
    );
  });
});

describe('what is written', () => {
  const clone = (t: TestContext, ...messages: string[]) => {
    const repo = history(t);
    follow(repo, 'x86', { next: 'next' });
    work(repo, 'next', ...messages);
    return repo;
  };
  const file = (repo: History, path: string) => readFileSync(join(repo.dir, path), 'utf8');
  const sent = (repo: History) => {
    const path = join(repo.dir, '.git', 'git-kvm-series.json');
    const all = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify(all.map((one: object) => ({ ...one, sent: '2024-05-01T10:00:00Z' }))));
  };

  test('one patch has no letter; the next version says what changed, and keeps what was written', async (t) => {
    const repo = clone(t, ONE);
    const first = await gitKvm(repo, 'format-patch');
    assert.equal(first.status, 0, first.err);
    const name = '0001-KVM-x86-mmu-Drop-a-stale-comment.patch';
    assert.equal(first.out, `outgoing/work-v1/${name}\n`);
    assert.match(
      first.err,
      /^base: x86\/next, [0-9a-f]{12}\n(?:.*\n)*send: git send-email outgoing\/work-v1\n$/,
    );
    const mail = file(repo, `outgoing/work-v1/${name}`);
    assert.match(
      mail,
      new RegExp(
        `^Subject: \\[PATCH\\] KVM: x86/mmu: Drop a stale comment\n(?:.*\n)*base-commit: ${repo.at('next')}\n`,
        'm',
      ),
    );
    sent(repo);
    const second = await gitKvm(repo, 'format-patch');
    assert.match(second.err, /^v2: v1 was sent on 2024-05-01$/m);
    assert.match(second.err, /^fill in 1 place marked \*\*\* … HERE \*\*\* in outgoing\/work-v2\/v2-0001-/m);
    const path = `outgoing/work-v2/v2-${name}`;
    assert.match(
      file(repo, path),
      /^---\nChanges since v1:\n {2}- \*\*\* CHANGES HERE \*\*\*\n\nv1: https:\/\/lore\.kernel\.org\/all\/[^*\n]+\n\n/m,
    );
    repo.write(path, file(repo, path).replace('*** CHANGES HERE ***', 'Less of it'));
    assert.equal((await gitKvm(repo, 'format-patch')).out, second.out);
    assert.match(file(repo, path), /^ {2}- Less of it$/m);
    assert.deepEqual(readdirSync(join(repo.dir, 'outgoing')).sort(), [
      'work-v1',
      'work-v2',
      'work-v2.before',
    ]);
    const again = await gitKvm(repo, 'format-patch', '-v', '1');
    assert.equal(again.out, first.out);
    assert.doesNotMatch(file(repo, again.out.trim()), /Changes since/);
  });

  test('several have a letter, of the template, of the try before, or of the version before', async (t) => {
    const repo = clone(t, ONE, TWO);
    const cover = 'outgoing/work-v1/0000-cover-letter.patch';
    const first = await gitKvm(repo, 'format-patch');
    assert.match(first.out, new RegExp(`^${cover}\n.*0001-.*\n.*0002-.*\n$`));
    assert.match(first.err, /^fill in \d places marked/m);
    assert.match(file(repo, cover), /^Subject: \[PATCH 0\/2\] \*\*\* SUBJECT HERE \*\*\*$/m);
    assert.match(file(repo, cover), /^Not tested: \*\*\* RESULTS HERE \*\*\*$/m);
    assert.doesNotMatch(file(repo, cover), /\{\{/);
    const letter = file(repo, cover)
      .replace('*** SUBJECT HERE ***', 'KVM: x86: Both')
      .replace(/\n\n[\s\S]*?\n(?=Ann Author \(2\))/, '\n\nSay both.\n\n');
    repo.write(cover, letter);
    await gitKvm(repo, 'format-patch');
    assert.match(
      file(repo, cover),
      /^Subject: \[PATCH 0\/2\] KVM: x86: Both\n(?:.+\n)*\nSay both\.\n\nAnn Author/m,
    );
    sent(repo);
    const { err } = await gitKvm(repo, 'format-patch');
    const next = file(repo, 'outgoing/work-v2/v2-0000-cover-letter.patch');
    assert.match(
      next,
      /^Subject: \[PATCH v2 0\/2\] KVM: x86: Both\n(?:.+\n)*\nSay both\.\n\nChanges since v1:\n[\s\S]*^v1: https:\/\/lore\.kernel\.org\/all\/[^*\n]+\n\nAnn Author/m,
    );
    assert.match(next, /^Range-diff against v1:$/m);
    assert.match(err, /^v2: v1 was sent/m);
    const without = await gitKvm(repo, 'format-patch', '--', '--no-cover-letter');
    assert.doesNotMatch(without.out, /cover-letter/);
    const rfc = await gitKvm(repo, 'format-patch', '--rfc', '-v3', '-o', 'rfc');
    assert.match(file(repo, rfc.out.split('\n')[1]!), /^Subject: \[RFC PATCH v3 1\/2\]/m);
  });

  test('where it is written, and what is handed to git', async (t) => {
    const repo = clone(t, ONE);
    const out = async (...args: string[]) =>
      (await gitKvm(repo, 'format-patch', ...args)).out.replace(/0001-.*\n/, '');
    assert.equal(await out('-o', 'a'), 'a/');
    assert.equal(await out('--', '-o', 'b'), 'b/');
    assert.equal(await out('--', '-oc'), 'c/');
    assert.equal(await out('--', '--output-directory=d'), 'd/');
    assert.equal(await out('--', '--output-directory', 'e'), 'e/');
    assert.equal(await out('--', '-v2'), 'outgoing/work-v2/v2-');
    assert.equal(await out('--', '--reroll-count=3'), 'outgoing/work-v3/v3-');
    repo.git('config', 'format.outputDirectory', 'mails');
    assert.equal(await out(), 'mails/work-v1/');
    repo.git('config', 'format.outputDirectory', join(repo.dir, 'abs'));
    assert.equal(await out(), `${repo.dir}/abs/work-v1/`);
    repo.git('config', '--unset', 'format.outputDirectory');
    repo.git('checkout', '-q', '--detach');
    assert.equal(await out(), 'outgoing/detached-v1/');
    repo.git('checkout', '-q', '-b', 'x86/a b'.replace(' ', '+'));
    assert.equal(await out(), 'outgoing/x86-a-b-v1/');
    const to = await gitKvm(repo, 'format-patch', '-o', 'f', '--', '--to=kvm@vger.kernel.org');
    assert.match(file(repo, to.out.trim()), /^To: kvm@vger\.kernel\.org$/m);
    assert.match(
      (await gitKvm(repo, 'format-patch', '-v', 'x')).err,
      /invalid version 'x'\n {2}use a number, such as -v 2/,
    );
    assert.match((await gitKvm(repo, 'format-patch', '-v', '0')).err, /invalid version '0'/);
    assert.match((await gitKvm(repo, 'format-patch', '--', '--odd')).err, /git format-patch failed/);
    assert.ok(existsSync(join(repo.dir, 'f')));
  });

  test('what blocks is said, and the patches are there all the same', async (t) => {
    const repo = clone(t, ONE.replace('KVM: x86/mmu: Drop', 'KVM: x86/mmu: drop'));
    const { status, out, err } = await gitKvm(repo, 'format-patch');
    assert.equal(status, 1);
    assert.match(err, /shortlog-capitalize/);
    assert.ok(existsSync(join(repo.dir, out.trim())));
  });

  test('KVM-unit-tests have a prefix of their own', async (t) => {
    const repo = history(t);
    follow(repo, 'tests', { master: 'next' });
    repo.git('checkout', '-q', '-f', '-B', 'work', repo.at('next'));
    repo.git('rm', '-q', '-r', 'arch');
    repo.commit('Add it\n', { 'x86/unittests.cfg': '\n' });
    repo.commit(`x86: Test naps\n\nTest them.${SOB}`, { 'x86/naps.c': 'int a;\n' });
    const first = async (...args: string[]) => {
      const { out, err } = await gitKvm(repo, 'format-patch', '-o', 'out', ...args, 'HEAD~1');
      assert.match(err, /^base: /m);
      return /^Subject: (\[.*?\])/m.exec(file(repo, out.split('\n')[0]!))![1];
    };
    assert.equal(await first(), '[kvm-unit-tests PATCH]');
    assert.equal(await first('--rfc'), '[kvm-unit-tests RFC PATCH]');
  });
});
