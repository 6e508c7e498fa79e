import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { check } from '../../src/cli/check';
import { plan } from '../../src/cli/plan';
import { removeLeftBehind } from '../../src/hooks/install/clean-up';
import { parseDiff } from '../../src/model/diff';
import { parseEvidence, patchIdOf } from '../../src/model/evidence';
import { Toy } from '../verify/toy';

const X86 = 'arch/x86/kvm/x86.c';
const EXIT = 'arch/x86/kvm/exit.c';

function series(toy: Toy): void {
  toy.repo.commit('KVM: x86: Return one\n\nReturn one.', { [X86]: 'int x86(void)\n{\n\treturn 1;\n}\n' });
  toy.repo.commit('KVM: x86: Add exits\n\nAdd them.', { [EXIT]: 'int exits(void)\n{\n\treturn 1;\n}\n' });
}

/** What the rule says of mails made from the branch; '' if it is content. */
async function atSend(toy: Toy, ...rules: string[]): Promise<string> {
  const out = join(toy.repo.dir, '..', `out-${Math.random()}`);
  toy.repo.git('format-patch', '-q', '-o', out, 'base..');
  let text = '';
  const io = {
    out: (part: string) => {
      text += part;
    },
    err: () => {},
    color: false,
  };
  const rule = ['test-evidence=block', ...rules];
  const asked = { format: 'json', notes: false, fix: false, inPlace: false, cwd: toy.repo.dir } as const;
  await check({ ...asked, what: [out], rule, env: toy.repo.env }, io);
  const { findings } = JSON.parse(text) as { findings: { rule: string; message: string }[] };
  return findings.find((finding) => finding.rule === 'test-evidence')?.message ?? '';
}

async function testingText(toy: Toy): Promise<string> {
  let text = '';
  const io = {
    out: (part: string) => {
      text += part;
    },
    err: () => {},
    color: false,
  };
  const asked = { what: ['base..'], format: 'pretty', testingText: true } as const;
  await plan({ ...asked, cwd: toy.repo.dir, env: toy.repo.env }, io);
  return text;
}

test('what verify has built is known at the send, until the code changes', async (t) => {
  const toy = new Toy(t);
  series(toy);
  assert.match(await atSend(toy), /^Not recorded for these patches: build$/m);
  assert.equal((await toy.verify()).status, 0);
  assert.equal(await atSend(toy), '');
  toy.repo.git('commit', '-q', '--amend', '-m', 'KVM: x86: Add all exits\n\nAdd all of them.');
  assert.equal(await atSend(toy), '', 'a reword keeps it');
  toy.repo.write(EXIT, 'int exits(void)\n{\n\treturn 2;\n}\n');
  toy.repo.git('commit', '-q', '-a', '--amend', '--no-edit');
  assert.match(await atSend(toy), /build/, 'a change of code does not');
});

test('the same patch on top of another one is not what was built', async (t) => {
  const toy = new Toy(t);
  series(toy);
  assert.equal((await toy.verify()).status, 0);
  toy.repo.git('reset', '-q', '--hard', 'base');
  toy.repo.commit('KVM: x86: Return two\n\nReturn two.', { [X86]: 'int x86(void)\n{\n\treturn 2;\n}\n' });
  toy.repo.commit('KVM: x86: Add exits\n\nAdd them.', { [EXIT]: 'int exits(void)\n{\n\treturn 1;\n}\n' });
  assert.match(await atSend(toy), /build/);
});

test('what did not pass is not recorded', async (t) => {
  const toy = new Toy(t);
  toy.repo.commit('KVM: x86: Break it\n\nBreak it.', { [X86]: 'CALL(nothing)\n' });
  assert.equal((await toy.verify()).status, 1);
  assert.match(await atSend(toy), /build/);
});

