/** Checkers of the user's, from the configuration to what a commit, a check and a send do with what they find. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { ShippedClone } from './shipped-clone';

const MESSAGE = `KVM: x86/mmu: Drop a comment that is stale

Drop a comment that describes behavior that is long gone.`;

describe('checkers', () => {
  const clone = new ShippedClone();
  after(() => clone.remove());
  const start = clone.git('rev-parse', 'HEAD');
  const log = join(clone.home, 'log');
  const logged = () => (existsSync(log) ? clone.read('../log').trim().split('\n') : []);

  beforeEach(() => {
    rmSync(log, { force: true });
    clone.git('checkout', '-q', '-f', '-B', 'work', start);
    clone.commit(MESSAGE, 'arch/x86/kvm/mmu/mmu.c', '\nint gfn_t_is_here;');
  });

  /** A program that notes that it ran, and prints this. */
  const program = (script: string) => clone.editor(`echo run >>'${log}'\n${script}`);
  const configure = (checkers: object) => clone.write('.git/git-kvm.yaml', JSON.stringify({ checkers }));
  const check = (...args: string[]) => clone.tryGit(['kvm', 'check', ...args, '-1']);
  const send = () => {
    rmSync(join(clone.home, 'sent'), { recursive: true, force: true });
    clone.run(['mkdir', join(clone.home, 'sent')]);
    const done = clone.tryGit(['send-email', '--quiet', '--base=HEAD~1', '-1']);
    return { ...done, sent: readdirSync(join(clone.home, 'sent')).length };
  };
  /** Finds the line of the file that has the word, by reading the patch. */
  const GREP = `
file=$(sed -n 's,^+++ b/,,p')
echo "$file: In function 'f':"
echo "$file:$(grep -n gfn_t_is_here "$file" | cut -d: -f1):5: warning: a gfn \\033[31m[-Wgfn]" >&2
exit 1`;

  test('what one finds is shown at its place, blocks a send, and can be suppressed', () => {
    configure({ gfn: { command: [program(GREP), '--', '$(touch pwned); *'], level: 'block' } });
    const checked = check();
    assert.equal(checked.status, 1, checked.said);
    assert.match(checked.said, /block {2}gfn: a gfn .*\[-Wgfn\]\n {4}\| \+int gfn_t_is_here;$/m);
    assert.doesNotMatch(checked.said, /\x1b/);
    const gcc = check('--format', 'gcc').said;
    assert.match(gcc, /: error: a gfn .* \[gfn\]$/m);

    const refused = send();
    assert.notEqual(refused.status, 0);
    assert.match(refused.said, /block {2}gfn: a gfn/);
    assert.equal(refused.sent, 0);

    clone.git('kvm', 'allow', 'gfn', '--reason', 'a name', '--commit', 'HEAD');
    assert.equal(check().status, 0);
    const sent = send();
    assert.equal(sent.status, 0, sent.said);
    assert.equal(sent.sent, 1);
    assert.equal(clone.git('status', '--porcelain'), '', 'nothing ran by a shell');

    assert.equal(logged().length, 1, 'the same patch was checked once');
  });

  test('it gets a mail that git am takes', () => {
    clone.git('mv', 'arch/x86/kvm/x86.c', 'arch/x86/kvm/y86.c');
    clone.stage('arch/x86/kvm/new.c', 'int å;');
    clone.git('commit', '-q', '--amend', '--no-verify', '--author=Ürsula <u@example.org>', '-sm', MESSAGE);
    configure({ keep: { command: [program(`cat >'${clone.home}/mail'`)] } });
    check();
    const [tree, author, text] = [clone.head('%T'), clone.head('%an'), clone.head()];
    clone.git('checkout', '-q', '-B', 'applied', start);
    clone.git('am', '-q', join(clone.home, 'mail'));
    assert.deepEqual([clone.head('%T'), clone.head('%an'), clone.head()], [tree, author, text]);
  });

  test('a finding of level warn is shown, and sent; level off does not run', () => {
    configure({ gfn: { command: [program(GREP)] } });
    const { status, said, sent } = send();
    assert.equal(status, 0, said);
    assert.match(said, /warn {2}gfn: a gfn/);
    assert.equal(sent, 1);
    rmSync(log);
    configure({ gfn: { command: [program(GREP)], level: 'off' } });
    assert.doesNotMatch(check().said, /gfn:/);
    assert.deepEqual(logged(), []);
  });

  test('a commit runs them only where the configuration says so', () => {
    const commit = () => {
      clone.stage('arch/x86/kvm/x86.c');
      return clone.tryGit(['commit', '-s', '-m', MESSAGE]);
    };
    const command = [program('echo "ERROR: Not today"')];
    configure({ today: { command, level: 'block' } });
    assert.equal(commit().status, 0);
    assert.deepEqual(logged(), []);
    configure({ today: { command, level: 'block', stages: ['commit'] } });
    const refused = commit();
    assert.notEqual(refused.status, 0);
    assert.match(refused.said, /block {2}today: Not today/);
    clone.git('kvm', 'allow', 'today', '--reason', 'any day');
    assert.equal(commit().status, 0);
  });

  test("SARIF and b4's JSON are read as well", () => {
    const sarif = {
      runs: [
        {
          results: [
            {
              ruleId: 'NAME',
              message: { text: 'An odd name' },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'arch/x86/kvm/mmu/mmu.c' },
                    region: { startLine: clone.read('arch/x86/kvm/mmu/mmu.c').split('\n').length - 1 },
                  },
                },
              ],
            },
          ],
        },
      ],
    };
    const b4 = [{ tool: 'x', status: 'warn', summary: 'Odd', details: 'Because\nof this' }];
    configure({
      names: { command: [program(`cat <<'END'\n${JSON.stringify(sarif)}\nEND`)] },
      reviewer: { command: [program(`cat <<'END'\n${JSON.stringify(b4)}\nEND`)] },
    });
    const { said } = check();
    assert.match(said, /warn {2}names: An odd name \[NAME\]\n {4}\| \+int gfn_t_is_here;$/m);
    assert.match(said, /warn {2}reviewer: Odd\n {4}help: Because\n {10}of this$/m);
    assert.doesNotMatch(check('--only', 'names').said, /reviewer/);
    assert.match(clone.tryGit(['kvm', 'explain', 'names']).said, /is a checker of your configuration/);
  });

  test('one that cannot check stops the mail where it blocks, and is a warning where it warns', () => {
    for (const [script, why] of [
      ['kill -9 $$', /Could not check: ended by SIGKILL/],
      ['sleep 30', /Could not check: no answer after 1 s/],
      ['echo oops >&2; exit 2', /Could not check: exit status 2, and no findings: oops/],
      [`echo '{"runs": ['`, /Could not check: its answer is broken JSON/],
    ] as const) {
      const command = [program(script)];
      configure({ broken: { command, level: 'block', timeout: 1 } });
      const stopped = send();
      assert.notEqual(stopped.status, 0, `${script}: ${stopped.said}`);
      assert.match(stopped.said, why);
      assert.equal(stopped.sent, 0);
      configure({ broken: { command, timeout: 1 } });
      const sent = send();
      assert.equal(sent.status, 0, sent.said);
      assert.match(sent.said, why);
      assert.equal(sent.sent, 1);
    }
    configure({ broken: { command: ['no-such-checker'], level: 'block' } });
    const missing = send();
    assert.match(missing.said, /block {2}broken: Could not check: no-such-checker: no such program/);
    assert.equal(missing.sent, 0);
  });

  test("a tree's file names none: a line says so, and nothing runs", () => {
    clone.write('.git/git-kvm.yaml', '');
    const command = [program('echo ERROR: from the tree')];
    clone.write('.git-kvmrc.yaml', `notes: false\ncheckers: ${JSON.stringify({ mine: { command } })}\n`);
    clone.git('add', '-f', '.git-kvmrc.yaml');
    clone.git('commit', '-q', '--amend', '--no-edit', '--no-verify');
    for (const { said } of [
      check(),
      send(),
      clone.tryGit(['kvm', 'doctor']),
      clone.tryGit(['kvm', 'config']),
    ])
      assert.match(said, /\.git-kvmrc\.yaml:2: checkers are ignored in a tree/);
    assert.deepEqual(logged(), []);
    // Not even by the name of one of the user's.
    const mine = program('echo "WARNING: Mine"');
    configure({ mine: { command: [mine] } });
    assert.match(check().said, /warn {2}mine: Mine/);
  });

  test('the configuration is checked, and doctor lists what runs', () => {
    const wrong = (checkers: object, words: RegExp) => {
      configure(checkers);
      const { status, said } = check();
      assert.equal(status, 2);
      assert.match(said, words);
    };
    wrong({ x: { command: ['scripts/x.pl'] } }, /git-kvm.yaml: checkers.x runs 'scripts\/x.pl', relative/);
    wrong({ x: { level: 'warn' } }, /checkers.x has no command/);
    wrong({ 'shortlog-case': { command: ['x'] } }, /has the name of a rule/);
    wrong({ x: { command: 'x' } }, /checkers.x.command must be a list/);
    configure({ x: { command: [program(''), '-a'], stages: ['send'] }, y: { command: ['no-such'] } });
    const { status, said } = clone.tryGit(['kvm', 'doctor']);
    assert.equal(status, 1);
    assert.match(said, /^ok {7}checker x \(warn; at send\): .* -a$/m);
    assert.match(
      said,
      /^problem {2}checker y \(warn; at send, check\): no-such: no such program\n.*checkers.y/m,
    );
  });
});
