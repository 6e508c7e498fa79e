// A repository of the kernel's shape and size, made up by `git fast-import`: as many files and commits as wanted,
// merges, releases, remotes, KVM's folders and files among all others. The same numbers give the same repository.
//
//     node scripts/kernel-like.mjs FOLDER [FILES [COMMITS]]
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';

const KVM_X86 =
  `Documentation/virt/kvm/api.rst Documentation/virt/kvm/x86/mmu.rst arch/x86/include/asm/kvm_host.h
  arch/x86/include/uapi/asm/kvm.h include/linux/kvm_host.h include/uapi/linux/kvm.h virt/kvm/kvm_main.c
  virt/kvm/eventfd.c virt/kvm/guest_memfd.c virt/kvm/pfncache.c`.split(/\s+/);
const KVM_FILES = [
  ...'cpuid emulate hyperv i8254 ioapic irq lapic mtrr pmu smm x86 xen'.split(' ').map((n) => `${n}.c`),
  ...'mmu page_track spte tdp_iter tdp_mmu'.split(' ').map((n) => `mmu/${n}.c`),
  ...'avic nested pmu sev svm'.split(' ').map((n) => `svm/${n}.c`),
  ...'nested pmu_intel posted_intr sgx tdx vmx'.split(' ').map((n) => `vmx/${n}.c`),
].map((name) => `arch/x86/kvm/${name}`);
const FOLDERS =
  'drivers/net drivers/gpu/drm drivers/usb drivers/media fs net sound arch/arm64 arch/powerpc include/linux Documentation tools kernel mm lib security crypto block'.split(
    ' ',
  );
const VERBS = 'Fix,Add,Drop,Move,Rename,Rework,Simplify,Handle,Skip,Use,Split,Check'.split(',');
const THINGS =
  'the walk,a stale comment,the error path,the lock,a helper,the reset,the ring,the state,a leak,the clock'.split(
    ',',
  );
/** Seconds; Linux' history in git starts here. */
const START = 1_113_690_036;
const END = 1_790_000_000;
const TOPIC = 'refs/heads/made-up-topic';

