/** What an uninstall leaves after real use: branches and mails as they were before they were rewritten, unless told. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { KernelClone } from './kernel-clone';

const TEST =
  'KVM: selftests: Verify zapping of demo_zapped\n\nVerify that zapping sets demo_zapped, as it is new.';
const CHANGE = 'KVM: x86/mmu: Count zapped ranges in demo_zapped\n\nCount zapped ranges, for tests.';
const SELFTEST = 'tools/testing/selftests/kvm/x86/demo_msr_test.c';
const MMU = 'arch/x86/kvm/mmu/mmu.c';

const clone = new KernelClone('linux', { install: false });
after(() => clone.remove());
const gitDir = join(clone.path, '.git');

/** All below the git directory but objects and logs of HEADs, and which folders are empty. */
function contents(): { names: string[]; empty: string[] } {
  const all = readdirSync(gitDir, { recursive: true, withFileTypes: true });
  const paths = all.map((entry) => ({ path: join(entry.parentPath, entry.name), entry }));
  const names = paths.map(({ path }) => path.slice(gitDir.length + 1));
  const empty = paths.filter(({ path, entry }) => entry.isDirectory() && readdirSync(path).length === 0);
  return {
    names: names.filter((name) => name.includes('git-kvm')).sort(),
    empty: empty.map(({ path }) => path.slice(gitDir.length + 1)).sort(),
  };
}

test('an uninstall after real use', () => {
  const before = contents().empty;
  clone.install();
  const linked = join(clone.home, 'linked');
  clone.git('worktree', 'add', '-q', '-b', 'work', linked);
  const kvm = (...args: string[]) => clone.tryGit(['kvm', ...args], {}, linked);
  const next = clone.git('rev-parse', 'HEAD');
  clone.follow('kvm-x86', 'https://github.com/kvm-x86/linux.git', { next });
  const commit = (message: string, path: string, line: string, ...more: string[]) => {
    clone.run(['sh', '-c', `echo '${line}' >>'${path}'`], {}, linked);
    return clone.tryGit(['commit', '-q', '-a', '-s', ...more, '-m', message], {}, linked);
  };
  assert.notEqual(commit('kvm: fix it.', MMU, '/* no */').status, 0);
  clone.git('-C', linked, 'checkout', '-q', '.');
  assert.equal(commit(TEST, SELFTEST, 'int check(void) { return demo_zapped; }', '--no-verify').status, 0);
  assert.equal(commit(CHANGE, MMU, 'int demo_zapped;', '--no-verify').status, 0);
  const applied = kvm('order', '--apply', `${next}..`);
  assert.equal(applied.status, 0, applied.said);
  assert.equal(
    commit(`${CHANGE.replace(' in demo_zapped', ' again.')}`, MMU, 'int more;', '--no-verify').status,
    0,
  );
  const fixed = kvm('check', '--fix', '--in-place', 'HEAD~1..');
  assert.match(fixed.said, /To undo: git reset --keep/, fixed.said);
  assert.equal(kvm('allow', 'spelling', '--reason', 'a name', '--commit', 'HEAD').status, 0);
  kvm('format-patch', '-o', 'out', '--', '--no-to', '--no-cc');
  clone.run(['sed', '-i', 's/^Subject: .*[^*]$/&./', ...mails(linked)], {}, linked);
  const mended = kvm('check', '--fix', '--in-place', 'out');
  assert.match(mended.said, /To undo: .*git-kvm-fixed/, mended.said);
  mkdirSync(join(clone.home, 'sent'));
  const sendmail = clone.editor(`cat >"$(mktemp '${clone.home}/sent/XXXXXXXX')"`);
  clone.git('config', '--global', 'sendemail.smtpserver', sendmail);
  clone.tryGit(['send-email', '--quiet', '--to=kvm@vger.kernel.org', '--confirm=never', 'out'], {}, linked);
  const used = contents().names.join('\n');
  for (const what of ['git-kvm-refused', 'git-kvm-series.json', 'refs/git-kvm/backup', 'git-kvm-local'])
    assert.ok(used.includes(what), `${what} in\n${used}`);

  const refs = clone.git('for-each-ref', '--format=%(refname)', 'refs/git-kvm/backup').split('\n');
  assert.equal(refs.length, 2, 'of order --apply and of --fix --in-place');
  const { status, said } = clone.tryGit(['kvm', 'uninstall'], {}, linked);
  assert.equal(status, 0);
  for (const what of ['messages of rejected commits', 'formatted and sent', 'suppressions of findings'])
    assert.match(said, new RegExp(`^Deleted: .*${what}`, 'm'));
  for (const ref of refs) assert.match(said, new RegExp(`^  git update-ref -d ${ref}$`, 'm'));
  assert.match(said, /^ {2}rm -r .*\/\.git\/git-kvm-fixed$/m);
  const left = contents();
  assert.deepEqual(
    left.names.filter(
      (name) => !/^(?:logs\/)?refs\/git-kvm(?:\/backup(?:\/.*)?)?$|^git-kvm-fixed\b/.test(name),
    ),
    [],
  );
  assert.deepEqual(left.empty, before, said);

  const again = clone.run([
    process.execPath,
    join(process.env.GIT_KVM_DIST!, 'git-kvm.cjs'),
    'uninstall',
    '--backups',
  ]);
  assert.match(again.said, /^Deleted: backups of branches; mails as they were/m);
  assert.deepEqual(contents(), { names: [], empty: before });
  assert.doesNotMatch(clone.read('.git/config'), /kvm(?!-x86)/);
});

function mails(top: string): string[] {
  return readdirSync(join(top, 'out')).map((name) => join('out', name));
}
