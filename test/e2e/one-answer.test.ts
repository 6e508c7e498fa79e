/** The same text as a real commit, as a range, and as the mail that git makes of it: one answer. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { KernelClone } from './kernel-clone';

const DIST = process.env.GIT_KVM_DIST ?? join(process.cwd(), 'dist');
const SOB = 'Signed-off-by: Ada Example <ada@example.org>';
const HEAD = 'KVM: x86/mmu: Drop a stale comment\n\nDrop a comment on behavior that is long gone.';
const GOOD = `${HEAD}\n\n${SOB}\n`;
const PASTED = `diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
@@ -1 +1 @@
-old
+new`;
const GIT_LINE = 'From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001';

interface Text {
  readonly text: string;
  /** Of message-survives; null where it says nothing. */
  readonly level: 'block' | 'warn' | null;
  /** Where git leaves nothing of it in the mail: other rules then block what became of it. */
  readonly lostInMail?: true;
}

const TEXTS: Readonly<Record<string, Text>> = {
  'nothing to lose': { text: GOOD, level: null },
  'notes below ---': { text: `${GOOD}---\nv2: Rebase, see https://example.org\n`, level: null },
  'no blank line below the shortlog': {
    text: GOOD.replace('comment\n\n', 'comment\n'),
    level: 'block',
    lostInMail: true,
  },
  'tags right below the shortlog': {
    text: `KVM: x86/mmu: Drop a stale comment\n${SOB}\n`,
    level: 'block',
  },
  'a shortlog of two long lines': {
    text: GOOD.replace('comment\n\n', 'comment that describes\nbehavior that was removed long ago\n\n'),
    level: 'block',
    lostInMail: true,
  },
  'an unindented diff': { text: `${HEAD}\n\n${PASTED}\n\n${SOB}\n`, level: 'block' },
  'an unindented diff, and notes': {
    text: `${HEAD}\n\n${PASTED}\n\n${SOB}\n---\nv2: Rebase\n`,
    level: 'block',
  },
  'a line --- x': { text: `${HEAD}\n\n--- the caller\n\n${SOB}\n`, level: 'block' },
  'a line Index:': { text: `${HEAD}\n\nIndex: arch/x86/kvm/x86.c\n\n${SOB}\n`, level: 'block' },
  'the first line of a mail': { text: `${HEAD}\n\n${GIT_LINE}\n\n${SOB}\n`, level: 'block' },
  'the first line of a mail within a paragraph': { text: `${HEAD}\n${GIT_LINE}\n\n${SOB}\n`, level: 'block' },
  'tags below ---': { text: `${HEAD}\n---\n${SOB}\n`, level: 'block' },
  'tags below --- and a history': { text: `${HEAD}\n---\nv2: Rebase\n\n${SOB}\n`, level: 'block' },
  'a line that starts with #GP': { text: `${HEAD}  Then\n#GP is injected.\n\n${SOB}\n`, level: 'warn' },
  'a byte-order mark': { text: `\ufeff${GOOD}`, level: 'block' },
  '[PATCH v2] in the shortlog': { text: `[PATCH v2] ${GOOD}`, level: 'warn' },
  '[RFC] in the shortlog': { text: `[RFC] ${GOOD}`, level: 'warn' },
  'a Change-Id:': {
    text: `${HEAD}\n\nChange-Id: I0123456789abcdef0123456789abcdef01234567\n${SOB}\n`,
    level: 'warn',
  },
  "a template's stub": { text: `${HEAD}\n\n*** REASON HERE ***\n\n${SOB}\n`, level: 'warn' },
};

/** Rules that only mail has. */
const OF_MAIL = ['base-commit', 'recipients', 'test-statement', 'previous-version-link', 'stable-recipient'];

interface Verdict {
  readonly blocks: boolean;
  /** `rule level`, sorted; without notes. */
  readonly findings: readonly string[];
  readonly words: string;
}