/** Numbers that look random and are the same for the same seed. */
function random(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

/** Text of as many lines of C; `version` is what a commit changes in it, somewhere. */
function content(path, lines, version) {
  const name = path.replace(/\W/g, '_');
  const all = Array.from({ length: lines }, (_, i) => `\t${name}_step(vcpu, ${i}); /* step ${i} */`);
  // The latest changes are spread over the file.
  for (let v = version; v > 0 && v > version - 40; v -= 1)
    all[(v * 37) % lines] = `\t${name}_step(vcpu, ${v}, ${v * 7});`;
  return `// SPDX-License-Identifier: GPL-2.0\nint ${name}(struct kvm_vcpu *vcpu)\n{\n${all.join('\n')}\n\treturn 0;\n}\n`;
}

function pathsOf(files) {
  const kvm = [...KVM_X86, ...KVM_FILES];
  for (let i = 0; i < Math.min(250, files / 10); i += 1)
    kvm.push(`tools/testing/selftests/kvm/x86/test_${i}.c`);
  const others = [];
  for (let i = 0; kvm.length + others.length < files - 2; i += 1) {
    const folder = FOLDERS[i % FOLDERS.length];
    const at = Math.floor(i / FOLDERS.length);
    others.push(`${folder}/d${Math.floor(at / 400)}/s${Math.floor(at / 40) % 10}/f${at % 40}.c`);
  }
  return { kvm, others };
}

const MAINTAINERS = `KERNEL VIRTUAL MACHINE FOR X86 (KVM/x86)
M:	Ada Example <ada@example.org>
L:	kvm@vger.kernel.org
S:	Supported
T:	git git://git.kernel.org/pub/scm/virt/kvm/kvm.git
F:	arch/x86/include/asm/kvm*
F:	arch/x86/kvm/
F:	tools/testing/selftests/kvm/x86/
`;

/**
 * @param folder where the repository is made; must not be there
 * @returns when it is whole: packed, with remotes, tags and a commit-graph
 */
export async function makeKernelLike(folder, files = 90_000, commits = 1_200_000, log = () => {}) {
  mkdirSync(folder, { recursive: true });
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' };
  const git = (...args) => {
    const done = spawnSync('git', args, { cwd: folder, env, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`git ${args.join(' ')}: ${done.stderr}`);
  };
  git('init', '-q', '-b', 'master');
  git('config', 'gc.auto', '0');
  const options = [
    '-c',
    'pack.compression=1',
    '-c',
    'core.bigFileThreshold=1m',
    '-c',
    'fastimport.unpackLimit=0',
  ];
  const importer = spawn('git', [...options, 'fast-import', '--quiet', '--force'], {
    cwd: folder,
    env,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const done = once(importer, 'exit');
  let pending = [];
  let size = 0;
  for (const part of history(files, commits, log)) {
    pending.push(part);
    size += part.length;
    if (size < 1_000_000) continue;
    if (!importer.stdin.write(pending.join(''))) await once(importer.stdin, 'drain');
    pending = [];
    size = 0;
  }
  importer.stdin.end(pending.join(''));
  const [code] = await done;
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
  for (const [name, path] of [
    ['origin', 'torvalds/linux'],
    ['kvm', 'virt/kvm/kvm'],
    ['kvm-x86', 'kvm-x86/linux'],
  ])
    git('remote', 'add', name, `https://git.kernel.org/pub/scm/linux/kernel/git/${path}.git`);
  git('update-ref', '-d', TOPIC);
  log('commit-graph');
  // As `git gc` writes it: without the changed paths.
  git('commit-graph', 'write', '--reachable', '--no-progress');
  log('checkout');
  git('reset', '-q', '--hard');
}

/** The stream for `git fast-import`. All of it is ASCII. */
function* history(files, commits, log) {
  const next = random(1);
  const { kvm, others } = pathsOf(files);
  const versions = new Map();
  const linesOf = (path) => (/arch.x86.kvm|kvm_main/.test(path) ? 600 : 8);
  let mark = 0;
  // Marks of blobs are above all of commits.
  let blob = 10 * commits;
  const data = (text) => `data ${text.length}\n${text}\n`;
  const dateOf = () => START + Math.floor((mark / commits) * (END - START));
  const person = (role) => {
    const n = role === 'author' ? next(4000) : 0;
    return `${role} A U Thor ${n} <author${n}@example.org> ${dateOf()} +0000\n`;
  };
  const commit = (ref, message, [from, ...merged]) => {
    mark += 1;
    const parents = [from && `from :${from}\n`, ...merged.map((one) => `merge :${one}\n`)].filter(Boolean);
    return `commit ${ref}\nmark :${mark}\n${person('author')}${person('committer')}${data(message)}${parents.join('')}`;
  };
  const written = (path) => {
    const version = (versions.get(path) ?? 0) + 1;
    versions.set(path, version);
    blob += 1;
    return `blob\nmark :${blob}\n${data(content(path, linesOf(path), version))}`;
  };
  const change = (path, of = blob) => `M 100644 :${of} ${path}\n`;

  const first = blob + 1;
  for (const path of [...kvm, ...others]) yield written(path);
  yield commit('refs/heads/master', 'Start the history\n', []);
  yield [...kvm, ...others].map((path, i) => change(path, first + i)).join('');
  yield `M 100644 inline MAINTAINERS\n${data(MAINTAINERS)}`;
  yield `M 100755 inline scripts/get_maintainer.pl\n${data('#!/usr/bin/perl\n')}`;

  const masters = [mark];
  let release = 0;
  while (mark < commits) {
    // A branch of some commits from where master stood a while ago, merged: as Linux' history is.
    let tip = masters[Math.max(0, masters.length - 1 - next(30))];
    const isKvm = next(100) === 0;
    const changed = new Map();
    for (let length = 2 + next(24); length > 0; length -= 1) {
      const path = isKvm ? kvm[next(kvm.length)] : others[next(others.length)];
      yield written(path);
      changed.set(path, blob);
      yield commit(TOPIC, messageOf(path, isKvm, mark, next), [tip]) + change(path);
      tip = mark;
    }
    const what = isKvm ? 'kvm-x86-misc' : 'topic';
    const message = `Merge tag '${what}-${mark}' of example.org:linux\n`;
    yield commit('refs/heads/master', message, [masters.at(-1), tip]);
    // In the stream a merge has the tree of its first parent.
    yield [...changed].map(([path, of]) => change(path, of)).join('');
    masters.push(mark);
    if (masters.length > 100) masters.shift();
    if (mark >= ((release + 1) * commits) / 720) {
      release += 1;
      yield tagged(`v${versionOf(release)}`, mark);
      if (release % 10 === 0) {
        log(`${mark} commits`);
        yield tagged(`kvm-x86-next-${release}`, tip);
      }
    }
  }
  for (const ref of ['origin/master', 'kvm/master', 'kvm/queue', 'kvm/next', 'kvm-x86/next'])
    yield `reset refs/remotes/${ref}\nfrom :${masters.at(-1)}\n\n`;

  function tagged(name, of) {
    return `tag ${name}\nfrom :${of}\ntagger Ada Example <ada@example.org> ${dateOf()} +0000\n${data(`${name}\n`)}`;
  }
}

/** Eight candidates, then the release; twenty releases a number. */
function versionOf(n) {
  const release = Math.floor((n - 1) / 9);
  return `${3 + Math.floor(release / 20)}.${release % 20}${n % 9 === 0 ? '' : `-rc${n % 9}`}`;
}

function messageOf(path, isKvm, n, next) {
  const folder = path.split('/').at(-2);
  const prefix = !isKvm ? `${folder}:` : path.includes('selftests') ? 'KVM: selftests:' : topicOf(path);
  const verb = VERBS[next(VERBS.length)];
  const thing = THINGS[next(THINGS.length)];
  return `${prefix} ${verb} ${thing} at step ${n}

${verb} ${thing} at step ${n}, as what is done there today is done once more
a little later, and nobody looks at it in between.

Signed-off-by: A U Thor <author@example.org>
`;
}

function topicOf(path) {
  const folder = /^arch\/x86\/kvm\/(mmu|svm|vmx)\//.exec(path)?.[1];
  if (folder !== undefined)
    return folder === 'mmu' ? 'KVM: x86/mmu:' : `KVM: ${folder === 'svm' ? 'SVM' : 'VMX'}:`;
  return path.startsWith('arch/x86/') ? 'KVM: x86:' : 'KVM:';
}

if (process.argv[1] === import.meta.filename) {
  const [folder, ...sizes] = process.argv.slice(2);
  await makeKernelLike(folder, Number(sizes[0] ?? 90_000), Number(sizes[1] ?? 1_200_000), (text) =>
    console.log(`${folder}: ${text}`),
  );
}
