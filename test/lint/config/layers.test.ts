import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileToWrite, findConfigFiles } from '../../../src/lint/config/files';
import { NOTHING } from '../../../src/lint/config/merge';
import { levelOf, optionsOf, resolve } from '../../../src/lint/config/resolve';
import { RULES } from './rules';
import { Sandbox } from './sandbox';

const CASE = RULES[0]!;
const LENGTH = RULES[1]!;

test('without any source the defaults hold', async (t) => {
  const effective = await new Sandbox(t).load();
  assert.equal(effective, NOTHING);
  assert.equal(levelOf(CASE, effective), 'block');
  assert.deepEqual(optionsOf(LENGTH, effective), { maximum: 80, strict: false, word: 'x', except: ['a'] });
});

test('each layer wins over the one below', async (t) => {
  const box = new Sandbox(t);
  const level = async (more = {}) => levelOf(CASE, await box.load(more));
  box.write('home/.config/git-kvm/config.toml', '[rules]\nshortlog-case = "note"\n');
  assert.equal(await level(), 'note');
  box.write('tree/.git/git-kvm.json', '{"rules":{"shortlog-case":{"level":"warn"}}}');
  assert.equal(await level(), 'warn');
  box.write('tree/.git-kvmrc', 'rules:\n  shortlog-case: off\n');
  assert.equal(await level(), 'off');
  box.env.GIT_KVM_CONFIG = box.write('mine.yml', 'rules: { shortlog-case: block }');
  assert.equal(await level(), 'block');
  box.env.GIT_KVM_RULE_SHORTLOG_CASE = 'note';
  assert.equal(await level(), 'note');
  assert.equal(await level({ rule: ['shortlog-case=warn'] }), 'warn');
  assert.equal(await level({ rule: ['shortlog-case=warn'], set: ['rules.shortlog-case.level=off'] }), 'off');
});

test('every value knows who gave it, and whom it overrides', async (t) => {
  const box = new Sandbox(t);
  const user = box.write('home/.config/git-kvm/config.yaml', 'rules:\n  shortlog-case: note\nnotes: true\n');
  const tree = box.write('tree/.git-kvmrc.toml', '[rules.shortlog-length.options]\nmaximum = 70\n');
  const { origins } = await box.load({ rule: ['shortlog-case=off'] });
  assert.deepEqual(origins.get('rules.shortlog-case.level'), [
    { layer: 'user', from: user, value: 'note' },
    { layer: 'command line', from: '--rule shortlog-case=off', value: 'off' },
  ]);
  assert.deepEqual(origins.get('rules.shortlog-length.options.maximum'), [
    { layer: 'tree', from: tree, value: 70 },
  ]);
  assert.deepEqual(origins.get('notes'), [{ layer: 'user', from: user, value: true }]);
});

test('a level and an option of one rule may come from different layers', async (t) => {
  const box = new Sandbox(t);
  box.write(
    'home/.config/git-kvm/config.yaml',
    'rules: { shortlog-length: { options: { maximum: 70, word: å } } }'.replace('å', 'a'),
  );
  box.write('tree/.git-kvmrc.yaml', 'rules: { shortlog-length: { level: warn, options: { maximum: 60 } } }');
  const inForce = resolve(RULES, await box.load({ set: ['rules.shortlog-length.options.except=["b","c"]'] }));
  assert.deepEqual(inForce[1], {
    rule: LENGTH,
    level: 'warn',
    options: { maximum: 60, strict: false, word: 'a', except: ['b', 'c'] },
  });
});

test('topics and paths add up, the higher layer first; localPrefixes replaces', async (t) => {
  const box = new Sandbox(t);
  box.write(
    'home/.config/git-kvm/config.yaml',
    'paths: [{ pattern: a/, topic: x86 }, { pattern: b/, topic: x86 }]\nlocalPrefixes: ["WIP:", "DNM:"]\n',
  );
  box.write('tree/.git-kvmrc.yaml', 'paths: [{ pattern: c/, topic: x86 }]\nlocalPrefixes: ["HACK:"]\n');
  const { settings, origins } = await box.load();
  assert.deepEqual(
    settings.paths?.map(({ pattern }) => pattern),
    ['c/', 'a/', 'b/'],
  );
  assert.deepEqual(settings.localPrefixes, ['HACK:']);
  assert.equal(origins.get('paths[0]')?.[0]?.layer, 'tree');
  assert.equal(origins.get('paths[2]')?.[0]?.layer, 'user');
});

