/** The copy of checkpatch.pl in an installation, run on patches. A small script stands in for it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openClone } from '../../src/git/git-clone';
import { copyScripts, oldScripts, scriptsIn } from '../../src/git/kernel-scripts';
import { type Scratch, scratch } from './scratch';

/** Finds BAD in added lines, as checkpatch.pl prints it, and counts how often it was asked. */
const SCRIPT = `#!/usr/bin/perl
open(my $log, '>>', "$0.asked"); print $log scalar(grep { !/^--/ } @ARGV) . "\\n"; close $log;
my $found = 0;
for my $file (grep { !/^--/ } @ARGV) {
  open(my $in, '<', $file); my $n = 0;
  while (<$in>) { $n++; if (/^\\+.*BAD/) { print "$file:$n: WARNING:BRACES: no braces\\n"; $found = 1; } }
}
exit $found;
`;

/** A repository with this script in the place of the copy. */
function withCopy(repo: Scratch, script: string): string {
  const folder = scriptsIn(join(repo.dir, '.git'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'checkpatch.pl'), script);
  return folder;
}

test('each patch is asked once, many at a time, and its findings are its own', (t) => {
  const repo = scratch(t);
  repo.commit('One', { 'arch/x86/kvm/x86.c': 'int a;\n' });
  const folder = withCopy(repo, SCRIPT);
  const patches = Array.from({ length: 20 }, (_, i) => `Subject: ${i}\n\n+good\n${i === 7 ? '+BAD\n' : ''}`);
  const answers = openClone(repo.dir, { env: repo.env })!.checkpatch(patches);
  assert.notEqual(answers, 'unknown');
  assert.deepEqual(
    (answers as unknown[][]).map((findings) => findings.length),
    patches.map((_, i) => (i === 7 ? 1 : 0)),
  );
  assert.deepEqual((answers as unknown[][])[7], [
    { line: 4, level: 'WARNING', type: 'BRACES', text: 'no braces' },
  ]);
  const asked = () =>
    readFileSync(join(folder, 'checkpatch.pl.asked'), 'utf8').trim().split('\n').map(Number);
  assert.equal(
    asked().reduce((sum, n) => sum + n, 0),
    20,
  );
  assert.ok(asked().length < 20, 'several in one process');
  openClone(repo.dir, { env: repo.env })!.checkpatch(patches);
  assert.equal(
    asked().reduce((sum, n) => sum + n, 0),
    20,
    'the second time it is known',
  );
});

test('an mbox of single patches is asked of a few processes, before the rules', (t) => {
  const repo = scratch(t);
  repo.commit('One', { 'arch/x86/kvm/x86.c': 'int a;\n' });
  const folder = withCopy(repo, SCRIPT);
  const patch = (i: number) =>
    `From a@example.org Mon May  6 10:00:00 2024\nFrom: A <a@example.org>\nMessage-ID: <${i}@x>\n` +
    `Subject: [PATCH] KVM: x86: Do ${i}\n\nDo it.\n\nSigned-off-by: A <a@example.org>\n---\n` +
    'diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c\n--- a/arch/x86/kvm/x86.c\n' +
    `+++ b/arch/x86/kvm/x86.c\n@@ -1 +1,2 @@\n int a;\n+int BAD${i};\n-- \n2.39.5\n\n`;
  writeFileSync(join(repo.dir, 'all.mbox'), Array.from({ length: 40 }, (_, i) => patch(i)).join(''));
  const program = join(process.env.GIT_KVM_DIST!, 'git-kvm.cjs');
  const { stdout } = spawnSync(process.execPath, [program, 'check', '--format', 'gcc', 'all.mbox'], {
    cwd: repo.dir,
    env: repo.env,
    encoding: 'utf8',
  });
  assert.equal(stdout.match(/no braces/g)?.length, 40);
  const asked = readFileSync(join(folder, 'checkpatch.pl.asked'), 'utf8').trim().split('\n').map(Number);
  assert.equal(
    asked.reduce((sum, n) => sum + n, 0),
    40,
  );
  assert.ok(asked.length <= 8, `${asked.length} processes`);
});

