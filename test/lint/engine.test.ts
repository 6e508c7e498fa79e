import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DOMAIN } from '../../src/analysis/kvm/data';
import { lint } from '../../src/lint/engine';
import { exampleMail } from '../../src/lint/example-mail';
import {
  type PatchRule,
  patchRule,
  type Rule,
  runsAtCommit,
  type Stage,
  seriesRule,
} from '../../src/lint/rule';
import type { Level } from '../../src/model/finding';
import type { Series } from '../../src/model/patch';
import { readMail } from '../../src/patches/mail';
import { groupSeries } from '../../src/patches/series';
import { RULES } from '../../src/rules/registry';
import { FakeCloneFacts } from '../git/fake-clone';
import { seriesOf, seriesOfMessage } from '../rules/example-patch';
import { byDefault } from './defaults';

test('of a message that breaks one rule without end, the first problems are told', async () => {
  const mail = `From: A <a@example.com>\nSubject: [PATCH] KVM: x86: Do it\n\n${'Fix teh bug. '.repeat(30_000)}\n---\ndiff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c\n`;
  const series = groupSeries([await readMail(Buffer.from(mail), { file: 'x', firstLine: 1 })], {
    whole: true,
  });
  const rules = byDefault(RULES);
  const findings = lint(series, { rules, domain: DOMAIN, clone: null, stage: 'check' });
  const typos = findings.filter(({ rule }) => rule === 'spelling');
  assert.equal(typos.length, 200);
  assert.ok(findings.length < 200 * 5);
});

test('selftests of other architectures hear of what all of Linux asks, quietly, and not while they are committed', async () => {
  const file = 'tools/testing/selftests/kvm/arm64/vgic.c';
  const mail = (path: string) =>
    `From: A <a@example.com>\nSubject: [PATCH] KVM: arm64: selftests: do it\n\nSigned-off-by: A <a@example.com>\n---\ndiff --git a/${path} b/${path}\n`;
  const told = async (path: string, stage: 'check' | 'commit') => {
    const read = await readMail(Buffer.from(mail(path)), { file: 'x', firstLine: 1 });
    const series = groupSeries([read], { whole: true });
    const findings = lint(series, { rules: byDefault(RULES), domain: DOMAIN, clone: null, stage });
    return findings.map(({ rule, level }) => `${rule} ${level}`);
  };
  assert.deepEqual(await told(file, 'check'), ['changelog-missing warn']);
  assert.deepEqual(await told(file, 'commit'), []);
  assert.deepEqual(await told('arch/arm64/kvm/vgic.c', 'check'), []);
});

