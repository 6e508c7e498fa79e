// Many commits and sends in one clone: `npm run soak -- [COMMITS [SENDS [MINUTES]]]` (10,000 and 1,000, as long as it takes).
// Afterwards no file may be there that one commit and one send do not leave as well, and no process.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDependencies } from './ensure.mjs';

const root = join(import.meta.dirname, '..');
const [commits = 10_000, sends = 1_000, minutes = Infinity] = process.argv.slice(2).map(Number);
const until = Date.now() + minutes * 60_000;
ensureDependencies();
const { build } = await import('./build.mjs');
await build();

const home = mkdtempSync(join(tmpdir(), 'git-kvm-soak-'));
const tmp = join(home, 'tmp');
const clone = join(home, 'linux');
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:GIT_|HUSKY|XDG_)/.test(name))),
  HOME: home,
  TMPDIR: tmp,
  GIT_CONFIG_GLOBAL: join(home, 'gitconfig'),
  GIT_CONFIG_NOSYSTEM: '1',
};
writeFileSync(
  join(home, 'gitconfig'),
  '[user]\n\tname = Ada Example\n\temail = ada@example.org\n[gc]\n\tauto = 0\n[sendemail]\n\tconfirm = never\n\tto = kvm@example.org\n\tfrom = ada@example.org\n\tsuppresscc = all\n',
);
cpSync(join(root, 'test', 'fixtures', 'tree'), clone, { recursive: true });
execFileSync('mkdir', [tmp]);
const git = (...args) => spawnSync('git', args, { cwd: clone, env, encoding: 'utf8' });
git('init', '-q', '-b', 'next');
git('add', '-f', '.');
git('commit', '-q', '-m', 'KVM: x86/mmu: Add a helper');
const install = spawnSync(process.execPath, [join(root, 'dist', 'git-kvm.cjs'), 'install', clone], { env });
if (install.status !== 0) throw new Error(String(install.stderr));

const wrong = [];
const good = (n) =>
  `KVM: x86/mmu: Describe step ${n} of the walk\n\nDescribe step ${n} of the walk in a comment.\n\nSigned-off-by: Ada Example <ada@example.org>`;

function commit(n) {
  writeFileSync(join(clone, 'arch', 'x86', 'kvm', 'mmu', 'mmu.c'), `/* Step ${n}. */\n`);
  // One in ten is rejected first.
  if (n % 10 === 0 && git('commit', '-aqm', 'kvm: mmu: describe it.').status === 0)
    wrong.push(`commit ${n} passed`);
  const { status, stderr } = git('commit', '-aqm', good(n));
  if (status !== 0) wrong.push(`commit ${n}: ${stderr}`);
}

function send(n) {
  git('format-patch', '-q', '-1', '--base=HEAD~1', '-o', join(home, 'out'));
  const { status, stdout, stderr } = git('send-email', '--dry-run', join(home, 'out'));
  if (status !== 0) wrong.push(`send ${n}: ${stdout}${stderr}`);
  rmSync(join(home, 'out'), { recursive: true });
}

/** Every file that is neither an object nor ours, with numbers taken out of the names of kept messages. */
function files() {
  return readdirSync(home, { recursive: true, encoding: 'utf8' })
    .filter((name) => !/^linux\/\.git\/objects\//.test(name))
    .sort();
}

/** What runs of the clone; nothing where there is no /proc. */
function processes() {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        try {
          const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
          return command.includes(home) ? [command] : [];
        } catch {
          return []; // it has ended
        }
      });
  } catch {
    return [];
  }
}

// As many refusals as messages are kept, then one of each.
const FIRST = 21;
for (let n = 1; n <= FIRST; n += 1) commit(10 * n);
send(0);
const before = files();
let committed = FIRST;
let sent = 0;
for (let n = FIRST + 1; n <= commits && Date.now() < until; n += 1) {
  commit(n);
  committed = n;
  for (; sent < Math.floor((n * sends) / commits); sent += 1) send(sent);
  if (n % 500 === 0)
    console.log(`soak: ${new Date().toISOString().slice(11, 19)}, ${committed} commits, ${sent} sends`);
}
// Of rejected messages the last twenty are kept, under other names.
const known = new Set(before.filter((name) => !name.includes('git-kvm-refused/')));
const left = files().filter((name) => !name.includes('git-kvm-refused/') && !known.has(name));
const kept = files().filter((name) => name.includes('git-kvm-refused/')).length;
const running = processes();
rmSync(home, { recursive: true, force: true });
console.log(
  `soak: ${committed} commits, ${sent} sends: ${left.length} files left behind, ${kept} messages kept, ${wrong.length} faults, ${running.length} processes`,
);
const lines = [...wrong.slice(0, 10), ...left.slice(0, 10), ...running];
for (const line of lines) console.log(`  ${line}`);
const isClean = wrong.length + left.length + running.length === 0 && kept <= 20;
process.exitCode = isClean ? 0 : 1;