describe('one answer', () => {
  const clone = new KernelClone();
  after(() => clone.remove());
  const start = clone.git('rev-parse', 'HEAD');
  beforeEach(() => {
    clone.git('reset', '-q', '--hard', start);
    clone.stage();
  });

  const judged = (what: string): Verdict => {
    const off = OF_MAIL.flatMap((rule) => ['--rule', `${rule}=off`]);
    const done = clone.run([
      process.execPath,
      join(DIST, 'git-kvm.cjs'),
      'check',
      ...off,
      '--format=json',
      what,
    ]);
    const { findings } = JSON.parse(done.said) as {
      findings: { rule: string; level: string; message: string }[];
    };
    const loud = findings.filter(({ level }) => level !== 'note');
    return {
      blocks: done.status === 1,
      findings: loud.map(({ rule, level }) => `${rule} ${level}`).sort(),
      words: loud.map(({ message }) => message).join('\n'),
    };
  };

  for (const [name, { text, level, lostInMail }] of Object.entries(TEXTS)) {
    test(name, () => {
      clone.write('../text', text);
      const file = join(clone.home, 'text');
      const committed = clone.tryGit(['commit', '-q', '-F', file]);
      if (committed.status !== 0) clone.git('commit', '-q', '--no-verify', '-F', file);
      const range = judged('HEAD^..HEAD');
      const mail = judged(clone.git('format-patch', '-1', '-o', join(clone.home, 'mail')));

      const survives = (said: string) => said.includes(`message-survives ${level}`);
      assert.equal(committed.said.includes('message-survives'), level !== null, committed.said);
      assert.equal(range.findings.some(survives), level !== null, range.words);
      if (!lostInMail) {
        assert.equal(mail.findings.some(survives), level !== null, mail.words);
        assert.doesNotMatch(mail.words, /no Signed-off-by/i);
      }
      const verdicts = [committed.status !== 0, range.blocks, mail.blocks];
      assert.deepEqual(verdicts, Array(3).fill(level === 'block'), `${range.words}\n--\n${mail.words}`);
      if (!lostInMail && !text.includes(`comment\n${SOB}`)) assert.deepEqual(mail.findings, range.findings);
    });
  }

  /** Commit with an editor that leaves `text` above what git put there. */
  const edited = (text: string, ...args: string[]) => {
    clone.write('../text', text);
    const editor = clone.editor(
      `{ cat "${join(clone.home, 'text')}"; grep '^#' "$1"; } > "$1.new" && mv "$1.new" "$1"`,
    );
    return clone.tryGit(['commit', ...args], { GIT_EDITOR: editor });
  };
  const LOST = TEXTS['a line that starts with #GP']!.text;

  for (const comment of ['#', 'auto']) {
    test(`a line that git drops, with core.commentChar=${comment}`, () => {
      clone.git('config', 'core.commentChar', comment);
      try {
        const done = edited(LOST);
        assert.match(done.said, /block +message-survives:? +Line starts with/);
        assert.notEqual(done.status, 0);
        const fixed = edited(LOST.replace('#GP', 'A #GP'));
        assert.equal(fixed.status, 0, fixed.said);
      } finally {
        clone.git('config', '--unset', 'core.commentChar');
      }
    });
  }

  test('a line that git drops on --amend', () => {
    clone.git('commit', '-q', '--no-verify', '-m', LOST);
    assert.match(clone.head(), /^#GP/m);
    const done = clone.tryGit(['commit', '--amend'], { GIT_EDITOR: 'true' });
    assert.match(done.said, /block +message-survives:? +Line starts with/);
    assert.notEqual(done.status, 0);
    assert.match(clone.head(), /^#GP/m);
    // Without an editor git keeps it, and warns as for any recorded message.
    assert.equal(clone.tryGit(['commit', '--amend', '--no-edit']).status, 0);
    assert.match(clone.head(), /^#GP/m);
  });

  test('with another comment character nothing is lost', () => {
    clone.write('../text', LOST);
    clone.git('config', 'core.commentChar', ';');
    try {
      const done = clone.tryGit(['commit'], {
        GIT_EDITOR: clone.editor(`cp "${join(clone.home, 'text')}" "$1"`),
      });
      assert.equal(done.status, 0, done.said);
      assert.doesNotMatch(done.said, /message-survives/);
      assert.match(clone.head(), /^#GP/m);
    } finally {
      clone.git('config', '--unset', 'core.commentChar');
    }
  });
});
