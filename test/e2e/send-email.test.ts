import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openRepository } from '../../src/git/repository';
import { install } from '../../src/hooks/install/install';
import { Outbox } from './send';

async function outbox(): Promise<Outbox> {
  const box = new Outbox();
  await box.install();
  return box;
}

/** Git before 2.41 asks before --compose and --annotate, and does not count. */
const counts = (box: Outbox) => {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(box.git('.', 'version'))!;
  return Number(major) > 2 || Number(minor) >= 41;
};

describe('git send-email', () => {
  it('sends a clean series after one start of node, and leaves no state', async () => {
    using box = await outbox();
    const files = box.patches('out', ['One', 'Two', 'Three']);
    const { status, stderr } = box.send(files);
    assert.equal(status, 0, stderr);
    assert.equal(box.judged().length, 1);
    assert.equal(box.judged()[0], 'ours:sendemail-validate 0001-One.patch 0002-Two.patch 0003-Three.patch');
    assert.equal(box.subjects().length, 3);
    assert.deepEqual(box.state(), []);
  });

  it('sends nothing when the last of a series is refused, with all findings in one report', async () => {
    using box = await outbox();
    const files = box.patches('out', ['One', 'BAD two', 'BAD three']);
    const { status, stderr, stdout } = box.send(files);
    assert.notEqual(status, 0);
    assert.match(stdout + stderr, /BAD in 0002.*\n.*BAD in 0003/);
    assert.match(stderr, /no patches were sent/);
    assert.deepEqual(box.subjects(), []);
    assert.equal(box.judged().length, 1);
    assert.deepEqual(box.state(), []);
  });

  it('takes files in any order, from any folder, by relative names', async () => {
    using box = await outbox();
    const files = box.patches('out', ['One', 'Two', 'Three']);
    box.write(`${box.clone}/sub/keep`, '');
    const relative = [...files].reverse().map((file) => `../${file}`);
    const { status, stderr } = box.send(relative, { cwd: `${box.clone}/sub` });
    assert.equal(status, 0, stderr);
    assert.equal(box.judged().length, 1);
    assert.match(box.judged()[0]!, /0003-Three.patch 0002-Two.patch 0001-One.patch/);
    assert.equal(box.subjects().length, 3);
  });

  it('takes a revision range', async () => {
    using box = await outbox();
    box.patches('out', ['One', 'Two', 'BAD three']);
    const refused = box.send(['HEAD~3..HEAD']);
    assert.notEqual(refused.status, 0);
    assert.match(refused.stderr + refused.stdout, /BAD in 0003/);
    assert.equal(box.judged().length, 1);
    box.clearLog();
    const passed = box.send(['HEAD~3..HEAD~1']);
    assert.equal(passed.status, 0, passed.stderr);
    assert.deepEqual(box.judged(), ['ours:sendemail-validate 0001-One.patch 0002-Two.patch']);
    assert.equal(box.subjects().length, 2);
    assert.deepEqual(box.state(), []);
  });

  it('takes a folder with junk, two versions and a backup in it', async () => {
    using box = await outbox();
    box.patches('out', ['One', 'Two']);
    box.patches('out', ['Again', 'And again'], '-v2');
    box.write(`${box.clone}/out/notes.txt`, 'Subject: none\n\nWords.\n');
    box.write(`${box.clone}/out/v2-0002-And-again.patch~`, 'Subject: BAD backup, which is never sent\n\n.\n');
    const { status, stderr } = box.send(['--quiet', 'out']);
    assert.equal(status, 0, stderr);
    assert.equal(box.subjects().length, 5);
    assert.equal(box.judged().length, 1);
    assert.match(
      box.judged()[0]!,
      /0001-One\S* 0002-Two\S* notes.txt v2-0001-Again\S* v2-0002-And-again.patch$/,
    );
    assert.deepEqual(box.state(), []);
  });

  it('refuses only what is sent, not what lies beside it', async () => {
    using box = await outbox();
    const [first, second] = box.patches('out', ['One', 'Two', 'BAD three']);
    const { status, stderr } = box.send([
      '--smtp-server-option',
      'out/0003-BAD-three.patch',
      first!,
      second!,
    ]);
    assert.equal(status, 0, stderr);
    assert.equal(box.subjects().length, 2);
  });

  it('sends a reply that is no patch', async () => {
    using box = await outbox();
    const reply = box.write('clone/reply', 'From: Sam <sam@example.org>\nSubject: Re: [PATCH] One\n\nYes.\n');
    const { status, stderr } = box.send([reply]);
    assert.equal(status, 0, stderr);
    assert.deepEqual(box.subjects(), ['Re: [PATCH] One']);
  });

  it('sees what --annotate makes of a patch, where git lets a hook see it', async () => {
    using box = await outbox();
    const files = box.patches('out', ['One', 'Two']);
    const editor = box.write('editor', '#!/bin/sh\nfor f; do sed -i s/Two/BAD/ "$f"; done\n', 0o755);
    const { status } = box.send(['--annotate', ...files], { env: { GIT_EDITOR: editor } });
    // What an editor writes into a file before git 2.41 is sent unseen; doctor and the README say so.
    assert.equal(status === 0, !counts(box));
    assert.equal(box.subjects().length, counts(box) ? 0 : 2);
  });

  it('lets --compose add a cover letter', async () => {
    using box = await outbox();
    const files = box.patches('out', ['One', 'Two']);
    const editor = box.write('editor', '#!/bin/sh\necho Words >>"$1"\n', 0o755);
    const { status, stderr } = box.send(['--compose', '--subject', '[PATCH 0/2] All', ...files], {
      env: { GIT_EDITOR: editor },
    });
    assert.equal(status, 0, stderr);
    assert.equal(box.subjects().length, 3);
    assert.equal(box.judged().length, 1);
    assert.deepEqual(box.state(), []);
  });

  it('works from a linked worktree', async () => {
    using box = await outbox();
    const files = box.patches('out', ['One', 'BAD two']).map((file) => join(box.root, box.clone, file));
    box.git(box.clone, 'worktree', 'add', '-q', '--detach', '../linked');
    assert.notEqual(box.send(files, { cwd: 'linked' }).status, 0);
    assert.equal(box.send(files.slice(0, 1), { cwd: 'linked' }).status, 0);
    assert.equal(box.subjects().length, 1);
  });

  it('never mixes two sends at once', async () => {
    using box = await outbox();
    const good = box.patches('good', ['One', 'Two', 'Three']);
    const bad = box.patches('bad', ['Four', 'Five', 'BAD six']);
    const finish = (files: string[]) =>
      new Promise<number | null>((resolve) => {
        const cwd = join(box.root, box.clone);
        spawn('git', ['send-email', ...files], { cwd, env: box.env, stdio: 'ignore' }).on('close', resolve);
      });
    const [one, other, third] = await Promise.all([finish(good), finish(bad), finish(good)]);
    assert.deepEqual([one, other === 0, third], [0, false, 0]);
    assert.equal(box.subjects().length, 6);
    assert.equal(box.judged().length, 3);
    assert.deepEqual(box.state(), []);
  });

  it('judges a file again that changed after it was judged', async () => {
    using box = await outbox();
    const files = box.patches('out', ['One', 'Two']);
    const second = join(box.root, box.clone, files[1]!);
    // Whoever runs after the check of the first file spoils the second one.
    box.write(
      `${box.clone}/.git/git-kvm-hooks/sendemail-validate`,
      `#!/bin/sh\ncase $1 in *0001*) sed -i s/Two/BAD/ '${second}' ;; esac\n`,
      0o755,
    );
    const { status } = box.send(files);
    if (counts(box)) return assert.equal(status, 0, 'all calls are over when the earlier hook runs');
    assert.notEqual(status, 0);
    assert.equal(box.judged().length, 2);
    assert.deepEqual(box.subjects(), []);
  });

  it('blocks by configuration errors and crashes, with words', async () => {
    using box = await outbox();
    const files = box.patches('out', ['One']);
    const program = join(box.root, box.clone, '.git/git-kvm/current/program/hook.cjs');
    const whole = readFileSync(program, 'utf8');
    const texts = [
      '',
      whole.slice(0, whole.length / 2),
      'process.kill(process.pid, 9)',
      'throw 1',
      '// nothing',
    ];
    for (const text of texts) {
      box.write(program.slice(box.root.length + 1), text);
      const { status, stderr, stdout } = box.send(files);
      assert.notEqual(status, 0, text);
      assert.match(stderr + stdout, /not checked: .*hook\.cjs[\s\S]*nothing was sent[\s\S]*--no-validate/);
    }
    assert.deepEqual(box.subjects(), []);
    assert.equal(box.send(['--no-validate', ...files]).status, 0);
  });

  it('does not trust a folder of state that it cannot write', async () => {
    using box = await outbox();
    const files = box.patches('out', ['One', 'Two']);
    box.write(`${box.clone}/.git/git-kvm/sends`, 'a file where the folder goes');
    const { status, stderr } = box.send(files);
    // Where git counts, no call can be remembered; else each file is judged by itself.
    assert.equal(status === 0, !counts(box), stderr);
    assert.equal(box.judged().length, counts(box) ? 0 : 2);
  });

  it('takes no time of a file, and no state of another process of that number, for a verdict (git before 2.41)', async () => {
    using box = await outbox();
    const files = box.patches('out', ['One', 'Two']).map((file) => join(box.root, box.clone, file));
    const hook = join(box.root, box.clone, '.git/hooks/sendemail-validate');
    const call = (file: string) => box.run(box.clone, hook, [file]).status;
    assert.equal(call(files[0]!), 0, 'both are judged');
    // Of the same size, and older than the verdict.
    box.run('.', 'sh', ['-c', 'sed -i s/Two/BAD/ "$1" && touch -d 2001-01-01 "$1"', 'sh', files[1]!]);
    assert.equal(call(files[1]!), 1);
    const [sum, size] = box.run('.', 'sh', ['-c', 'cksum <"$1"', 'sh', files[1]!]).stdout.trim().split(' ');
    box.write(`${box.clone}/.git/git-kvm/sends/${process.pid}-1/sums`, `${sum}-${size}\n`);
    assert.equal(call(files[1]!), 1);
  });

  it('cleans up after a send that was killed', async () => {
    using box = await outbox();
    const files = box.patches('out', ['One', 'Two']);
    box.write(
      `${box.clone}/.git/git-kvm-hooks/sendemail-validate`,
      '#!/bin/sh\n[ -z "$KILL" ] || kill -9 $(ps -o ppid= -p $(ps -o ppid= -p $PPID))\n',
      0o755,
    );
    assert.notEqual(box.send(files, { env: { KILL: '1' } }).status, 0);
    assert.equal(box.send(files).status, 0);
    assert.deepEqual(box.state(), []);
  });
});

