import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { exampleMail } from '../../src/lint/example-mail';
import { patchRule, type Requirement, type Stage } from '../../src/lint/rule';
import {
  allowLine,
  applySuppressions,
  askedBy,
  readSuppressions,
  withAllowed,
  withNotes,
} from '../../src/lint/suppress';
import type { Finding, Level } from '../../src/model/finding';
import { makePatch, type Patch, type Series } from '../../src/model/patch';
import { parseSubject } from '../../src/model/subject';
import { Source, Text } from '../../src/model/text';
import { readRange } from '../../src/patches/commits';
import { readPaths } from '../../src/patches/paths';
import { FakeCloneFacts } from '../git/fake-clone';
import { scratch } from '../git/scratch';
import { seriesOf as seriesOfExample } from '../rules/example-patch';

function patchWith(notes: string, kind: 'mail' | 'message' = 'mail'): Patch {
  return makePatch({
    origin: { kind, file: null, messageId: null, commit: null },
    subject: parseSubject('KVM: x86: Do it'),
    message: Source.ofLines('KVM: x86: Do it'),
    notes: Source.ofLines(notes, 10).all(),
  });
}

function seriesOf(...patches: Patch[]): Series[] {
  return [{ cover: null, patches, version: 1, of: patches.length, rfc: false, whole: true, mailed: false }];
}

function finding(rule: string, of: Patch): Finding {
  return { rule, level: 'block', message: 'wrong', at: null, of, related: [], suppressed: null };
}

const known = ['spelling', 'tag-order'];

test('a rule is let off for its patch alone, with the reason', () => {
  const one = patchWith(`v2: nothing\n${allowLine('spelling', 'a name of hardware')}`);
  const two = patchWith('');
  const found = [finding('spelling', one), finding('tag-order', one), finding('spelling', two)];
  assert.deepEqual(
    applySuppressions(found, seriesOf(one, two), { known: () => known }).map(({ rule, suppressed }) => [
      rule,
      suppressed,
    ]),
    [
      ['spelling', 'a name of hardware'],
      ['tag-order', null],
      ['spelling', null],
    ],
  );
});

test('as git format-patch prints notes, and in other case', () => {
  const text = Text.of(
    'Notes (git-kvm):\n    Git-kvm: allow Spelling: a name\n\nno git-kvm: allow in a sentence',
  );
  assert.deepEqual(
    readSuppressions(text).map(({ rule, reason, line }) => [rule, reason, line.span().column]),
    [['spelling', 'a name', 5]],
  );
});

test('a suppression that cannot hold is told, and lets nothing off', () => {
  const one = patchWith(
    'git-kvm: allow speling: a name\ngit-kvm: allow spelling\ngit-kvm: allow tag-order: old',
  );
  const found = applySuppressions([finding('spelling', one)], seriesOf(one), { known: () => known });
  assert.deepEqual(
    found.map(({ rule, level, suppressed, message, at, hint }) => [
      rule,
      level,
      suppressed,
      message,
      at?.line,
      hint,
    ]),
    [
      ['spelling', 'block', null, 'wrong', undefined, undefined],
      ['suppression', 'warn', null, 'Unknown rule "speling"', 10, 'Did you mean spelling?'],
      [
        'suppression',
        'warn',
        null,
        'No reason given for suppressing spelling',
        11,
        'Write "git-kvm: allow spelling: the reason"',
      ],
      [
        'suppression',
        'warn',
        null,
        'Unused suppression of tag-order',
        12,
        'Remove the line; for the next version: git kvm allow --remove tag-order --commit COMMIT',
      ],
    ],
  );
});

test('of a rule that was not asked nobody says that it was not needed', () => {
  const one = patchWith('git-kvm: allow tag-order: old');
  assert.deepEqual(applySuppressions([], seriesOf(one), { known: () => known, wasAsked: () => false }), []);
});

test('suppressions cannot be let off themselves', () => {
  const one = patchWith('git-kvm: allow suppression: no');
  assert.match(applySuppressions([], seriesOf(one), { known: () => known })[0]!.message, /Unknown rule/);
});

test('what a note or the file for the next commit says counts as if it stood in the notes, without a place', () => {
  const one = withAllowed(
    patchWith('', 'message'),
    `${allowLine('spelling', 'a name')}\n${allowLine('tag-order', 'old')}\n`,
  );
  const found = applySuppressions([finding('spelling', one)], seriesOf(one), { known: () => known });
  assert.deepEqual(
    found.map(({ rule, suppressed, at }) => [rule, suppressed, at]),
    [
      ['spelling', 'a name', null],
      ['suppression', null, null],
    ],
  );
  assert.equal(found[1]!.hint, 'Remove it: git kvm allow --remove tag-order --commit HEAD');
});

