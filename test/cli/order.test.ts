/** `git kvm order` with real git: the picture, the suggestion, and what --apply leaves behind. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { type OrderOptions, order } from '../../src/cli/order';
import { exampleMail } from '../../src/lint/example-mail';
import { type Scratch, scratch } from '../git/scratch';

const HEADER = 'include/uapi/linux/kvm.h';
const KVM = 'arch/x86/kvm/x86.c';
const TEST_LIST = 'tools/testing/selftests/kvm/.gitignore';
const TEST = 'tools/testing/selftests/kvm/x86/dozing_test.c';

async function run(repo: Scratch, more: Partial<OrderOptions> = {}) {
  let out = '';
  let err = '';
  const options: OrderOptions = {
    what: ['base..'],
    format: 'pretty',
    cwd: repo.dir,
    env: repo.env,
    width: 100,
    ...more,
  };
  const io = {
    out(text: string) {
      out += text;
    },
    err(text: string) {
      err += text;
    },
    color: false,
  };
  const status = await order(options, io);
  return { status, out, err };
}

/** A test, a refactoring, and the capability that the test needs, which comes too late. */
function wrong(t: TestContext): Scratch {
  const repo = scratch(t);
  repo.commit('base\n', { [HEADER]: '#define KVM_CAP_OLD 1\n', [KVM]: 'int a;\n' });
  repo.git('tag', 'base');
  repo.commit('KVM: selftests: Add a test of dozing vCPUs\n\nTest dozing vCPUs.\n', {
    [TEST]: 'int main(void)\n{\n\tTEST_REQUIRE(kvm_has_cap(KVM_CAP_DOZING));\n}\n',
  });
  repo.commit('KVM: x86: Rename a\n\nNo functional change intended.\n', { [KVM]: 'int b;\n' });
  repo.commit('KVM: x86: Add KVM_CAP_DOZING\n\nLet vCPUs doze.\n', {
    [HEADER]: '#define KVM_CAP_OLD 1\n#define KVM_CAP_DOZING 2\n',
  });
  return repo;
}

const titles = (repo: Scratch) => repo.git('log', '--reverse', '--format=%s', 'base..').split('\n');

