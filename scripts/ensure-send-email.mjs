// Have `git send-email`: from Debian's packages where this user may install them, with clear words elsewhere.
import { spawnSync } from 'node:child_process';

/** Whether git knows the command and Perl has what it needs to send. */
function hasSendEmail() {
  const git = spawnSync('git', ['--exec-path'], { encoding: 'utf8' });
  if (git.status !== 0) return false;
  // `git send-email -h` exits with 129 where it is installed, and with 1 where git does not know it.
  const help = spawnSync('git', ['send-email', '-h'], { stdio: 'ignore' });
  const perl = spawnSync('perl', ['-MMail::Address', '-e', '1'], { stdio: 'ignore' });
  return help.status === 129 && perl.status === 0;
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
    const run = spawnSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env });
    if (run.status !== 0) process.stderr.write(`apt-get ${args[0]} failed.\n`);
  }
  if (hasSendEmail()) return;
  process.stderr.write(`git send-email could not be installed. ${byHand}\n`);
  process.exit(2);
}
