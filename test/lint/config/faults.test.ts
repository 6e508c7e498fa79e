import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../../../src/model/errors';
import { Sandbox } from './sandbox';

const FAULTS: { name: string; file: string; text: string; message: RegExp; hint: RegExp }[] = [
  {
    name: 'an unknown key of thousands of characters, of which a part is shown',
    file: '.git-kvmrc.json',
    text: `{ "${'k'.repeat(5000)}": { "${'l'.repeat(5000)}": 1 } }`,
    message: /: unknown key 'k{79}…'$/,
    hint: /^known: /,
  },
  {
    name: 'an unknown key',
    file: '.git-kvmrc.yaml',
    text: 'notes: true\nrule: {}\n',
    message: /\.git-kvmrc\.yaml:2: unknown key 'rule'$/,
    hint: /did you mean 'rules'\?/,
  },
  {
    name: 'an unknown rule',
    file: '.git-kvmrc.toml',
    text: '# å\n[rules]\nshortlog-csae = "off"\n',
    message: /\.git-kvmrc\.toml:3: unknown rule 'shortlog-csae'$/,
    hint: /did you mean 'shortlog-case'\?/,
  },
  {
    name: 'an unknown level',
    file: '.git-kvmrc.json',
    text: '{\n "rules": {\n  "shortlog-case": "blok"\n }\n}',
    message: /\.git-kvmrc\.json:3: rules\.shortlog-case must be off, note, warn or block, not 'blok'$/,
    hint: /did you mean 'block'\?/,
  },
  {
    name: 'an unknown option',
    file: '.git-kvmrc.yaml',
    text: 'rules:\n  shortlog-length:\n    options:\n      maxmum: 3\n',
    message: /:4: unknown option 'maxmum' in rules\.shortlog-length\.options$/,
    hint: /did you mean 'maximum'\?/,
  },
  {
    name: 'an option of another type',
    file: '.git-kvmrc.yaml',
    text: 'rules:\n  shortlog-length: { options: { maximum: "70" } }\n',
    message: /:2: rules\.shortlog-length\.options\.maximum must be a number$/,
    hint: /^$/,
  },
  {
    name: 'a bare colon that YAML takes for a mapping',
    file: '.git-kvmrc.yaml',
    text: 'localPrefixes:\n  - WIP:\n',
    message: /:1: localPrefixes\[0\] must be a string$/,
    hint: /ends in a colon: 'WIP:'/,
  },
  {
    name: 'a prefix that every shortlog has',
    file: '.git-kvmrc.yaml',
    text: 'localPrefixes: [""]\n',
    message: /localPrefixes\[0\] is empty/,
    hint: /^$/,
  },
  {
    name: 'a date where a level should be',
    file: '.git-kvmrc.yaml',
    text: 'rules: { shortlog-case: 2024-01-01 }\n',
    message: /rules\.shortlog-case must be off, note, warn or block$/,
    hint: /^$/,
  },
  {
    name: 'a path without its topic',
    file: '.git-kvmrc.yaml',
    text: 'paths: [{ pattern: a/ }]',
    message: /paths\[0\] is missing 'topic'/,
    hint: /^$/,
  },
  {
    name: 'YAML that is none',
    file: '.git-kvmrc.yaml',
    text: 'rules:\n  - a\n b: [\n',
    message: /^\S+\.git-kvmrc\.yaml:\d: cannot read: .{5,200}$/,
    hint: /^$/,
  },
  {
    name: 'JSON that ends too early',
    file: '.git-kvmrc.json',
    text: '{"rules":\n{\n"a": "off"',
    message: /^\S+\.git-kvmrc\.json:3: cannot read: Expected ',' or '}' after property value$/,
    hint: /^$/,
  },
  {
    name: 'JSON with a word that is none of its own',
    file: '.git-kvmrc.json',
    text: '{\n  "rules": {\n    "shortlog-case": off\n  }\n}\n',
    message: /^\S+\.git-kvmrc\.json:3: cannot read: Unexpected token 'o'$/,
    hint: /^$/,
  },
  {
    name: 'JSON with a comma too many',
    file: '.git-kvmrc.json',
    text: '{\n  "notes": true,\n}\n',
    message: /^\S+\.git-kvmrc\.json:3: cannot read: Expected double-quoted property name$/,
    hint: /^$/,
  },
  {
    name: 'TOML that is none',
    file: '.git-kvmrc.toml',
    text: '\n[rules\n',
    message: /^\S+\.git-kvmrc\.toml:2: cannot read: .{5,200}$/,
    hint: /^$/,
  },
  {
    name: 'a list instead of a mapping',
    file: '.git-kvmrc.yaml',
    text: '- a\n',
    message: /the configuration must be a mapping of keys to values$/,
    hint: /^$/,
  },
  {
    name: "a name of JavaScript's own",
    file: '.git-kvmrc.json',
    text: '{"rules":{"constructor":"off"}}',
    message: /unknown rule 'constructor'/,
    hint: /./,
  },
  {
    name: '__proto__',
    file: '.git-kvmrc.json',
    text: '{"__proto__":{"notes":true}}',
    message: /unknown key '__proto__'/,
    hint: /./,
  },
  {
    name: 'a key that steers the terminal',
    file: '.git-kvmrc.yaml',
    text: '"\\e[31mred": 1\n',
    message: /unknown key '\\x1b\[31mred'/,
    hint: /./,
  },
  {
    name: 'what is not allowed in a tree',
    file: '.git-kvmrc.yaml',
    text: 'commit:\n  fix: true\n',
    message: /:1: 'commit' is not allowed in a tree$/,
    hint: /your own configuration/,
  },
];

