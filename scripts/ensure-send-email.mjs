// Have `git send-email`: from Debian's packages where this user may install them, with clear words elsewhere.
import { spawnSync } from 'node:child_process';

/** Returns true if git knows the command and Perl has what it needs to send. */
function hasSendEmail() {
  const commands = spawnSync('git', ['--list-cmds=main,others'], { encoding: 'utf8' });
  const perl = spawnSync('perl', ['-MMail::Address', '-e', '1'], { stdio: 'ignore' });
  return commands.status === 0 && commands.stdout.split('\n').includes('send-email') && perl.status === 0;
}

/** Programs that some tests talk to, where they are there; those tests say so and are skipped where they are not. */
const OPTIONAL = ['b4', 'git-publish'];

/** Install what is missing of them, where that is possible without a question. Never fails a run. */
export function ensureOptional(programs = OPTIONAL) {
  const missing = programs.filter((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).error);
  const apt = spawnSync('apt-get', ['--version'], { stdio: 'ignore' });
  if (missing.length === 0 || process.getuid?.() !== 0 || apt.status !== 0) return;
  process.stderr.write(`Installing ${missing.join(', ')} for their tests (apt-get install) …\n`);
  const options = {
    stdio: ['ignore', 'ignore', 'ignore'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 120_000,
  };
  spawnSync('apt-get', ['-qq', 'update'], options);
  for (const name of missing)
    spawnSync('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', name], options);
}

export function ensureSendEmail() {
  if (hasSendEmail()) return;
  const byHand =
    'Install git send-email (Debian and Ubuntu: git-email libmailtools-perl; Fedora: git-email) and try again.';
  const apt = spawnSync('apt-get', ['--version'], { stdio: 'ignore' });
  if (process.getuid?.() !== 0 || apt.status !== 0) {
    process.stderr.write(`git send-email is missing here. ${byHand}\n`);
    process.exit(2);
  }
  process.stderr.write('Installing git send-email (apt-get install git-email libmailtools-perl) …\n');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update'],
    ['install', '-y', '--no-install-recommends', 'git-email', 'libmailtools-perl'],
  ]) {
    const run = spawnSync('apt-get', ['-qq', '-o', 'Acquire::Retries=3', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env,
      timeout: 600_000,
    });
    if (run.status !== 0) process.stderr.write(`apt-get ${args[0]} failed.\n`);
  }
  if (hasSendEmail()) return;
  process.stderr.write(`git send-email could not be installed. ${byHand}\n`);
  process.exit(2);
}