test('the script of the tree never runs, nor what the environment would have perl load', (t) => {
  const repo = scratch(t);
  const trap = `system("touch '${repo.dir}/pwned'"); exit 0;\n`;
  repo.commit('One', {
    'scripts/checkpatch.pl': trap,
    'Trap.pm': `${trap}1;\n`,
    '.checkpatch.conf': '--no-show-types\n',
  });
  const env = { ...repo.env, PERL5OPT: `-I${repo.dir} -MTrap`, PERL5LIB: repo.dir };
  assert.equal(openClone(repo.dir, { env })!.checkpatch(['Subject: x\n\n+BAD\n']), 'unknown');
  withCopy(repo, SCRIPT.replace('my $found', 'die if -e ".checkpatch.conf"; my $found'));
  const [findings] = openClone(repo.dir, { env })!.checkpatch(['Subject: x\n\n+BAD\n']) as unknown[][];
  assert.equal(findings!.length, 1);
  assert.equal(existsSync(join(repo.dir, 'pwned')), false);
});

test('it writes below the git directory alone, keeps so many answers and no more, and nothing of runs that were killed', (t) => {
  const repo = scratch(t);
  repo.commit('One', { a: '1\n' });
  withCopy(repo, SCRIPT);
  const folder = join(repo.dir, '.git', 'git-kvm', 'checkpatch');
  mkdirSync(join(folder, 'run-99999999-1'), { recursive: true });
  for (let i = 0; i < 2005; i += 1) writeFileSync(join(folder, `${i}.json`), '[]');
  const temporary = mkdtempSync(join(repo.dir, '..', 'tmp-'));
  const before = process.env.TMPDIR;
  process.env.TMPDIR = temporary;
  t.after(() => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  });
  openClone(repo.dir, { env: { ...repo.env, TMPDIR: temporary } })!.checkpatch(['Subject: x\n\n+BAD\n']);
  assert.deepEqual(readdirSync(temporary), []);
  assert.equal(repo.git('status', '--porcelain', '--ignored'), '');
  const left = readdirSync(folder);
  assert.equal(left.length, 2000);
  assert.ok(left.every((name) => name.endsWith('.json')));
  assert.ok(
    left.some((name) => name.length > 60),
    'the newest stays',
  );
});

test('a clone without the copy, and a script that fails, cannot tell', (t) => {
  const repo = scratch(t);
  repo.commit('One', { a: '1\n' });
  assert.equal(openClone(repo.dir, { env: repo.env })!.checkpatch(['Subject: x\n']), 'unknown');
  withCopy(repo, 'exit 3;\n');
  const answer = openClone(repo.dir, { env: repo.env })!.checkpatch(['Subject: x\n']);
  assert.ok(answer === 'unknown' || answer[0]!.length === 0);
});

test('the copies come from the work tree, else from HEAD, else from the copies before; those that differ are named', (t) => {
  const repo = scratch(t);
  repo.commit('One', { 'scripts/checkpatch.pl': 'committed\n', 'scripts/spelling.txt': 'a||b\n' });
  const copies = join(repo.dir, '..', 'copies');
  copyScripts(repo.dir, copies, join(repo.dir, '..', 'none'));
  assert.deepEqual(readdirSync(copies), ['checkpatch.pl', 'spelling.txt']);
  assert.deepEqual(oldScripts(repo.dir, copies), []);
  repo.write('scripts/checkpatch.pl', 'changed\n');
  assert.deepEqual(oldScripts(repo.dir, copies), ['checkpatch.pl']);
  // A bare clone has no work tree.
  const bare = join(repo.dir, '..', 'bare.git');
  repo.git('clone', '-q', '--bare', repo.dir, bare);
  copyScripts(bare, join(bare, 'copies'), 'none');
  assert.equal(readFileSync(join(bare, 'copies', 'checkpatch.pl'), 'utf8'), 'committed\n');
  repo.git('rm', '-q', '-r', '-f', 'scripts');
  repo.commit('Two');
  copyScripts(repo.dir, join(repo.dir, '..', 'again'), copies);
  assert.equal(readFileSync(join(repo.dir, '..', 'again', 'checkpatch.pl'), 'utf8'), 'committed\n');
});