test('a rule was asked if it is on and had what it needs to see', () => {
  const rule = (id: string, requires: Requirement[], level: Level = 'warn') => ({
    rule: patchRule({ id, section: 'tags', level, requires, summary: '', *check() {} }),
    level,
    options: {},
  });
  const rules = [
    rule('plain', ['message']),
    rule('is-off', ['message'], 'off'),
    rule('of-mail', ['mail']),
    rule('of-diff', ['diff']),
    rule('of-clone', ['clone']),
    rule('of-series', ['series']),
  ];
  const one = patchWith('', 'message');
  const asked = (stage: Stage) =>
    ['plain', 'is-off', 'of-mail', 'of-diff', 'of-clone', 'of-series', 'no-rule'].filter((id) =>
      askedBy({ rules, clone: null, stage })(id, one),
    );
  assert.deepEqual(asked('commit'), ['plain']);
  assert.deepEqual(asked('check'), ['plain', 'of-series']);
});

test('a note that names its rule twice, and a name far from any', () => {
  const one = withAllowed(
    patchWith(allowLine('spelling', 'in the mail')),
    allowLine('spelling', 'in the clone'),
  );
  const other = patchWith('git-kvm: allow zzzzzzzzzzzz: x');
  const found = applySuppressions(
    [finding('spelling', one), finding('spelling', other)],
    seriesOf(one, other),
    { known: () => known },
  );
  assert.deepEqual(
    found.map(({ rule, suppressed, hint }) => [rule, suppressed, hint]),
    [
      ['spelling', 'in the mail', undefined],
      ['spelling', null, undefined],
      ['suppression', null, 'See git kvm rules'],
    ],
  );
  assert.equal(withAllowed(one, ' \n'), one);
});

test('a suppression of another patch is used there alone', () => {
  const [one, other] = [patchWith(allowLine('spelling', 'a name')), patchWith('')];
  const found = applySuppressions([finding('spelling', other)], seriesOf(one, other), { known: () => known });
  assert.deepEqual(
    found.map(({ rule, suppressed }) => [rule, suppressed]),
    [
      ['spelling', null],
      ['suppression', null],
    ],
  );
});

test('with a clone, and of mail, rules that need them were asked', async () => {
  const rule = (id: string, requires: Requirement[]) => ({
    rule: patchRule({ id, section: 'tags', level: 'warn', requires, summary: '', *check() {} }),
    level: 'warn' as const,
    options: {},
  });
  const rules = [rule('of-clone', ['clone']), rule('of-mail', ['mail']), rule('of-diff', ['diff'])];
  const mail = exampleMail({ subject: '[PATCH] KVM: x86: Do it', diff: { 'arch/x86/kvm/x86.c': ['+a'] } });
  const [series] = await seriesOfExample({ name: 'a mail', mail });
  const asked = askedBy({ rules, clone: new FakeCloneFacts({}), stage: 'check' });
  assert.deepEqual(
    ['of-clone', 'of-mail', 'of-diff'].map((id) => asked(id, series!.patches[0]!)),
    [true, true, true],
  );
});

test('a cover letter suppresses by a line in its text', async () => {
  const cover = exampleMail({
    subject: '[PATCH 0/1] KVM: x86: Do it',
    text: `Do it.\n${allowLine('tag-order', 'old')}`,
  });
  const patch = exampleMail({ subject: '[PATCH 1/1] KVM: x86: Do it' });
  const all = await seriesOfExample({ name: 'a series', series: [cover, patch] });
  const [found] = applySuppressions([], all, { known: () => known });
  assert.deepEqual(
    [found!.message, found!.of, found!.at?.line],
    ['Unused suppression of tag-order', all[0]!.cover, 6],
  );
});

test('a commit, and a mail made of it, has what the notes of the clone say', async (t) => {
  const repo = scratch(t);
  repo.commit('base');
  const id = repo.commit('KVM: x86: Do it', { f: '1\n' });
  const note = allowLine('spelling', 'a name');
  repo.git('notes', '--ref=git-kvm-local', 'add', '-m', note, id);
  const place = { cwd: repo.dir, env: repo.env };
  const where = { top: repo.dir, commonDir: join(repo.dir, '.git'), gitDir: join(repo.dir, '.git') };
  const mail = repo.git('format-patch', '--stdout', '-1');
  const read = async (text: string) =>
    (await readPaths(['-'], { stdin: Readable.from([Buffer.from(`${text}\n`)]) })).series;
  const made = await read(mail);
  const nameless = await read(mail.replace(/^From .*\n/, ''));
  const other = await read(mail.replace(/^From .*\n/, '').replace('Do it', 'Do that'));
  const allowed = (all: readonly Series[], at: typeof where | null = where) =>
    withNotes(all, at, place).map(({ patches }) => [patches[0]!.allowed?.trim(), patches[0]!.origin.madeOf]);
  const reworded = await read(mail.replace('Do it', 'Do that'));
  const { series } = await readRange('-1', repo.dir);
  repo.commit('top');
  assert.deepEqual(
    allowed([...series, ...made, ...nameless]),
    [
      [note, undefined],
      [undefined, id],
      [undefined, undefined],
    ],
    'a clone without settings for notes',
  );
  repo.git('config', 'notes.rewriteRef', 'refs/notes/git-kvm-local');
  assert.deepEqual(allowed([...series, ...made, ...nameless, ...other]), [
    [note, undefined],
    [note, id],
    [note, id],
    [undefined, undefined],
  ]);
  assert.deepEqual(allowed(nameless), [[note, id]]);
  assert.deepEqual(allowed(reworded), [[note, id]]);
  assert.deepEqual(allowed(made, null), [[undefined, id]]);
});