test('where the files lie: XDG, the git directory, the top of the tree, nothing above it', (t) => {
  const box = new Sandbox(t);
  box.write('.git-kvmrc', 'rules: {}');
  box.write('home/.config/git-kvm/config.yaml', '');
  const xdg = box.write('xdg/git-kvm/config.yml', '');
  const clone = box.write('tree/.git/git-kvm.toml', '');
  const tree = box.write('tree/.git-kvmrc.json', '{}');
  const { top, commonDir, home } = box;
  const env = { HOME: home, XDG_CONFIG_HOME: box.folder('xdg') };
  assert.deepEqual(findConfigFiles({ top, commonDir, env, cwd: top }), [
    { layer: 'user', file: xdg },
    { layer: 'clone', file: clone },
    { layer: 'tree', file: tree },
  ]);
  assert.deepEqual(
    findConfigFiles({ top: null, commonDir: null, env: { ...env, XDG_CONFIG_HOME: 'xdg' }, cwd: box.root }),
    [{ layer: 'user', file: `${home}/.config/git-kvm/config.yaml` }],
  );
});

test('two files of one layer, and a GIT_KVM_CONFIG that is not there, are errors', async (t) => {
  const box = new Sandbox(t);
  box.write('tree/.git-kvmrc', '');
  const second = box.write('tree/.git-kvmrc.toml', '');
  await assert.rejects(
    box.load(),
    (error: Error) => /two configuration files/.test(error.message) && error.message.includes(second),
  );
  const other = new Sandbox(t);
  other.env.GIT_KVM_CONFIG = 'none.yaml';
  await assert.rejects(other.load(), /GIT_KVM_CONFIG: no such file: .*none\.yaml/);
});

test('an empty file says nothing', async (t) => {
  const box = new Sandbox(t);
  box.write('tree/.git-kvmrc', '\n# only a comment\n');
  box.write('tree/.git/git-kvm.json', '');
  assert.deepEqual((await box.load()).settings, { rules: {} });
});

test('templates are said by the user, and variables hold in their order', async (t) => {
  const box = new Sandbox(t);
  box.write('home/.config/git-kvm/config.yaml', 'templates: mine\ntopics: [{ name: mine }]\n');
  box.env.GIT_KVM_RULE_shortlog_case = 'note';
  box.env.GIT_KVM_RULE_SHORTLOG_CASE = 'warn';
  const { settings, origins } = await box.load();
  assert.deepEqual([settings.templates, settings.topics], ['mine', [{ name: 'mine' }]]);
  assert.deepEqual(
    origins.get('rules.shortlog-case.level')?.map(({ value }) => value),
    ['warn', 'note'],
  );
});

test('a checker needs a program that is not of the tree, and a name that is no rule', async (t) => {
  const cases: [checker: string, said: RegExp | null][] = [
    ['mine: { command: [sparse] }', null],
    ['mine: { command: [/usr/bin/sparse] }', null],
    ['mine: { command: [~/bin/sparse] }', null],
    ['mine: { command: [scripts/check] }', /checkers\.mine runs 'scripts\/check', relative to the tree$/],
    ['mine: { command: [./check] }', /checkers\.mine runs '\.\/check'/],
    ['mine: { command: [""] }', /checkers\.mine runs ''/],
    ['mine: { level: warn }', /checkers\.mine has no command$/],
    ['shortlog-case: { command: [sparse] }', /checkers\.shortlog-case has the name of a rule$/],
    ['suppression: { command: [sparse] }', /checkers\.suppression has the name of a rule$/],
  ];
  for (const [checker, said] of cases) {
    const box = new Sandbox(t);
    const file = box.write('home/.config/git-kvm/config.yaml', `checkers: { ${checker} }\n`);
    box.write('tree/.git/git-kvm.yaml', 'checkers: { other: { command: [a] } }\n');
    if (said === null) assert.equal(Object.keys((await box.load()).settings.checkers!).length, 2);
    else
      await assert.rejects(
        box.load(),
        ({ message }: Error) => said.test(message) && message.startsWith(`${file}: `),
        checker,
      );
  }
});

test('the file to write to is the one that is there, or else a new one', (t) => {
  const box = new Sandbox(t);
  const { top, commonDir, env, home } = box;
  const places = { top, commonDir, env, cwd: top };
  const files = (more = {}) =>
    (['user', 'clone'] as const).map((layer) => fileToWrite(layer, { ...places, ...more }));
  assert.deepEqual(files(), [`${home}/.config/git-kvm/config.yaml`, `${commonDir}/git-kvm.yaml`]);
  assert.deepEqual(files({ commonDir: null, env: { HOME: 'relative' } }), [null, null]);
  const clone = box.write('tree/.git/git-kvm.toml', '');
  assert.deepEqual(files(), [`${home}/.config/git-kvm/config.yaml`, clone]);
  assert.deepEqual(files({ env: { HOME: '', XDG_CONFIG_HOME: '/x' } })[0], '/x/git-kvm/config.yaml');
});