describe('git kvm order', () => {
  test('a function that the base has in another header asks for no order', async (t) => {
    const declared = 'int kvm_count_dozes(struct kvm *kvm);\n';
    for (const [text, status] of [
      [declared, 0],
      ['', 1],
    ] as const) {
      const repo = scratch(t);
      repo.commit('base\n', { [KVM]: '\n', 'include/linux/kvm_host.h': text });
      repo.git('tag', 'base');
      repo.commit('KVM: x86: Report dozes\n\nReport them.\n', { [KVM]: '\treturn kvm_count_dozes(kvm);\n' });
      repo.commit('KVM: Tidy up headers\n\nMove one.\n', { 'include/linux/kvm_types.h': declared });
      assert.equal((await run(repo)).status, status);
    }
  });

  test('draws the series and marks what is wrong', async (t) => {
    const { status, out } = await run(wrong(t));
    assert.equal(status, 1);
    assert.equal(
      out,
      `╭─✗ 1  new test     KVM: selftests: Add a test of dozing vCPUs
│   2  refactoring  KVM: x86: Rename a
╰── 3  feature      KVM: x86: Add KVM_CAP_DOZING

✗ 1 must come after 3: 1 tests 3 (certain: it does not build)
    the test uses KVM_CAP_DOZING, which patch 3 adds to the uAPI
    both mention dozing
    the test skips without KVM_CAP_DOZING
    1: tools/testing/selftests/kvm/x86/dozing_test.c:3
    3: include/uapi/linux/kvm.h:2
2 of 3 points fail in a bisection: after 1-2

Possible order (moves 1):
  2  refactoring  KVM: x86: Rename a
  3  feature      KVM: x86: Add KVM_CAP_DOZING
→ 1  new test     KVM: selftests: Add a test of dozing vCPUs

It applies without conflicts; to reorder the branch: git kvm order --apply
`,
    );
  });

  test('writes the picture and a page for a review, which run and load nothing', async (t) => {
    const repo = wrong(t);
    const [picture, page] = [join(repo.dir, 'order.svg'), join(repo.dir, 'series.html')];
    await run(repo, { svg: picture, html: page });
    const svg = readFileSync(picture, 'utf8');
    assert.match(svg, />1 must come after 3 \(certain: it does not build\)</);
    assert.match(svg, />Possible order: 2-3, 1</);
    const html = readFileSync(page, 'utf8');
    for (const words of ['series-order-test', 'Possible order: 2-3, 1', 'mandatory', 'nothing recorded'])
      assert.ok(html.includes(words), words);
    assert.doesNotMatch(html, /<script|src=|href=|url\((?!#)/);
  });

  test('without an upstream the commits after what is published are meant', async (t) => {
    const repo = wrong(t);
    repo.git('tag', 'v6.12-rc2', 'base');
    const { status, out } = await run(repo, { what: [] });
    assert.equal(status, 1);
    assert.match(out, /1 must come after 3/);
  });

  test('offers no order in which the patches come to another result', async (t) => {
    const repo = scratch(t);
    const text = 'int main(void)\n{\n\tTEST_REQUIRE(kvm_has_cap(KVM_CAP_DOZING));\n}\n';
    repo.commit('base\n', { [HEADER]: '#define KVM_CAP_OLD 1\n', [TEST_LIST]: 'a\n' });
    repo.git('tag', 'base');
    const add = { [TEST]: text, [TEST_LIST]: 'a\nb\n' };
    repo.commit('KVM: selftests: Add a test of dozing vCPUs\n\nTest dozing vCPUs.\n', add);
    // Without the first in front of it, this one has nothing to do; the first then brings the line back.
    repo.commit('KVM: selftests: Drop b\n\nDrop it.\n', { [TEST_LIST]: 'a\n' });
    const header = '#define KVM_CAP_OLD 1\n#define KVM_CAP_DOZING 2\n';
    repo.commit('KVM: x86: Add KVM_CAP_DOZING\n\nLet vCPUs doze.\n', { [HEADER]: header });
    const { out } = await run(repo);
    assert.match(out, /does not apply cleanly: that order gives a different result\./);
    assert.doesNotMatch(out, /--apply puts/);
  });

  test('names the command that proves a pair that words alone tie', async (t) => {
    const repo = scratch(t);
    repo.commit('base\n', { [KVM]: 'int a;\n' });
    repo.git('tag', 'base');
    repo.commit('KVM: selftests: Test the wakeup of a dozing vCPU by a pending INIT\n\nWake it up.\n', {
      [TEST]: 'int main(void)\n{\n\treturn run();\n}\n',
    });
    repo.commit('KVM: x86: Fix the wakeup of a dozing vCPU by a pending INIT\n\nWake it up.\n', {
      [KVM]: 'int a;\nint b;\n',
    });
    assert.match((await run(repo)).out, /^To prove it: git kvm verify --order 1:2 base\.\.$/m);
  });

  test('leaves nothing behind when it only tries', async (t) => {
    const repo = wrong(t);
    const before = repo.git('count-objects', '-v');
    await run(repo);
    assert.equal(repo.git('count-objects', '-v'), before);
    assert.equal(repo.git('status', '--porcelain'), '');
  });

  test('--apply puts the branch into the order, with a backup, and the same tree', async (t) => {
    const repo = wrong(t);
    const old = repo.git('rev-parse', 'HEAD');
    const { status, out } = await run(repo, { apply: true });
    assert.equal(status, 0);
    assert.deepEqual(titles(repo), [
      'KVM: x86: Rename a',
      'KVM: x86: Add KVM_CAP_DOZING',
      'KVM: selftests: Add a test of dozing vCPUs',
    ]);
    assert.equal(repo.git('rev-parse', 'HEAD^{tree}'), repo.git('rev-parse', `${old}^{tree}`));
    assert.equal(repo.git('status', '--porcelain'), '');
    assert.equal(repo.git('for-each-ref', '--format=%(objectname)', 'refs/git-kvm/backup/'), old);
    assert.match(out, /refs\/git-kvm\/backup\/master\//);
    assert.equal(
      repo.git('log', '-1', '--format=%an %ae %ad', '--date=iso'),
      'Ann Author ann@example.org 2024-05-01 10:00:00 +0200',
    );
    assert.equal(repo.git('symbolic-ref', 'HEAD'), 'refs/heads/master');
    assert.match((await run(repo)).out, /The order holds\.$/m);
  });

  test('--apply names the commits whose signature is lost', async (t) => {
    const repo = wrong(t);
    const raw = repo
      .git('cat-file', 'commit', 'HEAD')
      .replace(
        '\n\n',
        '\ngpgsig -----BEGIN SSH SIGNATURE-----\n abc\n -----END SSH SIGNATURE-----\nx-kept yes\n\n',
      );
    repo.git(
      'reset',
      '-q',
      '--hard',
      repo.gitWith(`${raw}\n`, 'hash-object', '-t', 'commit', '-w', '--stdin'),
    );
    const [signed] = titles(repo).slice(-1);
    const { out } = await run(repo, { apply: true });
    const id = repo.git('log', '-1', '--format=%h', `--grep=${signed}`);
    assert.ok(
      out.includes(`Signatures lost:\n  ${id} ${signed}\nSign again with: git rebase --force-rebase`),
      out,
    );
    assert.equal(
      out.split('\n').filter((line) => /^ {2}[0-9a-f]{7,} /.test(line) && line.includes(signed!)).length,
      1,
    );
    const object = repo.git('cat-file', 'commit', id);
    assert.doesNotMatch(object, /gpgsig|abc/);
    assert.match(object, /^x-kept yes$/m);
  });

  test('keeps messages and authors byte by byte', async (t) => {
    const repo = wrong(t);
    const message =
      'KVM: x86: Naïve ❄ \n\n  indented\n\n# not a comment\n\nSigned-off-by: Zoë <zoe@example.org>\n';
    repo.git(
      '-c',
      'i18n.commitEncoding=ISO-8859-1',
      'commit',
      '--allow-empty',
      '-q',
      '--cleanup=verbatim',
      '--author=Jos\u00e9 <jose@example.org>',
      '-m',
      message,
    );
    const body = repo.git('log', '-1', '--format=%B%an%ae%e');
    assert.equal((await run(repo, { apply: true })).status, 0);
    assert.equal(repo.git('log', '-1', '--format=%B%an%ae%e'), body);
  });

  test('carries notes along where the user has them rewritten', async (t) => {
    const repo = wrong(t);
    repo.git('config', 'notes.rewriteRef', 'refs/notes/commits');
    repo.git('notes', 'add', '-m', 'about the capability', 'HEAD');
    await run(repo, { apply: true });
    assert.equal(repo.git('notes', 'show', 'HEAD~1'), 'about the capability');
  });

  test('a conflict changes nothing, and says where', async (t) => {
    const repo = scratch(t);
    repo.commit('base\n', { [HEADER]: '#define KVM_CAP_OLD 1\n', [TEST]: 'int main(void);\n' });
    repo.git('tag', 'base');
    // The test and the capability touch the same line of a third file.
    repo.commit('KVM: selftests: Add a test of dozing vCPUs\n', {
      'tools/testing/selftests/kvm/x86/new_dozing_test.c': 'int a = KVM_CAP_DOZING;\n',
      common: 'one\n',
    });
    repo.commit('KVM: x86: Add KVM_CAP_DOZING\n', {
      [HEADER]: '#define KVM_CAP_DOZING 2\n',
      common: 'two\n',
    });
    const old = repo.git('rev-parse', 'HEAD');
    const { out, status } = await run(repo);
    assert.equal(status, 1);
    assert.match(out, /does not apply cleanly at "KVM: x86: Add KVM_CAP_DOZING": conflict in common/);
    await assert.rejects(run(repo, { apply: true }), /does not apply/);
    assert.equal(repo.git('rev-parse', 'HEAD'), old);
    assert.equal(repo.git('for-each-ref', 'refs/git-kvm/'), '');
    assert.equal(repo.git('status', '--porcelain'), '');
  });

  test('--apply asks for a clean tree, the branch itself, and no rebase on its way', async (t) => {
    const repo = wrong(t);
    repo.write(KVM, 'changed\n');
    await assert.rejects(run(repo, { apply: true }), /uncommitted changes/);
    repo.git('checkout', '-q', '--', KVM);
    repo.git('checkout', '-q', '--detach', 'base');
    await assert.rejects(run(repo, { what: ['base..master'], apply: true }), /up to HEAD/);
    repo.git('checkout', '-q', 'master');
    writeFileSync(join(repo.dir, '.git', 'MERGE_HEAD'), `${repo.git('rev-parse', 'base')}\n`);
    await assert.rejects(run(repo, { apply: true }), /in progress/);
  });

  test('hears an Order: line below --- in a commit message', async (t) => {
    const repo = scratch(t);
    repo.commit('base\n', { [KVM]: 'int a;\n' });
    repo.git('tag', 'base');
    repo.commit('KVM: x86: Change the one thing\n\nChange it.\n---\nOrder: after patch 2\n', {
      [KVM]: 'int b;\n',
    });
    repo.commit('KVM: x86: Change the other thing\n', { 'arch/x86/kvm/other.c': 'int c;\n' });
    assert.match((await run(repo)).out, /1 must come after 2/);
  });

  test('--todo prints the list for git rebase -i', async (t) => {
    const repo = wrong(t);
    const { out } = await run(repo, { todo: true });
    assert.deepEqual(
      out
        .trim()
        .split('\n')
        .map((line) => line.replace(/^pick [0-9a-f]{12} /, '')),
      ['KVM: x86: Rename a', 'KVM: x86: Add KVM_CAP_DOZING', 'KVM: selftests: Add a test of dozing vCPUs'],
    );
  });

  test('JSON, DOT and SVG for others', async (t) => {
    const repo = wrong(t);
    const json = JSON.parse((await run(repo, { format: 'json' })).out);
    assert.deepEqual(json.suggestion.order, [2, 3, 1]);
    assert.equal(json.suggestion.applies.ok, true);
    assert.ok(
      json.relations.some(
        (one: { violated: boolean; level: string }) => one.violated && one.level === 'block',
      ),
    );
    assert.match((await run(repo, { format: 'dot' })).out, /3 -> 1 \[label="covers", color=red/);
    await run(repo, { svg: 'picture.svg' });
    const svg = readFileSync(join(repo.dir, 'picture.svg'), 'utf8');
    assert.ok(svg.startsWith('<svg ') && svg.includes('KVM: x86: Rename a') && svg.endsWith('</svg>\n'));
  });

  test('reads mails as well, and shows nothing that steers a terminal', async (t) => {
    const repo = scratch(t);
    const mails = ['KVM: x86: Rename \u001b[31m<b>', 'KVM: x86: Fix it'].map((title, i) =>
      exampleMail({ subject: `[PATCH ${i + 1}/2] ${title}`, diff: { [KVM]: ['+a();'] } }),
    );
    for (const [i, mail] of mails.entries()) repo.write(`out/000${i}.patch`, mail);
    const { out, status } = await run(repo, { what: ['out'], svg: 'out.svg' });
    assert.equal(status, 0);
    assert.ok(!out.includes('\u001b') && out.includes('\\x1b[31m'));
    assert.ok(!readFileSync(join(repo.dir, 'out.svg'), 'utf8').includes('<b>'));
    await assert.rejects(run(repo, { what: ['out', 'HEAD~3..'] }), /no such file/);
  });

  test('a range without commits is no error', async (t) => {
    const repo = wrong(t);
    assert.deepEqual(await run(repo, { what: ['HEAD..HEAD'] }), {
      status: 0,
      out: '',
      err: 'git-kvm: no patches found\n',
    });
    assert.ok(!existsSync(join(repo.dir, 'picture.svg')));
  });
});
