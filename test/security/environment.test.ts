/** What the environment and the tree can do to a hook: through real git, with the program that ships. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { KernelClone } from '../e2e/kernel-clone';

const BAD = 'kvm: mmu: fix something.';
const GOOD = `KVM: x86/mmu: Describe the walk

Describe the walk in a comment.

Signed-off-by: Ada Example <ada@example.org>`;
const SEND = ['send-email', '--to=kvm@vger.kernel.org', '--confirm=never', '--smtp-server=/bin/true'];

/** Finds an error in each patch, so that its being run is seen. */
const CHECKPATCH = String.raw`for my $file (grep { !/^--/ } @ARGV) {
  open(my $in, '<', $file);
  while (<$in>) { print "$file:$.: ERROR:CODE_INDENT: from the copy\n" if m{^[+]/[*]}; }
}
exit 1;
`;
/** Not by PATH, where the tree may have one. */
const GIT = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();

const clone = new KernelClone('linux', { install: false });
after(() => clone.remove());
mkdirSync(join(clone.path, 'scripts'), { recursive: true });
clone.write('scripts/checkpatch.pl', CHECKPATCH);
clone.git('add', '-f', 'scripts');
clone.git('commit', '-q', '-m', 'scripts: Add checkpatch');
clone.install();

const git = (args: readonly string[], env: Record<string, string> = {}, cwd = clone.path) =>
  clone.run([GIT, ...args], env, cwd);
const commit = (message: string, env: Record<string, string> = {}) => {
  clone.stage();
  return git(['commit', '-m', message], env);
};
/** Without the name of the file that keeps the message. */
const words = (said: string) => said.replace(/git-kvm-refused\/\S+/g, '');

describe('a relative entry in PATH', () => {
  it('runs nothing of the tree, in hooks, in what they start, and in git kvm', () => {
    const proof = join(clone.home, 'PWNED');
    const names = ['git', 'node', 'sh', 'perl', 'xargs', 'cksum', 'ps', 'tr', 'rm', 'mkdir', 'env', 'nice'];
    for (const name of names) {
      writeFileSync(join(clone.path, name), `#!/bin/sh\necho ${name} >>'${proof}'\n`);
      chmodSync(join(clone.path, name), 0o755);
    }
    for (const PATH of [`.:${process.env.PATH}`, `:${process.env.PATH}`, `${process.env.PATH}:bin:.`]) {
      const ran = () => existsSync(proof) && readFileSync(proof, 'utf8');
      assert.notEqual(commit(BAD, { PATH }).status, 0);
      assert.equal(commit(GOOD, { PATH }).status, 0);
      assert.notEqual(git(['commit', '--amend', '-m', BAD], { PATH }).status, 0);
      assert.match(git([...SEND, 'HEAD~1..'], { PATH }).said, /from the copy/);
      assert.match(git(['kvm', 'check', 'HEAD~1..'], { PATH }).said, /from the copy/);
      assert.equal(ran(), false, PATH);
    }
    for (const name of names) rmSync(join(clone.path, name));
  });
});

describe('the scripts of the tree', () => {
  it('are not run: the copy that install took is', () => {
    const proof = join(clone.home, 'PWNED-SCRIPT');
    assert.equal(commit(GOOD).status, 0);
    clone.write('scripts/checkpatch.pl', `system("touch '${proof}'");\n`);
    clone.write('.checkpatch.conf', '--no-show-types\n');
    clone.write('Trap.pm', `system("touch '${proof}'"); 1;\n`);
    // Not for git send-email, which is in perl itself.
    const env = { PERL5OPT: `-I${clone.path} -MTrap`, PERL5LIB: clone.path };
    assert.match(git([...SEND, 'HEAD~1..']).said, /from the copy/);
    assert.match(git(['kvm', 'check', 'HEAD~1..'], env).said, /from the copy/);
    assert.equal(existsSync(proof), false);
    assert.match(git(['kvm', 'doctor']).said, /^note +checkpatch\.pl: the installed copies/m);
    clone.git('checkout', '-q', '--', 'scripts');
    rmSync(join(clone.path, '.checkpatch.conf'));
    rmSync(join(clone.path, 'Trap.pm'));
  });
});

