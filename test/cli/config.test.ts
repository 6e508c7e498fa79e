import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { chosen, config, rowsOf } from '../../src/cli/config';
import { RULES } from '../lint/config/rules';
import { Sandbox } from '../lint/config/sandbox';

async function run(
  box: Sandbox,
  more: { key?: string; rule?: string[]; set?: string[]; format?: 'json' } = {},
) {
  let out = '';
  const io = { out: (text: string) => (out += text), err: assert.fail, color: false };
  const status = await config({ format: 'pretty', cwd: box.top, env: box.env, ...more }, io);
  return { status, out };
}

function clone(box: Sandbox): Sandbox {
  execFileSync('git', ['init', '-q', box.top], { env: { ...box.env, PATH: process.env.PATH } });
  box.env.PATH = process.env.PATH!;
  return box;
}

test('every value with the layer and the file that gave it', async (t) => {
  const box = clone(new Sandbox(t));
  const tree = box.write(
    'tree/.git-kvmrc.yaml',
    'rules: { shortlog-case: warn }\nlocalPrefixes: ["HACK:"]\n',
  );
  const user = box.write('home/.config/git-kvm/config.toml', 'notes = true\n');
  const { status, out } = await run(box, { rule: ['shortlog-topic=off'] });
  assert.equal(status, 0);
  const line = (key: string) =>
    out
      .split('\n')
      .find((one) => one.startsWith(`${key} `))
      ?.replace(/ {2,}/g, ' | ');
  assert.equal(line('rules.shortlog-case.level'), `rules.shortlog-case.level | warn | tree (${tree})`);
  assert.equal(
    line('rules.shortlog-topic.level'),
    'rules.shortlog-topic.level | off | command line (--rule shortlog-topic=off)',
  );
  assert.equal(line('rules.shortlog-prefix.level'), 'rules.shortlog-prefix.level | block | default');
  assert.equal(line('localPrefixes'), `localPrefixes | ["HACK:"] | tree (${tree})`);
  assert.equal(line('notes'), `notes | true | user (${user})`);
  assert.equal(line('commit.fix'), 'commit.fix | false | default');
});

test('one rule or key, with what it overrides', async (t) => {
  const box = clone(new Sandbox(t));
  const tree = box.write('tree/.git-kvmrc.yaml', 'rules: { shortlog-case: warn }\n');
  const expected = `rules.shortlog-case.level\n    block  default\n  → warn  tree (${tree})\n`;
  assert.equal((await run(box, { key: 'shortlog-case' })).out, expected);
  assert.equal((await run(box, { key: 'rules.shortlog-case.level' })).out, expected);
  const json = JSON.parse((await run(box, { key: 'shortlog-case', format: 'json' })).out);
  assert.deepEqual(json, {
    version: 1,
    values: [
      {
        key: 'rules.shortlog-case.level',
        value: 'warn',
        layer: 'tree',
        from: tree,
        overrides: [{ layer: 'default', from: null, value: 'block' }],
      },
    ],
  });
  await assert.rejects(run(box, { key: 'shortlog-csae' }), {
    name: 'UsageError',
    hint: "did you mean 'shortlog-case'?",
  });
});

test('a topic that is not known is an error here as well', async (t) => {
  const box = clone(new Sandbox(t));
  box.write('tree/.git-kvmrc.yaml', 'paths: [{ pattern: å/, topic: x86/mmuu }]\n'.replace('å', 'a'));
  await assert.rejects(run(box), { name: 'UsageError', hint: "did you mean 'x86/mmu'?" });
});

test('options, topics and paths have rows of their own', async (t) => {
  const box = new Sandbox(t);
  box.write(
    'tree/.git-kvmrc.yaml',
    'topics: [{ name: gmem }]\npaths: [{ pattern: a, topic: gmem }]\nrules: { shortlog-length: { options: { maximum: 60 } } }\n',
  );
  const rows = rowsOf(RULES, await box.load(), ['WIP:']);
  const value = (key: string) => rows.find((row) => row.key === key)?.given.at(-1)?.value;
  assert.equal(value('rules.shortlog-length.options.maximum'), 60);
  assert.equal(value('rules.shortlog-length.options.strict'), false);
  assert.deepEqual(value('topics[0]'), { name: 'gmem' });
  assert.deepEqual(value('paths[0]'), { pattern: 'a', topic: 'gmem' });
  assert.equal(chosen(rows, 'shortlog-length').length, 5);
  assert.deepEqual(
    chosen(rows, 'topics').map(({ key }) => key),
    ['topics[0]'],
  );
});
