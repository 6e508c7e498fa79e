/** Which git commands the hooks run: in a clone of the kernel's size each one is felt, and a walk through history hurts. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { KernelClone } from './kernel-clone';

/** What reads history, however it ends; `blame` does as well, and is looked at by itself. */
const WALKS =
  /^(?:log|rev-list|merge-base|describe|shortlog|name-rev|format-patch|cherry|for-each-ref|branch|tag|bisect|fsck|gc)$/;

describe('a commit asks git', () => {
  const clone = new KernelClone();
  after(() => clone.remove());
  const start = clone.git('rev-parse', 'HEAD');
  const known = `${clone.git('log', '-1', '--abbrev=12', '--format=%h ("%s")')}`;
  const trace = join(clone.home, 'trace');
  beforeEach(() => {
    rmSync(trace, { force: true });
    clone.git('reset', '-q', '--hard', start);
    clone.stage();
  });

  /** The commands that hooks start: git traces each with an id behind that of the `git commit` above it. */
  const callsOf = (args: string[], env: Record<string, string> = {}) => {
    const done = clone.tryGit(['commit', ...args], { ...env, GIT_TRACE2_EVENT: trace });
    const events = (existsSync(trace) ? readFileSync(trace, 'utf8') : '').split('\n').filter(Boolean);
    const calls = events
      .map((line) => JSON.parse(line) as { event: string; sid: string; argv?: string[] })
      .filter(({ event, sid }) => event === 'start' && sid.includes('/'))
      .map(({ argv }) => argv!.slice(1).filter((word) => word !== '--no-pager'))
      // Of git's own, behind a commit.
      .filter(([name]) => name !== 'maintenance' && name !== 'gc');
    return { done, calls, names: calls.map((words) => words.find((_, i) => isName(words, i))) };
  };
  /** The command among the options in front of it. */
  const isName = (words: readonly string[], i: number) => !words[i]!.startsWith('-') && words[i - 1] !== '-c';
  const message = (body: string, ...tags: string[]) =>
    `KVM: x86/mmu: Drop a stale comment\n\n${body}\n\n${[...tags, 'Signed-off-by: Ada Example <ada@example.org>'].join('\n')}`;
  const BODY = 'Drop a comment that describes behavior that is long gone.';

  test('for what is staged, and nothing else, when the message is clean', () => {
    const { done, names } = callsOf(['-qm', message(BODY)]);
    assert.deepEqual(done, { status: 0, said: '' });
    assert.deepEqual(names, ['diff']);
  });

  test('for the commits that the message names, all at once', () => {
    const { done, names } = callsOf([
      '-qm',
      message(`Drop a comment that commit\n${known}\nleft behind.`, `Fixes: ${known}`),
    ]);
    assert.equal(done.status, 0, done.said);
    assert.deepEqual(names, ['diff', 'cat-file']);
  });

  test('for no walk, whatever is wrong with the message', () => {
    for (const text of [
      message(BODY, 'Fixes: 0123456789ab ("KVM: x86: Do what nobody did")'),
      message(
        BODY,
        `Fixes: ${known.slice(0, 8)} ("KVM: x86: Do something else")`,
        'Cc: stable@vger.kernel.org',
      ),
      message('As of commit 0123456789ab ("KVM: x86: Do what nobody did"), we fix this patch.'),
      'kvm: mmu: fix it.',
      message(BODY).replace('x86/mmu', 'x86/hyper-v'),
    ]) {
      const { names } = callsOf(['-qm', text]);
      assert.deepEqual(
        names.filter((name) => WALKS.test(name!) || name === 'blame'),
        [],
        text,
      );
    }
  });

  test('for no walk when a commit is amended', () => {
    clone.git('commit', '-q', '--no-verify', '-m', message(BODY));
    const { done, calls } = callsOf(['--amend', '-qm', message(BODY)]);
    assert.equal(done.status, 0, done.said);
    // One commit and its note.
    for (const call of calls.filter(([name]) => WALKS.test(name!)))
      assert.ok(call.includes('--no-walk=unsorted'), call.join(' '));
  });

  test('for the guess in an empty message only about lines, and not for long', () => {
    clone.git('commit', '-q', '--no-verify', '-m', message(BODY));
    const before = clone.read('arch/x86/kvm/mmu/mmu.c').split('\n');
    clone.write('arch/x86/kvm/mmu/mmu.c', before.filter((line) => !/return/.test(line)).join('\n'));
    const { calls, names } = callsOf(['-a'], { GIT_EDITOR: 'true' });
    assert.ok(names.includes('blame'), 'the guess is made');
    assert.deepEqual(
      names.filter((name) => WALKS.test(name!)),
      [],
    );
    for (const call of calls.filter(([name]) => name === 'blame'))
      assert.ok(
        call.some((word) => /^-L\d+,\d+$/.test(word)),
        call.join(' '),
      );
  });
});

describe('a send asks git', () => {
  const clone = new KernelClone();
  after(() => clone.remove());

  test('once each for objects, settings, refs and suppressions, however many patches there are', () => {
    clone.git('tag', '-a', '-m', 'Linux 6.12', 'v6.12');
    clone.follow('kvm', 'git://git.kernel.org/pub/scm/virt/kvm/kvm.git', {
      next: clone.git('rev-parse', 'HEAD'),
    });
    const fixed = clone.git('log', '-1', '--abbrev=12', '--format=%h ("%s")');
    const start = clone.git('rev-parse', 'HEAD');
    for (const n of [1, 2, 3])
      clone.commit(
        `KVM: x86/mmu: Drop stale comment ${n}\n\nDrop a comment that describes behavior that is long gone.\n\nFixes: ${fixed}`,
      );
    clone.git('format-patch', '-q', '--base', start, '--cover-letter', '-o', 'out', start);
    const trace = join(clone.home, 'trace');
    const done = clone.tryGit(
      [
        'send-email',
        '--dry-run',
        '--quiet',
        '--confirm=never',
        '--suppress-cc=all',
        '--to=kvm@example.org',
        'out',
      ],
      { GIT_TRACE2_EVENT: trace, GIT_KVM_PATIENCE: '20' },
    );
    assert.match(done.said, /cover/i, 'the letter is not written');
    const calls = readFileSync(trace, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { event: string; argv?: string[] })
      .flatMap(({ event, argv }) => (event === 'start' && argv![1] === '--no-pager' ? [argv!.slice(2)] : []));
    const names = calls.map(([first, , third]) => (first === '-c' ? third! : first!)).sort();
    assert.deepEqual(
      names.filter((name) => name !== 'rev-list'),
      ['cat-file', 'config', 'for-each-ref', 'notes'],
    );
  });
});
