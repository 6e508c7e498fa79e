/** Configuration, rules and checkers put together, and what they come to. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { exampleMail } from '../../src/lint/example-mail';
import { prepareLinter } from '../../src/lint/prepare';
import { patchRule } from '../../src/lint/rule';
import { FakeCloneFacts } from '../git/fake-clone';
import { seriesOf, seriesOfMessage } from '../rules/example-patch';
import { Sandbox } from './config/sandbox';

const rule = (id: string, level: 'block' | 'warn' | 'note') =>
  patchRule({
    id,
    section: 'changelog',
    level,
    requires: ['message'],
    summary: id,
    check: ({ shortlog }) => [{ message: `${id} of ${shortlog.value}`, at: null }],
  });
const RULES = [rule('one', 'block'), rule('two', 'warn'), rule('three', 'note')];
const MINE = (name: string, more = '') => `${name}: { command: [echo, wrong]${more} }`;

test('findings are counted by level, those that are suppressed are not', async (t) => {
  const box = new Sandbox(t);
  const setup = {
    where: null,
    cwd: box.top,
    stage: 'check',
    rules: RULES,
    specs: () => RULES,
    env: box.env,
  } as const;
  const linter = await prepareLinter({ ...setup, clone: null });
  const all = seriesOfMessage({
    name: 'a',
    message: 'KVM: x86: Do it\n\nText.\n---\ngit-kvm: allow two: a reason',
  });
  const { summary, findings } = await linter.report(all);
  assert.deepEqual(summary, { patches: 1, covers: 0, replies: 0, other: 0, block: 1, warn: 0, note: 1 });
  assert.deepEqual(findings.map(({ rule, suppressed }) => `${rule} ${suppressed}`).sort(), [
    'one null',
    'three null',
    'two a reason',
  ]);
  const cover = exampleMail({ subject: '[PATCH 0/1] KVM: x86: Do it' });
  const patch = exampleMail({ subject: '[PATCH 1/1] KVM: x86: Do it' });
  const mails = await seriesOf({ name: 'b', series: [cover, patch] });
  assert.equal((await linter.report(mails)).summary.covers, 1);
  const counts = { patches: 7, covers: 0, replies: 2, other: 1 };
  assert.equal((await linter.report(all, counts)).summary.replies, 2);
  const off = await prepareLinter({ ...setup, clone: null, rule: ['one=off'] });
  assert.equal((await off.report(all)).summary.block, 0);
});

test('checkers run at their stages, where they are not off and not left out', async (t) => {
  const box = new Sandbox(t);
  const ran = join(box.root, 'ran');
  const off = `b: { command: [touch, ${ran}], level: off }`;
  const config = `checkers: { ${MINE('a')}, ${off}, ${MINE('c', ', stages: [send]')} }`;
  box.env.GIT_KVM_CONFIG = box.write('mine.yml', config);
  box.env.PATH = process.env.PATH!;
  const patch = exampleMail({ subject: '[PATCH] KVM: x86: Do it', diff: { 'arch/x86/kvm/x86.c': ['+a'] } });
  const all = await seriesOf({ name: 'a', mail: patch });
  const found = async (stage: 'check' | 'send', checkers?: readonly string[]) => {
    const linter = await prepareLinter({
      where: null,
      cwd: box.top,
      stage,
      rules: [],
      specs: () => RULES,
      env: box.env,
      clone: null,
      ...(checkers && { checkers }),
    });
    return (await linter.report(all)).findings.map(({ rule, message }) => `${rule}: ${message}`);
  };
  assert.ok((await found('check')).includes('a: wrong'));
  assert.ok(!(await found('check')).some((one) => /^[bc]:/.test(one)));
  assert.ok((await found('send')).includes('c: wrong'));
  assert.ok(!existsSync(ran), 'what is off does not run');
  assert.deepEqual(await found('check', []), []);
  assert.deepEqual(await found('check', ['a']), ['a: wrong']);
  const linter = await prepareLinter({
    where: null,
    cwd: box.top,
    stage: 'check',
    rules: [],
    specs: () => RULES,
    env: box.env,
    clone: null,
  });
  const allowed = seriesOfMessage({
    name: 'b',
    message: 'KVM: x86: Do it',
    notes: 'git-kvm: allow a: known',
  });
  assert.deepEqual((await linter.report(allowed)).findings, [], 'a checker may be suppressed');
});

test('what the tree weakens, and names in vain, is told', async (t) => {
  const box = new Sandbox(t);
  box.write('tree/.git-kvmrc', 'rules: { one: off }\ncheckers: { a: { command: [b] } }\n');
  const { top, commonDir, env } = box;
  const linter = await prepareLinter({
    where: { top, commonDir, gitDir: commonDir },
    stage: 'check',
    rules: RULES,
    specs: () => RULES,
    env,
    clone: null,
  });
  assert.match(linter.weakened(), /weakens rules that block: one \(off\)$/m);
  assert.match(linter.ignored(), /checkers are ignored/);
});

test('topics of the guide in the clone are read where a shortlog names one that is not known', async (t) => {
  const box = new Sandbox(t);
  let asked = 0;
  const clone = new FakeCloneFacts({});
  clone.file = () => {
    asked += 1;
    return null;
  };
  const linter = await prepareLinter({
    where: null,
    cwd: box.top,
    stage: 'check',
    rules: RULES,
    specs: () => RULES,
    env: box.env,
    clone,
  });
  const read = (shortlog: string) =>
    linter.findings(seriesOfMessage({ name: shortlog, message: `${shortlog}\n` }));
  read('KVM: VMX: Do it');
  assert.equal(asked, 0);
  read('KVM: x86/frob: Do it');
  read('KVM: x86/frob: Do it again');
  assert.equal(asked, 1, 'once for all');
});
