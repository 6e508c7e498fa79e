/** One matrix on two machines: two daemons of sshd on this one, where it is installed. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { Toy } from './toy';

const SSHD = '/usr/sbin/sshd';
const SKIP = whyNot();

function whyNot(): string | false {
  if (!existsSync(SSHD)) return 'sshd is not installed';
  for (const program of ['ssh', 'ssh-keygen'])
    if (spawnSync(program, ['-V']).error) return `${program} is not installed`;
  // The folder that it locks itself into, as root.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  return false;
}

const X86 = 'arch/x86/kvm/x86.c';
const DEMO = 'tools/testing/selftests/kvm/x86/demo_test.c';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  await new Promise((resolve) => server.close(resolve));
  return address.port;
}

async function isUp(folder: string, daemon: ChildProcess): Promise<boolean> {
  for (let i = 0; i < 200 && daemon.exitCode === null; i += 1) {
    if (spawnSync('ssh', ['-F', join(folder, 'config'), 'machine', 'true']).status === 0) return true;
    await setTimeout(50);
  }
  return false;
}

/**
 * A machine that notes each command that it is given.
 *
 * @param first what it does instead for the first one, in shell
 * @returns the words that lead to it, and what it was given so far
 */
async function machine(
  t: TestContext,
  toy: Toy,
  name: string,
  first = '',
): Promise<{ words: string; given(): string[] }> {
  const folder = join(toy.repo.dir, '..', name);
  const at = (file: string) => join(folder, file);
  mkdirSync(folder, { mode: 0o700 });
  for (const key of ['host', 'user'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', at(key)]);
  const port = await freePort();
  const known = readFileSync(at('host.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
  writeFileSync(at('known'), `[127.0.0.1]:${port} ${known}\n`);
  writeFileSync(
    at('command'),
    `#!/bin/sh
[ "$SSH_ORIGINAL_COMMAND" = true ] && exit
echo "$SSH_ORIGINAL_COMMAND" >>'${at('given')}'
${first === '' ? '' : `if mkdir '${at('once')}' 2>/dev/null; then ${first}; fi\n`}exec sh -c "$SSH_ORIGINAL_COMMAND"
`,
    { mode: 0o755 },
  );
  const daemonConfig = [
    ...['ListenAddress 127.0.0.1', `Port ${port}`, `HostKey ${at('host')}`, `PidFile ${at('pid')}`],
    ...[`AuthorizedKeysFile ${at('user.pub')}`, 'StrictModes no', 'UsePAM no', 'AcceptEnv TOY_*'],
    ...['PasswordAuthentication no', 'PermitRootLogin prohibit-password', `ForceCommand ${at('command')}`],
  ];
  writeFileSync(at('sshd_config'), `${daemonConfig.join('\n')}\n`);
  const userConfig = [
    ...['Host machine', 'HostName 127.0.0.1', `Port ${port}`, `IdentityFile ${at('user')}`, 'BatchMode yes'],
    ...['IdentitiesOnly yes', `UserKnownHostsFile ${at('known')}`, 'SendEnv TOY_*'],
  ];
  writeFileSync(at('config'), `${userConfig.join('\n')}\n`);
  const daemon = spawn(SSHD, ['-D', '-e', '-f', at('sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  daemon.stderr.on('data', (part: Buffer) => {
    said += part.toString();
  });
  t.after(() => daemon.kill());
  assert.ok(await isUp(folder, daemon), said);
  const given = () => (existsSync(at('given')) ? readFileSync(at('given'), 'utf8').trim().split('\n') : []);
  return { words: `ssh -F ${at('config')} machine`, given };
}

function seriesOf(t: TestContext): Toy {
  const toy = new Toy(t);
  toy.repo.commit('KVM: x86: Reject reserved bits of DR7 in KVM_SET_DEBUGREGS\n\nReject them.', {
    [X86]: 'int x86(void)\n{\n\treturn the_fix;\n}\n',
  });
  toy.repo.commit('KVM: selftests: Verify that KVM_SET_DEBUGREGS rejects reserved bits of DR7\n\nAdd it.', {
    [DEMO]: 'EXPECT(the_fix)\n',
  });
  return toy;
}

test('one matrix on two machines: kernels are built on one, tests are built and run on the other', {
  skip: SKIP,
}, async (t) => {
  const toy = seriesOf(t);
  const [big, amd] = [await machine(t, toy, 'big'), await machine(t, toy, 'amd')];
  toy.repo.git('config', 'git-kvm.all.prefix', big.words);
  for (const column of ['selftests', 'run']) toy.repo.git('config', `git-kvm.${column}.prefix`, amd.words);
  const { status, text } = await toy.verify({ runner: toy.runner(), test: ['demo_test'] });
  assert.equal(status, 0, text);
  assert.match(text, /^2\/2 +ok +ok /m);
  assert.match(text, /^2\/2 +pass /m);
  const scripts = (given: string[]) =>
    [...new Set(given.map((line) => /scripts\/([a-z]+)/.exec(line)?.[1]))].sort();
  assert.deepEqual(scripts(big.given()), ['build', 'guest']);
  assert.deepEqual(scripts(amd.given()), ['run', 'selftests', 'tests']);
});

test('a machine that drops the connection in the middle gets its cell again; one that is gone blames no patch', {
  skip: SKIP,
}, async (t) => {
  for (const column of ['build', 'run']) {
    const toy = seriesOf(t);
    const { words, given } = await machine(t, toy, 'weak', 'kill -9 $PPID; exit');
    toy.repo.git('config', `git-kvm.${column}.prefix`, words);
    const { status, text } = await toy.verify({ runner: toy.runner(), test: ['demo_test'] });
    assert.equal(status, 0, text);
    assert.equal(given()[0], given()[1], 'the same cell');
  }
  const toy = seriesOf(t);
  toy.repo.git('config', 'git-kvm.build.prefix', 'ssh -F none nowhere.invalid');
  const lost = await toy.verify();
  assert.equal(lost.status, 2, lost.text);
  assert.match(lost.text, /could not be run by 'ssh .*': ssh: Could not resolve hostname/);
});
