/**
 * What ships, by what users do: the package of `npm pack` in a clone, every example of every rule committed by git commit
 * and sent by git send-email. A hook prints what its source prints, and what `git kvm check` prints.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { type Example, type InvalidExample, type Rule, runsAtCommit } from '../../src/lint/rule';
import { NO_DIFF } from '../../src/model/diff';
import { readMail } from '../../src/patches/mail';
import { groupSeries } from '../../src/patches/series';
import { PAGES } from '../../src/rules/pages';
import { RULES } from '../../src/rules/registry';
import { patchOf } from '../rules/example-patch';
import { type Commit, ShippedClone } from './shipped-clone';

const clone = new ShippedClone();
after(() => clone.remove());

const CORPUS = process.env.GIT_KVM_CORPUS ?? resolve('../shared/corpus');
/** Their findings depend on whether a mail is sent or only checked. */
const BY_MOMENT = ['recipients', 'shortlog-prefix'];

const NOT_CHECKED = /could not check|not checked:|\w\.\w+ is not a function|of git-kvm's own|internal error/;

describe('the comment at the end of mmu.c', () => {
  it('is committed without a word, and its mail is judged', () => {
    clone.write(
      'arch/x86/kvm/mmu/mmu.c',
      `${clone.read('arch/x86/kvm/mmu/mmu.c')}/* The root is unused. */\n`,
    );
    const words = [
      '-m',
      'KVM: x86: Zap an unused root',
      '-m',
      'Zap the root, so that nothing stale remains.',
    ];
    const { status, said } = clone.tryGit(['commit', '-as', '-q', ...words]);
    assert.equal(status, 0, said);
    assert.doesNotMatch(said, NOT_CHECKED);
    const sent = clone.send('issue', [clone.git('format-patch', '-1', '--stdout', '--base=HEAD~1')]);
    assert.doesNotMatch(sent.said, NOT_CHECKED);
    assert.equal(sent.status, 0, sent.said);
    assert.equal(sent.sent, 1);
  });
});

const examples = RULES.flatMap((rule) =>
  [...PAGES[rule.id]!.valid, ...PAGES[rule.id]!.invalid].map((example) => ({ rule, example })),
);
const written = examples.filter(({ example }) => example.message !== undefined);
const commits = written.map(({ example }): Commit => {
  const isWithDiff = example.diff !== undefined || example.files !== undefined;
  const { message, diff } = patchOf(isWithDiff ? example : { ...example, files: ['arch/x86/kvm/x86.c'] });
  return { message: message.value, diff };
});

describe('each example of a message', () => {
  it('is committed, and judged as the source of the hook judges it', async () => {
    clone.makeCommits(commits);
    const missed: string[] = [];
    let silent = 0;
    for (const [n, { rule, example }] of written.entries()) {
      const { said, expected } = await clone.commitAgain(n, commits[n]!);
      const name = `${rule.id}: ${example.name}`;
      assert.doesNotMatch(said, NOT_CHECKED, name);
      assert.equal(said, expected, name);
      if (said === '') silent += 1;
      if (isShownAtCommit(rule, example) && !said.includes(rule.id)) missed.push(name);
    }
    assert.ok(silent > 0, 'some have no finding at all');
    // A change of mode alone, a prefix alone, and what a commit elsewhere is not told.
    assert.ok(missed.length < 10, `not found at a commit: ${missed.join(', ')}`);
  });
});

/** A commit shows what needs neither a clone that is made up, nor options, nor mail. */
function isShownAtCommit(rule: Rule, example: Example | InvalidExample): boolean {
  const { clone, options, commit, notes, stage } = example;
  const isPlain = [clone, options, commit, notes].every((part) => part === undefined);
  const isTold =
    'quotes' in example && !(example.levels ?? [rule.level]).some((level) => /note|off/.test(level));
  return isTold && isPlain && stage !== 'send' && runsAtCommit(rule);
}

const GROUPS = 8;
describe('the examples of all rules', () => {
  for (let group = 0; group < GROUPS; group += 1) {
    const rules = RULES.filter((_, i) => i % GROUPS === group);
    it(`are sent, and judged as git kvm check does: ${rules.map(({ id }) => id).join(', ')}`, () => {
      const mails = rules.flatMap((rule) => examples.filter((one) => one.rule === rule).flatMap(mailsOf));
      const offByDefault = rules.filter(({ level }) => level === 'off').map(({ id }) => id);
      const levels = [...BY_MOMENT.map((id) => [id, 'off']), ...offByDefault.map((id) => [id, 'block'])];
      const { said, expected, status } = clone.send(`group-${group}`, mails, Object.fromEntries(levels));
      for (const words of [said, expected]) assert.doesNotMatch(words, NOT_CHECKED);
      assert.ok(said.includes(expected.trimEnd()), `${said}\n--- git kvm check:\n${expected}`);
      assert.notEqual(status, 0);
    });
  }
});

function mailsOf({ example }: { example: Example }): readonly string[] {
  if (example.message === undefined) return example.series ?? [example.mail ?? ''];
  return [clone.mailOf(written.findIndex((one) => one.example === example))];
}

const skip = existsSync(CORPUS) ? false : `no corpus at ${CORPUS} (GIT_KVM_CORPUS names another place)`;
describe('300 patches of the corpus', { skip }, () => {
  const patches = skip ? [] : corpusPatches(300);

  it('are committed, and judged as the source of the hook judges them', async () => {
    const all = await Promise.all(patches.map(commitOf));
    clone.makeCommits(all);
    for (const [n, commit] of all.entries()) {
      const { said, expected } = await clone.commitAgain(n, commit);
      assert.doesNotMatch(said, NOT_CHECKED, commit.message);
      assert.equal(said, expected, commit.message);
    }
  });

  it('are sent, and judged as git kvm check does', () => {
    // Only a send is asked for one version of each series.
    const levels = Object.fromEntries([...BY_MOMENT, 'series-complete'].map((id) => [id, 'off']));
    for (let from = 0; from < patches.length; from += 50) {
      const { said, expected } = clone.send(
        'corpus',
        patches.slice(from, from + 50).map((mail) => Buffer.from(mail, 'latin1')),
        levels,
      );
      for (const words of [said, expected]) assert.doesNotMatch(words, NOT_CHECKED);
      assert.ok(said.includes(expected.trimEnd()), `${said}\n--- git kvm check:\n${expected}`);
    }
  });
});

/** So many mails with a diff, from all over the corpus. */
function corpusPatches(count: number): string[] {
  const mails = ['accepted', 'complaints'].flatMap((name) =>
    gunzipSync(readFileSync(join(CORPUS, `${name}.mbox.gz`)))
      .toString('latin1')
      .split(/^From .*\n(?=[\w-]+: )/m)
      .filter((mail) => /^Subject: .*PATCH/m.test(mail) && /^diff --git /m.test(mail)),
  );
  const step = Math.max(1, Math.floor(mails.length / count));
  return mails.filter((_, i) => i % step === 0).slice(0, count);
}

async function commitOf(mail: string): Promise<Commit> {
  const message = await readMail(Buffer.from(mail, 'latin1'), { file: '1.patch', firstLine: 1 });
  const [series] = groupSeries([message], { whole: false });
  const patch = series?.patches[0];
  return { message: patch?.message.value ?? '', diff: patch?.diff ?? NO_DIFF };
}
