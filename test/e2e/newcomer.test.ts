/** What a newcomer is told: ten real commits, each refused with words that say what to write instead. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { KernelClone } from './kernel-clone';
import { COMMITS, type NewcomerCommit } from './newcomer-commits';

describe('a newcomer', () => {
  const clone = new KernelClone();
  after(() => clone.remove());
  const start = clone.git('rev-parse', 'HEAD');

  function commit({ edits, message }: NewcomerCommit) {
    for (const [path, from, to] of edits) {
      clone.write(path, from === null ? to : clone.read(path).replace(from, () => to));
      clone.git('add', '-f', path);
    }
    clone.write('../message', message.replaceAll('{short}', start.slice(0, 8)));
    return clone.tryGit(['commit', '-q'], { GIT_EDITOR: clone.editor(`cat "${clone.home}/message" > "$1"`) });
  }

  for (const one of COMMITS) {
    test(one.name, () => {
      const { status, said } = commit(one);
      clone.git('reset', '-q', '--hard', start);
      if (process.env.GIT_KVM_SHOW) console.log(said);
      assert.notEqual(status, 0, said);
      assert.match(said, /Commit rejected; the message is saved/);
      assert.doesNotMatch(said, /:0:|:-\d/, 'each place can be opened');
      const paragraphs = said.split(/\n(?= {2}\S)/);
      for (const [rule, words] of Object.entries(one.told)) {
        const of = paragraphs.filter((text) => text.includes(` ${rule}: `));
        assert.ok(
          of.some((text) => text.includes(words.replaceAll('{culprit}', start.slice(0, 12)))),
          `${rule} does not say "${words}":\n${of.join('\n')}`,
        );
      }
    });
  }
});