test('a rule that throws blocks, with words, and takes no other rule with it', async () => {
  const mail = `From: A <a@example.com>\nSubject: [PATCH] KVM: x86: do it\n\nWe fix it.\n---\ndiff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c\n`;
  const series = groupSeries([await readMail(Buffer.from(mail), { file: 'x', firstLine: 1 })], {
    whole: true,
  });
  const told = (rules: Parameters<typeof byDefault>[0]) =>
    lint(series, { rules: byDefault(rules), domain: DOMAIN, clone: null, stage: 'check' });
  const base = { section: 'changelog', requires: ['message'], summary: 'x' } as const;
  const throws = patchRule({
    ...base,
    id: 'throws',
    level: 'note',
    *check() {
      yield { message: 'found before', at: null };
      throw new TypeError('no such\nthing');
    },
  });
  const atOnce = seriesRule({
    ...base,
    id: 'throws-at-once',
    level: 'warn',
    check() {
      throw 'no error at all';
    },
  });
  const findings = told([throws, ...RULES, atOnce]);
  const others = findings.filter(({ rule }) => !rule.startsWith('throws'));
  assert.ok(others.length > 2);
  assert.deepEqual(others, told(RULES));
  const own = findings.filter(({ rule }) => rule.startsWith('throws'));
  assert.deepEqual(
    own.map(({ rule, level, failed }) => [rule, level, failed ?? false]),
    [
      ['throws', 'note', false],
      ['throws', 'block', true],
      ['throws-at-once', 'block', true],
    ],
  );
  assert.match(
    own[1]!.message,
    /^Internal error, so this rule was not applied: no such thing \(engine\.test\S*:\d+:\d+\)$/,
  );
  assert.doesNotMatch(own[1]!.message, /\//, 'no path of this machine');
  assert.match(own[2]!.message, /no error at all/);
  assert.match(own[1]!.hint!, /report it.*--no-verify.*--no-validate.*rules: \{ throws: off \}/);
});

test('nothing is said of lines that a patch moves', async () => {
  const hunk = (path: string, start: string, lines: readonly string[]) =>
    `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ ${start} @@\n${lines.join('\n')}\n`;
  const comment = ['/* We drop the stale roots of the guest. */', 'static int demo(void)'];
  const told = async (...added: string[]) => {
    const diff =
      hunk(
        'arch/x86/kvm/x86.c',
        '-1,2 +1,0',
        comment.map((line) => `-${line}`),
      ) +
      hunk(
        'arch/x86/kvm/smm.c',
        `-1,0 +1,${added.length}`,
        added.map((line) => `+${line}`),
      );
    const mail = `From: A <a@example.com>\nSubject: [PATCH] KVM: x86: Move the demo\n\nMove it.\n\nSigned-off-by: A <a@example.com>\n---\n${diff}`;
    const read = await readMail(Buffer.from(mail), { file: 'x', firstLine: 1 });
    const series = groupSeries([read], { whole: true });
    return lint(series, {
      rules: byDefault(RULES.filter(({ id }) => id === 'comment-pronoun')),
      domain: DOMAIN,
      clone: null,
      stage: 'check',
    }).map(({ rule }) => rule);
  };
  assert.deepEqual(await told(...comment), []);
  assert.deepEqual(await told('/* We keep the old roots. */', comment[1]!), ['comment-pronoun']);
});

test('what a rule does ahead, it does once for all series that concern it, and says how far it is', async () => {
  const mail = (n: number, path: string) =>
    `From: A <a@example.com>\nMessage-ID: <${n}@x>\nSubject: [PATCH] ${n === 2 ? 'mm' : 'KVM: x86'}: Do ${n}\n\nDo it.\n---\ndiff --git a/${path} b/${path}\n`;
  const mails = [1, 2, 3].map((n) => mail(n, n === 2 ? 'mm/slab.c' : 'arch/x86/kvm/x86.c'));
  const read = await Promise.all(mails.map((one) => readMail(Buffer.from(one), { file: 'x', firstLine: 1 })));
  const series = groupSeries(read, { whole: false });
  const said: string[] = [];
  const calls: string[] = [];
  const rule = seriesRule({
    id: 'slow',
    section: 'diff',
    level: 'note',
    requires: ['diff'],
    summary: 'x',
    *ahead(all) {
      calls.push(`ahead ${all.length}`);
      yield [1, 2];
      throw new Error('comes to light in check');
    },
    check({ patches }) {
      calls.push(`check ${patches[0]!.shortlog.value}`);
      return [];
    },
  });
  const judging = { rules: byDefault([rule]), domain: DOMAIN, clone: null };
  const onProgress = (...step: unknown[]) => said.push(step.join(' '));
  assert.deepEqual(lint(series, { ...judging, stage: 'check', onProgress }), []);
  assert.deepEqual(calls, ['ahead 2', 'check KVM: x86: Do 1', 'check KVM: x86: Do 3']);
  assert.deepEqual(said, ['slow 1 2', 'rules 0 3', 'rules 1 3', 'rules 2 3']);
  calls.length = 0;
  lint(series, { ...judging, stage: 'commit' });
  assert.ok(!calls.some((call) => call.startsWith('ahead')), 'a commit has no series');
});

test('a finding never exceeds the level of its rule, and may be lower', async () => {
  const mail = `From: A <a@example.com>\nSubject: [PATCH] KVM: x86: Do it\n\nDo it.\n---\ndiff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c\n`;
  const read = await readMail(Buffer.from(mail), { file: 'x', firstLine: 1 });
  const series = groupSeries([read], { whole: true });
  const rule = patchRule({
    id: 'eager',
    section: 'changelog',
    level: 'block',
    requires: ['message'],
    summary: 'x',
    *check() {
      for (const level of ['block', 'warn', 'note', undefined] as const)
        yield { message: 'x', at: null, level };
    },
  });
  const levels = (level: 'block' | 'warn' | 'note' | 'off') =>
    lint(series, { rules: [{ rule, level, options: {} }], domain: DOMAIN, clone: null, stage: 'check' })
      .map((finding) => finding.level)
      .sort();
  assert.deepEqual(levels('block'), ['block', 'block', 'note', 'warn']);
  assert.deepEqual(levels('warn'), ['note', 'warn', 'warn', 'warn']);
  assert.deepEqual(levels('note'), ['note', 'note', 'note', 'note']);
  assert.deepEqual(levels('off'), []);
});

const HEAD = {
  id: 'demo',
  section: 'changelog',
  level: 'block',
  requires: ['message'],
  summary: 'x',
} as const;
const ofPatch = (head: Partial<PatchRule> = {}) =>
  patchRule({ ...HEAD, check: ({ shortlog }) => [{ message: shortlog.value, at: null }], ...head });
const ofSeries = (head: Partial<Parameters<typeof seriesRule>[0]> = {}) =>
  seriesRule({ ...HEAD, check: ({ patches }) => [{ message: `of ${patches.length}`, at: null }], ...head });
const told = (all: readonly Series[], rule: Rule, stage: Stage = 'check', level: Level = rule.level) =>
  lint(all, { rules: [{ rule, level, options: {} }], domain: DOMAIN, clone: null, stage }).map(
    ({ message, level }) => `${message} ${level}`,
  );
const commit = (shortlog: string, diff?: string) =>
  seriesOfMessage({ name: 'a commit', message: `${shortlog}\n\nText.\n`, diff });
const X86 = { 'arch/x86/kvm/x86.c': ['-a', '+b'] };
const send = (diff: Record<string, string[]>, shortlog = 'KVM: x86: Do it') =>
  seriesOf({ name: 'a mail', mail: exampleMail({ subject: `[PATCH] ${shortlog}`, diff }) });

test('a rule runs where what it needs is there', async () => {
  const mails = await send(X86);
  const [one] = commit('KVM: x86: Do it');
  assert.deepEqual(told(mails, ofPatch({ requires: ['mail', 'diff'] })), ['KVM: x86: Do it block']);
  assert.deepEqual(told([one!], ofPatch({ requires: ['mail'] })), []);
  assert.deepEqual(told([one!], ofPatch({ requires: ['diff'] })), []);
  assert.deepEqual(told([one!], ofPatch()), ['KVM: x86: Do it block']);
  assert.deepEqual(told(mails, ofPatch({ requires: ['clone'] })), []);
  const ofClone = { rule: ofPatch({ requires: ['clone'] }), level: 'warn', options: {} } as const;
  const clone = new FakeCloneFacts({});
  assert.equal(lint(mails, { rules: [ofClone], domain: DOMAIN, clone, stage: 'check' }).length, 1);
  assert.deepEqual(told(mails, ofSeries({ requires: ['mail'] })), ['of 1 block']);
  assert.deepEqual(told([one!], ofSeries({ requires: ['mail'] })), []);
  assert.deepEqual(told([one!], ofSeries({ requires: ['series'] })), ['of 1 block']);
  const merge = { ...one!, patches: [{ ...one!.patches[0]!, isMerge: true }] };
  assert.deepEqual(told([merge], ofPatch()), []);
  assert.deepEqual(told([{ ...one!, patches: [] }], ofSeries()), []);
});

test('while a commit is made, only what concerns it runs', () => {
  const one = commit('KVM: x86: Do it');
  assert.deepEqual(told(one, ofPatch(), 'commit'), ['KVM: x86: Do it block']);
  assert.deepEqual(told(one, ofPatch({ atCommit: false }), 'commit'), []);
  assert.deepEqual(told(one, ofPatch(), 'commit', 'note'), []);
  assert.deepEqual(told(one, ofSeries({ requires: ['series'] }), 'commit'), []);
  assert.ok(!runsAtCommit(ofPatch({ requires: ['mail'] })), 'a commit is no mail');
  const local = commit('WIP: KVM: x86: Do it');
  assert.deepEqual(told(local, ofPatch({ scope: 'any' }), 'commit'), []);
  assert.deepEqual(told(local, ofPatch({ scope: 'any', localToo: true }), 'commit').length, 1);
  assert.deepEqual(told(local, ofPatch({ scope: 'any' }), 'check').length, 1);
});

test('a rule concerns the patches of its scope', async () => {
  const other = await send({ 'arch/arm64/kvm/arm.c': ['-a', '+b'] }, 'KVM: arm64: Do it');
  const test = await send({ 'tools/testing/selftests/kvm/arm64/a.c': ['-a', '+b'] }, 'KVM: selftests: Do it');
  const none = await send({ 'mm/memory.c': ['-a', '+b'] }, 'mm: Do it');
  const guest = await send({ 'arch/x86/kernel/kvm.c': ['-a', '+b'] }, 'x86/kvm: Do it');
  const scopes = [undefined, 'selftests', 'kvm', 'guest', 'any'] as const;
  const runs = (all: readonly Series[]) => scopes.map((scope) => told(all, ofPatch({ scope })).length);
  assert.deepEqual(runs(await send(X86)), [1, 1, 1, 1, 1]);
  assert.deepEqual(runs(other), [0, 0, 1, 0, 1]);
  assert.deepEqual(runs(test), [0, 1, 1, 0, 1]);
  assert.deepEqual(runs(guest), [0, 0, 0, 1, 1]);
  assert.deepEqual(runs(none), [0, 0, 0, 0, 1]);
  assert.deepEqual(told(test, ofPatch({ scope: 'selftests' })), ['KVM: selftests: Do it warn']);
  assert.deepEqual(told(test, ofPatch({ scope: 'kvm' })), ['KVM: selftests: Do it block']);
  assert.deepEqual(told(await send(X86), ofPatch({ scope: 'selftests' })), ['KVM: x86: Do it block']);
  assert.deepEqual(told(test, ofPatch({ scope: 'selftests' }), 'commit'), []);
});

test('nothing is said of moved lines, but by rules on the order of patches', async () => {
  const line = '\tkvm_do_something_long(vcpu);';
  const moved = await send({ 'arch/x86/kvm/x86.c': [`-${line}`, ' a', `+${line}`, '+b'] });
  const [patch] = moved[0]!.patches;
  const added = patch!.diff.files[0]!.hunks[0]!.lines.filter(({ kind }) => kind === '+');
  const at = (i: number) => ({
    line: added[i]!.at,
    column: 1,
    endLine: added[i]!.at,
    endColumn: 2,
    quote: '',
  });
  const check = () => [0, 1].map((i) => ({ message: `${i}`, at: at(i) }));
  assert.deepEqual(told(moved, ofPatch({ check })), ['1 block']);
  assert.deepEqual(told(moved, ofPatch({ check, section: 'series' })), ['0 block', '1 block']);
});

test('findings are in the order of patches and lines, those in no file last', async () => {
  const place = (line: number, column = 1) => ({ line, column, endLine: line, endColumn: column, quote: '' });
  const all = [place(-2), place(-1), place(3, 5), place(3, 2), place(1), null];
  const check = () => all.map((at) => ({ message: at === null ? 'none' : `${at.line}:${at.column}`, at }));
  assert.deepEqual(told(commit('KVM: x86: Do it'), ofPatch({ check })), [
    'none block',
    '1:1 block',
    '3:2 block',
    '3:5 block',
    '-1:1 block',
    '-2:1 block',
  ]);
});

test('words of a mail in a message are bounded', () => {
  const long = (length: number) => {
    const check = () => [{ message: 'x'.repeat(length), at: null }];
    const [message] = told(commit('KVM: x86: Do it'), ofPatch({ check }));
    return `${message!.length - ' block'.length}${message!.includes('…') ? '…' : ''}`;
  };
  assert.deepEqual([999, 1000, 1001, 5000].map(long), ['999', '1000', '1000…', '1000…']);
});

test('a rule of a series concerns one of which it concerns most patches, or any if it says so', async () => {
  const mail = (n: number, path: string) =>
    exampleMail({
      subject: `[PATCH ${n}/3] ${n === 1 ? 'KVM: x86' : 'mm'}: Do it`,
      diff: { [path]: ['-a', '+b'] },
    });
  const few = await seriesOf({
    name: 'one of three',
    series: [mail(1, 'arch/x86/kvm/x86.c'), mail(2, 'mm/a.c'), mail(3, 'mm/b.c')],
  });
  assert.deepEqual(told(few, ofSeries({ requires: ['diff'] })), []);
  assert.deepEqual(told(few, ofSeries({ requires: ['diff'], oneByOne: true })), ['of 3 block']);
  assert.deepEqual(
    told(await send({ 'mm/a.c': ['-a', '+b'] }, 'mm: Do it'), ofSeries({ oneByOne: true })),
    [],
  );
});

test('the commits that rules name of the patches they concern are looked up at once, or not at all', async () => {
  const asked: string[][] = [];
  const prefetch = (ids: Iterable<string>) => void asked.push([...ids]);
  const clone = Object.assign(new FakeCloneFacts({}), { prefetch });
  const commits = ({ shortlog }: { shortlog: { value: string } }) => {
    if (shortlog.value.endsWith('bad')) throw new Error('odd');
    return shortlog.value.endsWith('none') ? [] : [shortlog.value];
  };
  const look = async (...shortlogs: string[]) => {
    const all = await Promise.all(
      shortlogs.map((one) =>
        send({ [one.startsWith('mm') ? 'mm/a.c' : 'arch/x86/kvm/x86.c']: ['-a', '+b'] }, one),
      ),
    );
    const rules = [ofPatch({ commits }), ofPatch()].map((rule) => ({ rule, level: rule.level, options: {} }));
    lint(all.flat(), { rules, domain: DOMAIN, clone, stage: 'check' });
    return asked.splice(0);
  };
  const [one, two, bad] = ['KVM: x86: one', 'KVM: x86: two', 'KVM: x86: bad'];
  assert.deepEqual(await look(one!, bad!, 'mm: other', two!, one!), [[one, two]]);
  assert.deepEqual(await look('KVM: x86: none'), []);
});