describe('a hook that was there before (a signer, say)', () => {
  const signer =
    // biome-ignore lint/suspicious/noTemplateCurlyInString: sh writes parameters so
    '#!/bin/sh\nsed -i "s/^Subject: /X-Signed: yes\\n&/" "$1"\necho "signed ${1##*/}" >>"$GIT_KVM_TEST_LOG"\n';

  for (const place of ['.git/hooks', 'my hooks']) {
    it(`in ${place} runs last, on each file, and its bytes are sent`, async () => {
      using box = new Outbox();
      if (place !== '.git/hooks') box.git(box.clone, 'config', 'core.hooksPath', place);
      box.write(`${box.clone}/${place}/sendemail-validate`, signer, 0o755);
      await box.install();
      const files = box.patches('out', ['One', 'Two']);
      const { status, stderr } = box.send(files);
      assert.equal(status, 0, stderr);
      assert.deepEqual(box.log().trim().split('\n'), [
        'ours:sendemail-validate 0001-One.patch 0002-Two.patch',
        'signed 0001-One.patch',
        'signed 0002-Two.patch',
      ]);
      for (const name of readdirSync(box.sent)) {
        assert.match(readFileSync(join(box.sent, name), 'utf8'), /^X-Signed: yes$/m);
      }
      assert.equal(readdirSync(box.sent).length, 2);
    });
  }

  it('does not run on a send that is refused', async () => {
    using box = new Outbox();
    box.write(`${box.clone}/.git/hooks/sendemail-validate`, signer, 0o755);
    await box.install();
    assert.notEqual(box.send(box.patches('out', ['One', 'BAD two'])).status, 0);
    assert.doesNotMatch(box.log(), /signed/);
  });

  it('runs when it came after git-kvm, once that is installed again, and its refusal holds', async () => {
    using box = await outbox();
    box.write(`${box.clone}/.git/hooks/sendemail-validate`, '#!/bin/sh\nexit 7\n', 0o755);
    await install(await openRepository(join(box.root, box.clone)), {
      program: join(box.root, 'program'),
      version: '1.0.0',
    });
    box.clearLog();
    const { status, stderr } = box.send(box.patches('out', ['One', 'Two']));
    assert.notEqual(status, 0);
    assert.match(stderr, /died with exit code 7/);
    assert.deepEqual(box.state(), []);
  });

  it('goes on running alone with HUSKY=0', async () => {
    using box = new Outbox();
    box.write(`${box.clone}/.git/hooks/sendemail-validate`, signer, 0o755);
    await box.install();
    const { status } = box.send(box.patches('out', ['BAD']), { env: { HUSKY: '0' } });
    assert.equal(status, 0);
    assert.equal(box.log().trim(), 'signed 0001-BAD.patch');
  });
});

