import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { levelOf } from '../../../src/lint/config/resolve';
import { RULES } from './rules';
import { Sandbox } from './sandbox';

/** Stand in the tree while it is loaded, as a hook does. */
async function inTree<T>(box: Sandbox, run: () => Promise<T>): Promise<T> {
  const before = process.cwd();
  process.chdir(box.top);
  try {
    return await run();
  } finally {
    process.chdir(before);
  }
}

/** A tree full of everything that cosmiconfig would run or follow. */
function booby(t: TestContext): { box: Sandbox; ran: string } {
  const box = new Sandbox(t);
  const ran = join(box.root, 'RAN');
  const js = `require('node:fs').appendFileSync(${JSON.stringify(ran)}, __filename); module.exports = { notes: true };`;
  const mjs = `import fs from 'node:fs'; fs.appendFileSync(${JSON.stringify(ran)}, import.meta.url); export default {};`;
  for (const ending of ['js', 'cjs', 'ts']) {
    for (const stem of ['.config/config', '.config/git-kvmrc', '.git-kvmrc', 'git-kvm.config', 'evil']) {
      box.write(`tree/${stem}.${ending}`, js);
    }
  }
  for (const stem of ['.config/config', '.git-kvmrc', 'git-kvm.config']) box.write(`tree/${stem}.mjs`, mjs);
  const meta = 'cosmiconfig:\n  searchPlaces: [evil.js]\n';
  for (const name of ['.config/config.yaml', '.config/config.yml', 'package.yaml'])
    box.write(`tree/${name}`, meta);
  const metaJson = JSON.stringify({ cosmiconfig: { searchPlaces: ['evil.js'] } });
  box.write('tree/.config/config.json', metaJson);
  box.write(
    'tree/package.json',
    JSON.stringify({ 'git-kvm': { $import: './evil.js' }, cosmiconfig: { searchPlaces: ['evil.js'] } }),
  );
  return { box, ran };
}

test('no code of a tree is run, with and without a configuration of its own', async (t) => {
  const { box, ran } = booby(t);
  await inTree(box, () => box.load());
  box.write('tree/.git-kvmrc.yaml', 'rules: { shortlog-case: warn }\n');
  const effective = await inTree(box, () => box.load());
  assert.equal(levelOf(RULES[0]!, effective), 'warn');
  assert.equal(effective.settings.notes, undefined);
  assert.ok(!existsSync(ran), 'code of the tree was run');
});

// Each trap alone: the first one that cosmiconfig finds hides the others.
for (const [name, text] of [
  ['.config/config.js', null],
  ['.config/config.cjs', null],
  ['.config/config.json', '{"cosmiconfig":{"$import":"../evil.js"},"$import":"../evil.js"}'],
  ['.config/config.yaml', '$import: ../evil.js\n'],
  ['package.json', '{"cosmiconfig":{"$import":"./evil.js"}}'],
  ['package.yaml', 'cosmiconfig: { $import: ./evil.js }\n'],
] as const) {
  test(`what configures cosmiconfig itself is not read from a tree: ${name}`, async (t) => {
    const box = new Sandbox(t);
    const ran = join(box.root, 'RAN');
    const code = `require('node:fs').appendFileSync(${JSON.stringify(ran)}, __filename); module.exports = {};`;
    box.write('tree/evil.js', code);
    box.write(`tree/${name}`, text ?? code);
    box.write('tree/.git-kvmrc.yaml', 'rules: { shortlog-case: warn }\n');
    const effective = await inTree(box, () => box.load());
    assert.equal(levelOf(RULES[0]!, effective), 'warn');
    // cosmiconfig imports code asynchronously even where it is asked synchronously.
    await setTimeout(50);
    assert.ok(!existsSync(ran), 'code of the tree was run');
  });
}

for (const [name, text] of [
  ['.git-kvmrc.yaml', '$import: ./evil.js\n'],
  ['.git-kvmrc', '"$import": [./evil.js]\n'],
  ['.git-kvmrc.json', '{"$import":"./evil.cjs"}'],
  ['.git-kvmrc.toml', '"$import" = "./evil.js"\n'],
] as const) {
  test(`$import is refused, not followed: ${name}`, async (t) => {
    const { box, ran } = booby(t);
    box.write(`tree/${name}`, text);
    await assert.rejects(
      inTree(box, () => box.load()),
      /'\$import' is not supported/,
    );
    assert.ok(!existsSync(ran), 'code of the tree was run');
  });
}