test('the words of a build that fails are findings, until the same patch passes', async (t) => {
  const toy = new Toy(t);
  const findings = async () => {
    let text = '';
    const io = { out: (part: string) => (text += part), err: () => {}, color: false };
    const asked = { format: 'json', notes: true, fix: false, inPlace: false, cwd: toy.repo.dir } as const;
    await check({ ...asked, what: ['base..'], rule: [], env: toy.repo.env }, io);
    const found = JSON.parse(text) as { findings: { rule: string; level: string; message: string }[] };
    return found.findings.filter(({ message }) => /^Fails git kvm verify/.test(message));
  };
  toy.repo.commit('KVM: x86: Add exits\n\nAdd them.', { [EXIT]: 'int exits(void)\n{\n\treturn 1;\n}\n' });
  toy.repo.commit('KVM: x86: Use it\n\nUse it.', { [X86]: '\nCALL(nothing)\n' });
  assert.equal((await toy.verify()).status, 1);
  const [one, ...others] = await findings();
  assert.deepEqual(others, []);
  assert.equal(one?.rule, 'test-plan');
  assert.equal(one?.level, 'note');
  assert.match(
    one?.message ?? '',
    /\(build\): arch\/x86\/kvm\/x86\.c:2: error: implicit declaration of function 'nothing'$/,
  );
  toy.repo.git('tag', 'failed');
  toy.repo.git('reset', '-q', '--hard', 'base');
  toy.repo.commit('Add it', { 'arch/x86/kvm/kvm.h': 'DEFINE(kvm_init)\nDEFINE(nothing)\n' });
  toy.repo.git('tag', '-f', 'base');
  toy.repo.git('cherry-pick', 'failed~1', 'failed');
  assert.equal((await toy.verify()).status, 0);
  assert.deepEqual(await findings(), []);
});

test('what was run elsewhere is recorded by hand, and said in the cover letter', async (t) => {
  const toy = new Toy(t);
  series(toy);
  await toy.verify();
  assert.match(await testingText(toy), /Not tested:\n {2}- KVM selftests\n {2}- KVM-unit-tests/);
  const done = await toy.verify({ record: 'kvm-unit-tests', on: 'AMD Milan' });
  assert.equal(done.status, 0, done.text);
  const text = await testingText(toy);
  assert.match(
    text,
    /^Testing:\n {2}- each patch built with KVM_INTEL=m, KVM_AMD=m and KVM_WERROR=y \(.+\)$/m,
  );
  assert.match(text, /^ {2}- KVM-unit-tests \(AMD Milan\)$/m);
  assert.match(text, /^Not tested:\n {2}- KVM selftests\n$/m);
  toy.repo.write(
    '.git/git-kvm.yaml',
    'rules:\n  test-evidence:\n    options:\n      for: [build, kvm-unit-tests]\n',
  );
  assert.equal(await atSend(toy), '');
  for (const asked of [
    { record: 'build', on: 'x' },
    { record: 'selftests' },
    { record: 'selftests', on: 'a\nb' },
  ])
    assert.equal((await toy.verify(asked)).status, 2);
});

test('a patch is known by its lines, not by their numbers and blanks', () => {
  const diffOf = (head: string, ...lines: string[]) =>
    patchIdOf(parseDiff(['diff --git a/x.c b/x.c', '--- a/x.c', '+++ b/x.c', head, ...lines]).diff);
  const one = diffOf('@@ -1,2 +1,2 @@', ' same', '-old', '+new');
  assert.equal(diffOf('@@ -7,2 +9,2 @@ f()', ' same', '-old', '+new'), one);
  assert.equal(diffOf('@@ -1,2 +1,2 @@', ' same', '-old ', '+\tnew'), one);
  assert.notEqual(diffOf('@@ -1,2 +1,2 @@', ' other', '-old', '+new'), one);
  assert.equal(patchIdOf(parseDiff(['diff --git a/x b/x', 'Binary files a/x and b/x differ']).diff), null);
});

test('of what the diff does not show there is no id, and the order of files is nothing', () => {
  const idOf = (...lines: string[]) => patchIdOf(parseDiff(lines).diff);
  const one = ['diff --git a/x b/x', '--- a/x', '+++ b/x', '@@ -1 +1 @@', '-a', '+b'];
  const other = one.map((line) => line.replaceAll('/x', '/y'));
  assert.equal(idOf(), null);
  assert.equal(idOf(...one, 'diff --git a/z b/z', 'Binary files a/z and b/z differ'), null);
  assert.equal(idOf(...one, ...other), idOf(...other, ...one));
  assert.notEqual(idOf(...one), idOf(...other));
});

test('what is no evidence is left out', () => {
  const one = {
    id: 'build',
    patch: 'a'.repeat(40),
    tree: 'b'.repeat(40),
    parent: 'c'.repeat(40),
    on: 'gcc',
    date: '',
  };
  const lines = [JSON.stringify(one), 'words', '[]', 'null', JSON.stringify({ ...one, tree: 'x' })];
  assert.deepEqual(parseEvidence(lines.join('\n')), [one]);
});

test('an uninstall leaves no record', async (t) => {
  const toy = new Toy(t);
  series(toy);
  const before = toy.repo.git('for-each-ref');
  await toy.verify();
  assert.notEqual(toy.repo.git('for-each-ref'), before);
  removeLeftBehind(join(toy.repo.dir, '.git'), { keepBackups: true });
  assert.equal(toy.repo.git('for-each-ref'), before);
});