describe('a git that counts the files of a send (2.41 and later)', () => {
  /** Call the hook as git does for file `n` of `of`: all calls come from one process, this one. */
  const call = (box: Outbox, file: string, n: number, of: number) => {
    const hook = join(box.root, box.clone, '.git/hooks/sendemail-validate');
    const headers = box.write(`headers ${n}`, 'To: kvm@example.org\n');
    return box.run(box.clone, hook, [file, headers], {
      GIT_DIR: join(box.root, box.clone, '.git'),
      GIT_SENDEMAIL_FILE_COUNTER: String(n),
      GIT_SENDEMAIL_FILE_TOTAL: String(of),
    });
  };
  const absolute = (box: Outbox, files: string[]) => files.map((file) => join(box.root, box.clone, file));

  it('has the whole send judged at the last file, by one start of node, then signed', async () => {
    using box = await outbox();
    box.loggingHook(
      `${box.clone}/.git/git-kvm-hooks/sendemail-validate`,
      'echo "$GIT_SENDEMAIL_FILE_COUNTER" >>"$GIT_KVM_TEST_LOG"',
    );
    const files = absolute(box, box.patches('out dir', ["It's one", 'Two', 'Three']));
    const odd = join(box.root, box.clone, "out dir/it's\n$(odd) 'name'");
    cpSync(files[0]!, odd);
    files[0] = odd;
    for (const n of [1, 2]) {
      const { status, stdout, stderr } = call(box, files[n - 1]!, n, 3);
      assert.deepEqual([status, stdout + stderr], [0, '']);
    }
    assert.equal(box.log(), '', 'nothing is started before the last one');
    const last = call(box, files[2]!, 3, 3);
    assert.equal(last.status, 0, last.stderr);
    const headers = (n: number) => `[${join(box.root, `headers ${n}`)}]`;
    assert.equal(
      box.log(),
      `ours:sendemail-validate it's\n$(odd) 'name' 0002-Two.patch 0003-Three.patch\n` +
        files.map((file, i) => `theirs:sendemail-validate [${file}] ${headers(i + 1)}\n${i + 1}\n`).join(''),
    );
    assert.deepEqual(box.state(), []);
  });

  it('refuses all for one, and a send with a gap', async () => {
    using box = await outbox();
    const files = absolute(box, box.patches('out', ['BAD one', 'Two']));
    assert.equal(call(box, files[0]!, 1, 2).status, 0);
    assert.equal(call(box, files[1]!, 2, 2).status, 1);
    assert.deepEqual(box.state(), []);
    const gap = call(box, files[1]!, 2, 2);
    assert.equal(gap.status, 2);
    assert.match(gap.stderr, /not file 1/);
    assert.deepEqual(box.state(), []);
  });

  it('starts anew at file 1, and takes a send of one', async () => {
    using box = await outbox();
    const files = absolute(box, box.patches('out', ['BAD one', 'Two']));
    assert.equal(call(box, files[0]!, 1, 3).status, 0);
    assert.equal(call(box, files[1]!, 1, 1).status, 0);
    assert.deepEqual(box.judged(), ['ours:sendemail-validate 0002-Two.patch']);
  });

  it('sends nothing that is counted in an unknown way', async () => {
    using box = await outbox();
    const [file] = absolute(box, box.patches('out', ['One']));
    const hook = join(box.root, box.clone, '.git/hooks/sendemail-validate');
    for (const [n, of] of [
      ['0', '0'],
      ['1', ''],
      ['', '1'],
      ['2', '1'],
      ['1', 'x'],
      ['1', '9'.repeat(30)],
    ]) {
      const { status, stderr } = box.run(box.clone, hook, [file!, box.write('headers', '')], {
        GIT_DIR: join(box.root, box.clone, '.git'),
        GIT_SENDEMAIL_FILE_COUNTER: n,
        GIT_SENDEMAIL_FILE_TOTAL: of,
      });
      assert.equal(status, 2, `${n} of ${of}`);
      assert.match(stderr, /unexpected file counter/);
    }
    assert.deepEqual(box.state(), []);
  });

  it('does not take the numbers of another send for those of a git that counts none', async () => {
    using box = await outbox();
    const numbers = { GIT_SENDEMAIL_FILE_COUNTER: '1', GIT_SENDEMAIL_FILE_TOTAL: '3' };
    const [file] = absolute(box, box.patches('out', ['BAD one']));
    const hook = join(box.root, box.clone, '.git/hooks/sendemail-validate');
    const env = { GIT_DIR: join(box.root, box.clone, '.git'), ...numbers };
    assert.equal(box.run(box.clone, hook, [file!], env).status, 1);
  });

  it('stops at the first file that the earlier hook refuses, with its status', async () => {
    using box = await outbox();
    box.loggingHook(
      `${box.clone}/.git/git-kvm-hooks/sendemail-validate`,
      'case $1 in *0002*) exit 9 ;; esac',
    );
    const files = absolute(box, box.patches('out', ['One', 'Two', 'Three']));
    call(box, files[0]!, 1, 3);
    call(box, files[1]!, 2, 3);
    assert.equal(call(box, files[2]!, 3, 3).status, 9);
    assert.equal(box.log().match(/theirs/g)?.length, 2);
    assert.deepEqual(box.state(), []);
  });

  it('blocks when it cannot remember a call', async () => {
    using box = await outbox();
    const files = absolute(box, box.patches('out', ['One', 'Two']));
    box.write(`${box.clone}/.git/git-kvm/sends`, 'a file where the folder goes');
    const { status, stderr } = call(box, files[0]!, 1, 2);
    assert.equal(status, 2);
    assert.match(stderr, /not checked: cannot write[\s\S]*nothing was sent/);
  });
});