describe('a variable of the environment', () => {
  const evil = join(clone.home, 'evil.js');
  writeFileSync(evil, "process.stderr.write('evil\\n'); process.exit(40);\n");
  const variables: Record<string, string> = {
    NODE_OPTIONS: '--inspect-brk=0',
    NODE_OPTIONS_2: `--require ${evil}`,
    NODE_OPTIONS_3: '--no-such-option',
    NODE_PATH: clone.path,
    NODE_V8_COVERAGE: 'coverage',
    NODE_COMPILE_CACHE: 'cache',
    NODE_CHANNEL_FD: '9',
    NODE_UNIQUE_ID: '1',
    NODE_EXTRA_CA_CERTS: '/nowhere',
    NODE_DEBUG: 'fs,module',
    NODE_REDIRECT_WARNINGS: 'warnings',
    NODE_ICU_DATA: '/nowhere',
    OPENSSL_CONF: evil,
    GIT_DIFF_OPTS: '--unified=0',
    GIT_EXTERNAL_DIFF: '/bin/false',
    GIT_LITERAL_PATHSPECS: '1',
    CDPATH: '/',
    ENV: evil,
    BASH_ENV: evil,
    IFS: 'a',
    PERL5OPT: '-Mno_such_module',
    TMPDIR: 'nowhere',
    LC_ALL: 'xx_XX',
  };
  const rejected = words(commit(BAD).said);
  for (const [name, value] of Object.entries(variables))
    it(`changes neither the verdict nor its words: ${name}=${value.replace(clone.home, '')}`, () => {
      const env = { [name.replace(/_\d$/, '')]: value };
      const { status, said } = commit(BAD, env);
      assert.notEqual(status, 0);
      assert.equal(words(said), rejected);
      assert.equal(commit(GOOD, env).status, 0);
      assert.equal(clone.git('status', '--porcelain', '--ignored'), '');
    });

  it('is there for the hooks of others', () => {
    const seen = join(clone.home, 'seen');
    mkdirSync(join(clone.path, '.git', 'git-kvm-hooks'), { recursive: true });
    const theirs = join(clone.path, '.git', 'git-kvm-hooks', 'commit-msg');
    writeFileSync(theirs, `#!/bin/sh\necho "$NODE_OPTIONS $PATH" >'${seen}'\n`);
    chmodSync(theirs, 0o755);
    const PATH = `${process.env.PATH}:theirs/bin`;
    assert.equal(commit(GOOD, { NODE_OPTIONS: '--trace-warnings', PATH }).status, 0);
    assert.match(readFileSync(seen, 'utf8'), /^--trace-warnings .*:theirs\/bin\n$/);
    rmSync(theirs);
  });

  it('CDPATH does not lead git kvm elsewhere', () => {
    mkdirSync(join(clone.home, 'else', 'arch'), { recursive: true });
    writeFileSync(join(clone.path, 'arch', 'here.patch'), '');
    const folder = join(clone.path, 'arch');
    const { said } = git(['kvm', 'check', 'here.patch'], { CDPATH: join(clone.home, 'else') }, folder);
    assert.doesNotMatch(said, /ENOENT|no such file|There is no/i);
    rmSync(join(clone.path, 'arch', 'here.patch'));
  });
});

describe('the configuration of a tree', () => {
  it('may weaken rules, which each send says in one line', () => {
    clone.write('.git-kvmrc.yaml', 'rules:\n  shortlog-case: warn\n  series-size: off\n');
    clone.git('add', '-f', '.git-kvmrc.yaml');
    assert.equal(commit(GOOD).status, 0);
    const { said } = git([...SEND, 'HEAD~1..']);
    assert.match(
      said,
      /^git-kvm: \.git-kvmrc\.yaml in this tree weakens rules that block: shortlog-case \(warn\)$/m,
    );
    const own = git([...SEND, 'HEAD~1..'], { GIT_KVM_RULE_SHORTLOG_CASE: 'block' });
    assert.doesNotMatch(own.said, /weakens/, 'the user has the last word');
  });
});
