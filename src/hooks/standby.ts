/**
 * A program that stands by: after a commit it stays for some minutes and says at once whether the next one is clean, which
 * is what most are. It prints nothing and writes nothing: whatever is not clean, and whatever goes wrong here, is left to
 * the program that the hook starts otherwise, and judged there.
 *
 * The hook (kvm_ask_standby in hooks/git-kvm.sh) talks to it by two named pipes, of which each side holds one end: an end of
 * either side, by whatever cause, ends the wait of the other. Who asks is looked up in /proc: the environment, the working
 * directory, the git above. Hence Linux only.
 */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  type FSWatcher,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  watch,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { isAlive, processKey } from '../git/process';
import type { HookCall } from './hook';

export interface StandbyOptions {
  /** The folder of the running program; its parent's parent holds the state of a clone. */
  readonly programDir: string;
  /** Whether a commit in the making is clean: nothing to say of it, nothing to do. */
  isClean(call: HookCall): Promise<boolean>;
  /** Milliseconds without a question, after which it ends. */
  readonly idle: number;
  /** A message file to begin with, so that the first question finds all of it at work; none, where there is none. */
  readonly first?: string;
  end(): void;
}

/** Where it is found, from the folder of an installation's program. */
export function standbyFolder(programDir: string): string {
  return join(dirname(dirname(programDir)), 'standby');
}

/** Questions that one process answers: none is allowed to grow for ever. */
const MOST_QUESTIONS = 2000;
const LARGEST_QUESTION = 16 * 1024;
/** How often it looks whether it is still the one, in milliseconds. */
const LOOK = 5000;

/** Stand by until nobody asks any more. @returns false where another one does already */
export async function standBy(options: StandbyOptions): Promise<boolean> {
  const { programDir, isClean, idle, first } = options;
  const folder = standbyFolder(programDir);
  const pipes = claim(folder);
  if (pipes === null) return false;
  const { say } = pipes;
  const mine = inodeOf(folder);
  const program = versionOf(programDir);
  const busy = join(folder, 'busy');
  let [questions, isAsked] = [0, false];
  let ending = setTimeout(end, idle);
  const looking = setInterval(look, LOOK);
  const watcher = watching(folder, look);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, end);
  let socket = listen(pipes.ask);
  if (first !== undefined) await judged(first, process.pid);
  // No folder of the user's is held.
  process.chdir('/');
  return true;

  function look(): void {
    if (inodeOf(folder) !== mine) {
      end();
      return;
    }
    try {
      // Who said so, and was killed before the question, would keep everybody out.
      if (!isAsked && Date.now() - statSync(busy).mtimeMs > LOOK) rmSync(busy);
    } catch {
      // Nobody asks.
    }
  }

  function end(): void {
    clearTimeout(ending);
    clearInterval(looking);
    watcher?.close();
    socket.destroy();
    try {
      if (inodeOf(folder) === mine) remove(folder);
    } catch {
      // It cannot be removed: the next one takes it over.
    }
    options.end();
  }

  /** Wait for one question, answer it, and wait until who asked is gone. */
  function listen(fd: number): Socket {
    const pipe = new Socket({ fd, readable: true, writable: false });
    let asked = '';
    let answered: Promise<void> | null = null;
    pipe.on('data', (part) => {
      isAsked = true;
      if (asked.length < LARGEST_QUESTION) asked += part.toString('latin1');
      if (answered === null && /^[^\0]*\0[^\0]*\0/.test(asked)) answered = answer(asked);
    });
    pipe.on('error', end);
    pipe.on('close', async () => {
      await answered;
      try {
        // First the ear, then what nobody has listened to, then the way is free for the next one.
        socket = listen(openAsk(folder));
        drain(say);
        isAsked = false;
        rmSync(busy, { force: true });
      } catch {
        end();
      }
    });
    return pipe;
  }

  async function answer(question: string): Promise<void> {
    clearTimeout(ending);
    questions += 1;
    const [pid, file] = Buffer.from(question, 'latin1').toString('utf8').split('\0') as [string, string];
    const isOurs = program !== '' && versionOf(programDir) === program;
    const clean = isOurs && (await judged(file, Number(pid)));
    writeSync(say, `${pid} ${clean ? 'clean' : 'no'}\n`);
    ending = setTimeout(end, isOurs && questions < MOST_QUESTIONS ? idle : 0);
  }

  async function judged(file: string, pid: number): Promise<boolean> {
    try {
      const nothing = { color: false, err: () => {}, input: () => null };
      return await isClean({ ...nothing, ...surroundings(pid), args: [file], programDir, above: pid });
    } catch {
      return false;
    }
  }
}

