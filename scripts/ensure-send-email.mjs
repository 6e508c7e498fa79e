// Have `git send-email`: from Debian's packages where this user may install them, with clear words elsewhere.
import { spawnSync } from 'node:child_process';

/** Whether git knows the command and Perl has what it needs to send. */
function hasSendEmail() {
  const commands = spawnSync('git', ['--list-cmds=main,others'], { encoding: 'utf8' });
  const perl = spawnSync('perl', ['-MMail::Address', '-e', '1'], { stdio: 'ignore' });
  return commands.status === 0 && commands.stdout.split('\n').includes('send-email') && perl.status === 0;
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