for (const { name, file, text, message, hint } of FAULTS) {
  test(`refused, with place and nearest name: ${name}`, async (t) => {
    const box = new Sandbox(t);
    box.write(`tree/${file}`, text);
    await assert.rejects(box.load(), (error) => {
      assert.ok(error instanceof UsageError, String(error));
      assert.match(error.message, message);
      assert.match(error.hint, hint);
      return true;
    });
  });
}

test('commit.fix is for the user and the clone to say', async (t) => {
  const box = new Sandbox(t);
  box.write('tree/.git/git-kvm.yaml', 'commit: { fix: true }\n');
  assert.deepEqual((await box.load()).settings.commit, { fix: true });
});

test('commit is a level, or a level and more; layers add up', async (t) => {
  const box = new Sandbox(t);
  box.write('tree/.git/git-kvm.yaml', 'commit: warn\n');
  assert.deepEqual((await box.load()).settings.commit, { level: 'warn' });
  const both = await box.load({ set: ['commit.fix=true'] }).catch(() => null);
  if (both !== null) assert.deepEqual(both.settings.commit, { level: 'warn', fix: true });
});

test('variables and options of the command line are checked like files', async (t) => {
  const box = new Sandbox(t);
  await assert.rejects(box.load({ rule: ['shortlog-case'] }), /--rule shortlog-case: expected ID=LEVEL/);
  await assert.rejects(box.load({ set: ['nots=true'] }), (error: UsageError) => {
    assert.match(error.message, /^--set nots=true: unknown key 'nots'$/);
    return /did you mean 'notes'/.test(error.hint);
  });
  box.env.GIT_KVM_RULE_SHORTLOG_CAES = 'off';
  await assert.rejects(box.load(), (error: UsageError) => {
    assert.match(error.message, /^GIT_KVM_RULE_SHORTLOG_CAES: unknown rule 'shortlog-caes'$/);
    return /did you mean 'shortlog-case'/.test(error.hint);
  });
});

test('a place is the key itself, and no other word', async (t) => {
  const line = async (text: string) => {
    const box = new Sandbox(t);
    const file = box.write('tree/.git-kvmrc.yaml', text);
    const { message } = await box.load().then(
      () => assert.fail(),
      (error: Error) => error,
    );
    assert.ok(message.startsWith(file));
    return /^:(\d+): unknown key/.exec(message.slice(file.length))?.[1];
  };
  assert.equal(await line('# a rule of thumb\nlocalPrefixes: [rule, x]\nrule: 1\n'), '3');
  assert.equal(await line('localPrefixes: ["myrule: x"]\nrule: 1\n'), '2');
  assert.equal(await line('"rule" : 1\n'), '1');
  assert.equal(await line('notes: true\n"\\x72ule": 1\n'), undefined);
  assert.equal(await line('notes: true\n"": 1\n'), undefined);
});

test('what parsers say is cut to what is wrong, and the line', async (t) => {
  const said = async (name: string, text: string) => {
    const box = new Sandbox(t);
    const file = box.write(name, text);
    box.env.GIT_KVM_CONFIG = file;
    const error = await box.load().then(
      () => assert.fail(),
      (error: UsageError) => error,
    );
    return error.message.slice(file.length);
  };
  assert.equal(await said('a.yaml', 'a: 1\n$import: x\n'), ": '$import' is not supported");
  assert.equal(await said('a.ini', 'a=1\n'), ': executable configuration is not supported');
  assert.match(await said('a.json', '{"a":1}\nx\n'), /^:2: cannot read: Unexpected non-whitespace /);
  assert.match(await said('a.yaml', 'a: 1\nb: [\n'), /^:3: cannot read: [^\n:]+$/);
  assert.match(await said('a.toml', 'a = 1\nb = [\n'), /^:\d: cannot read: [^\n]+$/);
  assert.match(await said('a.yaml', '['.repeat(200_000)), /^:1: cannot read: nest/);
});
