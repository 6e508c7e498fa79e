/** The clone's own checkpatch.pl, run on patches. A small script stands in for it. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openClone } from '../../src/git/git-clone';
import { scratch } from './scratch';

/** Finds BAD in added lines, as checkpatch.pl prints it, and counts how often it was asked. */
const SCRIPT = `#!/usr/bin/perl
open(my $log, '>>', 'asked'); print $log scalar(grep { !/^--/ } @ARGV) . "\\n"; close $log;
my $found = 0;
for my $file (grep { !/^--/ } @ARGV) {
  open(my $in, '<', $file); my $n = 0;
  while (<$in>) { $n++; if (/^\\+.*BAD/) { print "$file:$n: WARNING:BRACES: no braces\\n"; $found = 1; } }
}
exit $found;
`;

test('each patch is asked once, many at a time, and its findings are its own', (t) => {
  const repo = scratch(t);
  repo.commit('One', { 'arch/x86/kvm/x86.c': 'int a;\n' });
  mkdirSync(join(repo.dir, 'scripts'));
  writeFileSync(join(repo.dir, 'scripts', 'checkpatch.pl'), SCRIPT);
  const env = { ...repo.env, XDG_CACHE_HOME: join(repo.dir, '..', 'cache') };
  const patches = Array.from({ length: 20 }, (_, i) => `Subject: ${i}\n\n+good\n${i === 7 ? '+BAD\n' : ''}`);
  const answers = openClone(repo.dir, { env })!.checkpatch(patches);
  assert.notEqual(answers, 'unknown');
  assert.deepEqual(
    (answers as unknown[][]).map((findings) => findings.length),
    patches.map((_, i) => (i === 7 ? 1 : 0)),
  );
  assert.deepEqual((answers as unknown[][])[7], [
    { line: 4, level: 'WARNING', type: 'BRACES', text: 'no braces' },
  ]);
  const asked = () => readFileSync(join(repo.dir, 'asked'), 'utf8').trim().split('\n').map(Number);
  assert.equal(
    asked().reduce((sum, n) => sum + n, 0),
    20,
  );
  assert.ok(asked().length < 20, 'several in one process');
  openClone(repo.dir, { env })!.checkpatch(patches);
  assert.equal(
    asked().reduce((sum, n) => sum + n, 0),
    20,
    'the second time it is known',
  );
});

test('a clone without the script, and a script that fails, cannot tell', (t) => {
  const repo = scratch(t);
  repo.commit('One', { a: '1\n' });
  assert.equal(openClone(repo.dir, { env: repo.env })!.checkpatch(['Subject: x\n']), 'unknown');
  mkdirSync(join(repo.dir, 'scripts'));
  writeFileSync(join(repo.dir, 'scripts', 'checkpatch.pl'), 'exit 3;\n');
  const answer = openClone(repo.dir, { env: repo.env })!.checkpatch(['Subject: x\n']);
  assert.ok(answer === 'unknown' || answer[0]!.length === 0);
});
