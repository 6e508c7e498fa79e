import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { MESSAGE_SETTINGS, readGitSaid, STAGED_DIFF } from '../../src/patches/staged';

const DIFF = `diff --git a/a.c b/a.c
--- a/a.c
+++ b/a.c
@@ -1 +1 @@
-one
+two
`;
const said = (text: string, withSettings: boolean) => readGitSaid(Buffer.from(text), withSettings);

describe('what git said before the program was there', () => {
  it('is the diff, with or without settings in front', () => {
    assert.deepEqual(said(`${DIFF}\n0`, false).diff?.paths, ['a.c']);
    assert.equal(said(`${DIFF}\n0`, false).config, undefined);
    const { config, diff } = said(
      `core.commentchar\n;\0core.commentChar\n%\0commit.cleanup\nscissors\0\0${DIFF}\n0`,
      true,
    );
    assert.deepEqual(
      [...config!],
      [
        ['core.commentchar', '%'],
        ['commit.cleanup', 'scissors'],
      ],
    );
    assert.deepEqual(diff?.paths, ['a.c']);
    assert.deepEqual([...said(`\0${DIFF}\n0`, true).config!], []);
    assert.deepEqual(said('\0\n0', true).diff?.paths, []);
    const odd = said(`\0${DIFF.replace('two', 'a\0\0b')}\n0`, true);
    assert.deepEqual([[...odd.config!], odd.diff?.paths], [[], ['a.c']]);
  });

  it('is nothing where git failed, was cut off, or said too much', () => {
    for (const text of ['', '0', `${DIFF}`, `${DIFF}\n128`, `${DIFF}\n`, `\0${DIFF}\n1`]) {
      assert.deepEqual(said(text, false), {}, JSON.stringify(text));
    }
    assert.deepEqual(readGitSaid(null, true), {});
  });

  it('is asked for in the same words as from node', () => {
    const sh = readFileSync(join(process.env.GIT_KVM_DIST!, 'hooks', 'git-kvm.sh'), 'utf8');
    assert.ok(sh.includes(`git ${STAGED_DIFF.join(' ')} -p --`));
    assert.ok(sh.includes(`git config -z --get-regexp '${MESSAGE_SETTINGS}'`));
  });
});