/**
 * Make the folder with the pipes, ready to be used when it appears.
 * @returns the pipe to answer by; null where another process is there, which lives
 */
function claim(folder: string): { ask: number; say: number } | null {
  const next = `${folder}.${process.pid}`;
  mkdirSync(next, { mode: 0o700 });
  try {
    const path = (process.env.PATH ?? '').split(':').filter((entry) => entry.startsWith('/'));
    execFileSync('mkfifo', ['-m', '600', join(next, 'ask'), join(next, 'say')], {
      env: { PATH: path.join(':') },
      stdio: 'ignore',
    });
    writeFileSync(join(next, 'process'), `${processKey(process.pid)}\n`);
    const ask = openAsk(next);
    // Both ends: answering never waits, and who listens hears the end of this process as the end of the pipe.
    const say = openSync(join(next, 'say'), constants.O_RDWR | constants.O_NONBLOCK);
    for (let tries = 0; tries < 2; tries += 1) {
      try {
        renameSync(next, folder);
        return { ask, say };
      } catch (error) {
        if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
        if (isAlive(readFileSync(join(folder, 'process'), 'utf8').trim())) break;
        remove(folder);
      }
    }
    closeSync(ask);
    closeSync(say);
    rmSync(next, { recursive: true, force: true });
    return null;
  } catch (error) {
    rmSync(next, { recursive: true, force: true });
    throw error;
  }
}

function openAsk(folder: string): number {
  return openSync(join(folder, 'ask'), constants.O_RDONLY | constants.O_NONBLOCK);
}

/** The sooner it sees that it is to go, the better; without this it looks from time to time. */
function watching(folder: string, look: () => void): FSWatcher | null {
  try {
    return watch(folder, look).on('error', look);
  } catch {
    return null;
  }
}

function inodeOf(folder: string): number | null {
  return statSync(folder, { throwIfNoEntry: false })?.ino ?? null;
}

/** At once for everybody else. */
function remove(folder: string): void {
  const aside = `${folder}.${process.pid}.old`;
  renameSync(folder, aside);
  rmSync(aside, { recursive: true, force: true });
}

interface Surroundings {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

function surroundings(pid: number): Surroundings {
  const env: NodeJS.ProcessEnv = {};
  for (const entry of readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')) {
    const at = entry.indexOf('=');
    if (at > 0) env[entry.slice(0, at)] = entry.slice(at + 1);
  }
  return { cwd: readlinkSync(`/proc/${pid}/cwd`), env };
}

/** What an upgrade, or damage, changes. */
function versionOf(programDir: string): string {
  try {
    return ['hook.cjs', 'commit-msg.cjs', 'standby.cjs']
      .map((name) => statSync(join(programDir, name)))
      .map(({ ino, size, mtimeMs }) => `${ino} ${size} ${mtimeMs}`)
      .join();
  } catch {
    return '';
  }
}

/** An answer that nobody has fetched is not the next one's. */
function drain(fd: number): void {
  try {
    const bytes = Buffer.alloc(4096);
    while (readSync(fd, bytes) > 0);
  } catch {
    // It is empty.
  }
}
