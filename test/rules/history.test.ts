/** The rules that ask for history, on a small one as git has it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DOMAIN } from '../../src/analysis/kvm/data';
import { openClone } from '../../src/git/git-clone';
import { lint } from '../../src/lint/engine';
import { readRange } from '../../src/patches/commits';
import { RULES } from '../../src/rules/registry';
import { scratch } from '../git/scratch';
import { byDefault } from '../lint/defaults';

const FILE = 'arch/x86/kvm/x86.c';
const ASKED = ['fixes-commit', 'fixes-culprit', 'fixes-format', 'commit-reference'];

test('ids, shortlogs, culprits and places are told by the history', async (t) => {
  const repo = scratch(t);
  const lines = ['\tint a = 0;', '\tint b = 0;', '\tint c = 0;', '\tint d = 0;', ''];
  const set = (line: number, value: number) => {
    lines[line] = lines[line]!.replace(/\d+/, String(value));
    return { [FILE]: lines.join('\n') };
  };
  repo.commit('KVM: x86: Add the counts', set(0, 0));
  const old = repo.commit('KVM: x86: Count the roots', set(0, 1));
  const young = repo.commit('KVM: x86: Count the exits', set(3, 1));
  repo.git('tag', '-a', '-m', 'v6.1', 'v6.1');
  const topic = repo.commit('KVM: x86: Count the requests', set(3, 2));
  repo.git('update-ref', 'refs/remotes/origin/topic', topic);
  const own = repo.commit('KVM: x86: Count what nobody has', set(2, 1));

  const told = async (line: number, fixes: string, text = 'Set the right count.') => {
    const message = `KVM: x86: Fix a count\n\n${text}\n\nFixes: ${fixes}\nSigned-off-by: Ann Author <ann@example.org>\n`;
    repo.commit(message, set(line, 9));
    const { series } = await readRange('HEAD~1..', repo.dir);
    const clone = openClone(repo.dir, { env: repo.env, budgetMs: 60_000 });
    const rules = byDefault(RULES.filter(({ id }) => ASKED.includes(id)));
    const findings = lint(series, { rules, domain: DOMAIN, clone, stage: 'check' });
    repo.git('reset', '-q', '--hard', own);
    lines.splice(0, lines.length, ...repo.git('show', `HEAD:${FILE}`).split('\n'), '');
    return findings.map(({ rule, level, hint }) => [rule, level, hint ?? '']);
  };
  const id = (commit: string, digits = 12) => commit.slice(0, digits);

  assert.deepEqual(await told(0, `${id(old)} ("KVM: x86: Count the roots")`), []);
  // The line is as old as the first commit, and never was of the one that is named.
  assert.deepEqual(
    (await told(1, `${id(young)} ("KVM: x86: Count the exits")`)).map(([rule, level]) => [rule, level]),
    [['fixes-culprit', 'note']],
  );
  const right = `Write \`Fixes: ${id(old)} ("KVM: x86: Count the roots")\``;
  assert.deepEqual(await told(0, `${id(old, 8)} ("KVM: x86: Count the roots")`), [
    ['fixes-format', 'block', right],
  ]);
  assert.deepEqual(await told(0, '0123456789ab ("KVM: x86: Count the roots")'), [
    ['fixes-commit', 'block', right],
  ]);
  assert.deepEqual(await told(0, `${id(young)} ("KVM: x86: Count the roots")`), [
    ['fixes-commit', 'block', right],
    ['fixes-culprit', 'note', (await told(1, `${id(young)} ("KVM: x86: Count the exits")`))[0]![2]],
  ]);
  const place = async (commit: string, line: number, shortlog: string) =>
    (await told(line, `${id(commit)} ("${shortlog}")`)).map(([rule, level]) => [rule, level]);
  assert.deepEqual(await place(topic, 3, 'KVM: x86: Count the requests'), [['fixes-commit', 'note']]);
  assert.deepEqual(await place(own, 2, 'KVM: x86: Count what nobody has'), [['fixes-commit', 'warn']]);

  const good = `${id(old)} ("KVM: x86: Count the roots")`;
  const reference = `Write \`commit ${good}\``;
  assert.deepEqual(await told(0, good, `Set what commit ${id(old, 8)} ("KVM: x86: Count the roots") lost.`), [
    ['commit-reference', 'warn', reference],
  ]);
  assert.deepEqual(await told(0, good, 'Set what commit 0123456789ab ("KVM: x86: Count the roots") lost.'), [
    ['commit-reference', 'warn', `Did you mean \`commit ${good}\`, the commit with this shortlog?`],
  ]);
});

test('a range of a multi-arch change is on what its first commit is on', async (t) => {
  const repo = scratch(t);
  const common = (count: number) => ({ 'virt/kvm/kvm_main.c': 'int count;\n'.repeat(count) });
  repo.commit('Linux 6.12-rc2', common(1));
  repo.git('tag', 'v6.12-rc2');
  repo.git('remote', 'add', 'x', 'https://github.com/kvm-x86/linux.git');
  const next = repo.commit('KVM: x86: Count the exits', { [FILE]: 'int exits;\n' });
  repo.git('update-ref', 'refs/remotes/x/next', next);
  repo.commit('KVM: Count more', common(20));
  repo.commit('KVM: Count even more', common(40));
  const told = async (range: string) => {
    const { series } = await readRange(range, repo.dir);
    const clone = openClone(repo.dir, { env: repo.env, budgetMs: 60_000 });
    const rules = byDefault(RULES.filter(({ id }) => id === 'multi-arch-base'));
    return lint(series, { rules, domain: DOMAIN, clone, stage: 'check' }).map(({ level }) => level);
  };
  assert.deepEqual(await told('HEAD~2..'), ['warn']);
  // What is on an own commit may be a part of more.
  assert.deepEqual(await told('HEAD~1..'), []);
  repo.git('tag', 'v6.12-rc3', next);
  assert.deepEqual(await told('HEAD~2..'), []);
});
