import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { makeSnapshots } from '../../src/install/snapshot';
import { Sandbox } from './sandbox';

const saying = (word: string) =>
  `require('node:v8').startupSnapshot.setDeserializeMainFunction(() => console.log('${word}'));`;

describe('the snapshot of a program', () => {
  const run = (folder: string) =>
    spawnSync(process.execPath, ['--snapshot-blob', join(folder, 'hook.blob'), 'x'], { encoding: 'utf8' })
      .stdout;

  it('is made, stays while it is of this very program and node, and is made anew when it is not', () => {
    using sandbox = new Sandbox();
    const program = sandbox.write('hook.cjs', saying('one'));
    const blob = join(sandbox.root, 'hook.blob');
    const made = () => {
      makeSnapshots(sandbox.root, process.execPath);
      return run(sandbox.root);
    };
    assert.equal(made(), 'one\n');
    const first = readFileSync(blob);
    assert.equal(made(), 'one\n');
    assert.ok(readFileSync(blob).equals(first));
    writeFileSync(program, saying('two'));
    assert.equal(made(), 'two\n');
    truncateSync(blob, 1000);
    assert.equal(made(), 'two\n');
    writeFileSync(`${blob}.origin`, readFileSync(`${blob}.origin`, 'utf8').replace(/ v\d+/, ' v1'));
    writeFileSync(blob, first);
    assert.equal(made(), 'two\n');
  });

  it('by another path of node is always made anew', () => {
    using sandbox = new Sandbox();
    sandbox.write('hook.cjs', saying('one'));
    makeSnapshots(sandbox.root, process.execPath);
    const other = sandbox.write('node', `#!/bin/sh\nexec '${process.execPath}' "$@"\n`, 0o755);
    writeFileSync(join(sandbox.root, 'hook.blob'), 'theirs');
    makeSnapshots(sandbox.root, other);
    assert.equal(run(sandbox.root), 'one\n');
    assert.deepEqual(
      readdirSync(sandbox.root).filter((name) => name.startsWith('hook.')),
      ['hook.blob', 'hook.cjs'],
    );
  });

  it('that cannot be made is none', () => {
    using sandbox = new Sandbox();
    sandbox.write('hook.cjs', 'throw new Error();');
    makeSnapshots(sandbox.root, process.execPath);
    assert.deepEqual(
      readdirSync(sandbox.root).filter((name) => name.startsWith('hook.')),
      ['hook.cjs'],
    );
  });
});