for (const ending of ['js', 'cjs', 'mjs', 'ts', 'txt']) {
  test(`GIT_KVM_CONFIG names data only: evil.${ending}`, async (t) => {
    const { box, ran } = booby(t);
    box.write('tree/evil.mjs', 'throw 1');
    box.write('tree/evil.txt', 'notes: true');
    box.env.GIT_KVM_CONFIG = `evil.${ending}`;
    await assert.rejects(
      inTree(box, () => box.load()),
      /executable configuration is not supported/,
    );
    assert.ok(!existsSync(ran), 'code of the tree was run');
  });
}

for (const tag of ['!!js/function "function () {}"', '!!js/regexp /a/', '!!js/undefined ""', '!evil x']) {
  test(`a tag of YAML makes nothing: ${tag}`, async (t) => {
    const box = new Sandbox(t);
    box.write('tree/.git-kvmrc', `notes: ${tag}\n`);
    await assert.rejects(box.load(), /:1: cannot read: unknown tag/);
  });
}

test('aliases that multiply are bounded', async (t) => {
  const box = new Sandbox(t);
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 10; i += 1)
    lines.push(
      `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    );
  box.write('tree/.git-kvmrc', lines.join('\n'));
  await assert.rejects(box.load(), /more than 50000 values/);
});

test('an alias of itself, and nesting without end, are bounded', async (t) => {
  const box = new Sandbox(t);
  const file = box.write('tree/.git-kvmrc', 'a: &a [*a]\n');
  await assert.rejects(box.load(), /nested too deeply/);
  box.write('tree/.git-kvmrc', '['.repeat(200_000));
  await assert.rejects(
    box.load(),
    (error: Error) => error.message.startsWith(file) && error.message.length < 500,
  );
});

test('a file that is too large, and what is no file, are refused', async (t) => {
  const box = new Sandbox(t);
  box.write('tree/.git-kvmrc', `#${'x'.repeat(1 << 20)}\n`);
  await assert.rejects(box.load(), /larger than 1 MB/);
  const other = new Sandbox(t);
  other.folder('tree/.git-kvmrc.yaml');
  await assert.rejects(other.load(), /not a regular file/);
});

test('a symbolic link that leads out of the tree is refused; one inside is followed', async (t) => {
  const box = new Sandbox(t);
  box.write('secret.yaml', 'password: å\n');
  symlinkSync('../secret.yaml', join(box.top, '.git-kvmrc.yaml'));
  await assert.rejects(
    box.load(),
    (error: Error) => /leads out of the tree/.test(error.message) && !/password/.test(error.message),
  );
  const other = new Sandbox(t);
  other.write('tree/tools/kvm.yaml', 'notes: true\n');
  symlinkSync('tools/kvm.yaml', join(other.top, '.git-kvmrc.yaml'));
  assert.equal((await other.load()).settings.notes, true);
});

test('the built program is as safe, and brings no compiler along', async (t) => {
  const { box, ran } = booby(t);
  const built = join(process.env.GIT_KVM_DIST!, 'config-files.cjs');
  const file = box.write('tree/.git-kvmrc.toml', 'notes = true\n');
  const { readConfigFiles } = require(built) as typeof import('../../../src/lint/config/config-files');
  const [read] = await inTree(box, async () => readConfigFiles([{ layer: 'tree', file }]));
  assert.deepEqual({ ...(read?.value as object) }, { notes: true });
  assert.ok(!existsSync(ran), 'code of the tree was run');
  assert.ok(statSync(built).size < 600_000, `${statSync(built).size} bytes`);
});

test('hooks do not bring cosmiconfig along', () => {
  const hook = readFileSync(join(process.env.GIT_KVM_DIST!, 'commit-msg.cjs'), 'utf8');
  assert.match(hook, /config-files\.cjs/);
  assert.doesNotMatch(hook, /metaSearchPlaces|js-yaml/);
});

test('what is as large as it may be is read, and a link of the user is followed', async (t) => {
  const box = new Sandbox(t);
  const file = box.write('far/config.yaml', `#${'x'.repeat((1 << 20) - 2)}\n`);
  box.folder('home/.config/git-kvm');
  symlinkSync(file, join(box.home, '.config', 'git-kvm', 'config.yaml'));
  assert.deepEqual((await box.load()).settings, { rules: {} });
  const values = (count: number) => `localPrefixes: [${'a,'.repeat(count)}]`;
  box.write('tree/.git-kvmrc', values(49_998));
  await assert.rejects(box.load(), /localPrefixes has more than/);
  box.write('tree/.git-kvmrc', values(49_999));
  await assert.rejects(box.load(), /more than 50000 values/);
  box.write('tree/.git-kvmrc', `a: ${'['.repeat(12)}${']'.repeat(12)}`);
  await assert.rejects(box.load(), /unknown key 'a'/);
  box.write('tree/.git-kvmrc', `a: ${'['.repeat(13)}${']'.repeat(13)}`);
  await assert.rejects(box.load(), /nested too deeply/);
});
