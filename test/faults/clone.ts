/** A clone with hooks and settings of its own, and ways to tell its states apart and to bring one back. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { openRepository, type Repository } from '../../src/git/repository';
import { examine } from '../../src/hooks/install/examine';
import { install, uninstall } from '../../src/hooks/install/install';
import { isStub } from '../../src/hooks/install/stubs';
import { listing, Sandbox, standInProgram } from '../hooks/install/sandbox';
import { type Call, real, watchCalls } from './calls';

declare const GIT_KVM_VERSION: string;

/** No process has it. */
const DEAD = 99_999_999;

/** What `node --require` loads to have a fault in a process of its own. */
const PRELOAD = join(__dirname, 'preload.js');

/** Have the hooks of an installation start a node that loads it; they take no NODE_OPTIONS. */
export function preloadIn(gitDir: string): void {
  const node = join(gitDir, 'preloading-node');
  writeFileSync(node, `#!/bin/sh\nexec '${process.execPath}' --require '${PRELOAD}' "$@"\n`, { mode: 0o755 });
  const settings = join(gitDir, 'git-kvm', 'current', 'hooks', 'settings.sh');
  writeFileSync(settings, readFileSync(settings, 'utf8').replace(/^node=.*$/m, `node='${node}'`));
}

/** What may be killed on its way. */
export type Work = 'install' | 'upgrade' | 'uninstall';
export const WORKS: readonly Work[] = ['install', 'upgrade', 'uninstall'];

export class FaultClone {
  readonly sandbox = new Sandbox();
  readonly path: string;
  readonly gitDir: string;
  readonly program: string;
  /** The git directory as it was before git-kvm came. */
  readonly before: string[];

  constructor() {
    this.path = this.sandbox.repository();
    this.gitDir = join(this.sandbox.root, this.path, '.git');
    this.sandbox.loggingHook(`${this.path}/.git/hooks/commit-msg`);
    this.sandbox.git(this.path, 'config', 'alias.kvm', 'status');
    this.sandbox.git(this.path, 'config', 'user.nickname', 'kept');
    this.sandbox.lendEnvironment();
    // The built command line (GIT_KVM_DIST), with a judge that stands in.
    this.program = standInProgram(join(this.sandbox.root, 'program'));
    this.before = listing(this.gitDir);
  }

  repository(): Promise<Repository> {
    return openRepository(join(this.sandbox.root, this.path));
  }

  async install(version = GIT_KVM_VERSION): Promise<void> {
    await install(await this.repository(), { program: this.program, version });
  }

  async uninstall(): Promise<void> {
    await uninstall(await this.repository());
  }

  /** Bring the clone to where `work` starts. */
  async prepare(work: Work): Promise<void> {
    if (work !== 'install') await this.install('0.0.1');
  }

  async do(work: Work): Promise<void> {
    if (work === 'uninstall') await this.uninstall();
    else await this.install();
  }

  /**
   * Do it as a user does, in a process of its own, with this fault. Without one, count its calls.
   * @returns how it ended; `calls` is null where it did not come to its end
   */
  run(work: Work, fault = 'count') {
    const counted = join(this.sandbox.root, 'calls');
    rmSync(counted, { force: true });
    const command = work === 'uninstall' ? 'uninstall' : 'install';
    const args = ['--require', PRELOAD, join(this.program, 'git-kvm.cjs'), command, '.'];
    const env = { GIT_KVM_FAULT: fault, GIT_KVM_CALLS: counted };
    const done = this.sandbox.run(this.path, process.execPath, args, env);
    return { ...done, calls: existsSync(counted) ? Number(readFileSync(counted, 'utf8')) : null };
  }

  /** What git acts by: the configuration, the hooks, and all of an installation that they lead to. */
  inForce(): string {
    const current = join(this.gitDir, 'git-kvm', 'current');
    const hooks = join(this.gitDir, 'hooks');
    const config = readFileSync(join(this.gitDir, 'config'), 'utf8');
    const isNamed = isStub(join(hooks, 'commit-msg')) && existsSync(current);
    return [config, ...listing(hooks), ...(isNamed ? listing(real.realpathSync(current)) : [])].join('\n');
  }

  /** That, and which locks and folders there are. What lies in folders that nothing points to is not in it. */
  state(): string {
    const plain = (name: string) => name.replace(/^v[0-9a-z]+-\d+$/, 'V').replace(/\d+/g, 'N');
    const home = join(this.gitDir, 'git-kvm');
    const names = [...readdirSync(this.gitDir), ...(existsSync(home) ? readdirSync(home) : [])];
    const text = [this.inForce(), ...new Set(names.map(plain))].join('\n');
    return createHash('sha256').update(text).digest('hex');
  }

  /** Copy the git directory. */
  keep(): string {
    const copy = join(this.sandbox.root, `kept-${readdirSync(this.sandbox.root).length}`);
    return copyTree(this.gitDir, copy);
  }

  /** Another copy, to be used once more. */
  copyOf(copy: string): string {
    return copyTree(copy, `${copy}-again`);
  }

  /** Put a copy in the place of the git directory; it may be used once. */
  bringBack(copy: string): void {
    rmSync(this.gitDir, { recursive: true, force: true });
    renameSync(copy, this.gitDir);
    this.loseHolders();
  }

  /** Whoever held a lock of ours, this process it was, is no more. */
  private loseHolders(): void {
    const locks = readdirSync(this.gitDir).filter((name) => /^git-kvm\.lock(?!\.config)/.test(name));
    for (const name of locks) {
      rmSync(join(this.gitDir, name));
      writeFileSync(join(this.gitDir, name.replace(String(process.pid), String(DEAD))), `${DEAD}-1`);
    }
  }

  /**
   * Whether the hooks of git-kvm are in force; if so, whole. The earlier hook runs and the configuration can be read in
   * any case.
   */
  checks(): boolean {
    const { sandbox, path } = this;
    assert.equal(sandbox.git(path, 'config', 'user.nickname'), 'kept');
    const hook = join(sandbox.git(path, 'rev-parse', '--git-path', 'hooks'), 'commit-msg');
    const refuses = (message: string): boolean => {
      sandbox.clearLog();
      sandbox.write(`${path}/message`, message);
      const { status, stderr } = sandbox.run(path, hook, ['message']);
      assert.match(sandbox.log(), /theirs:commit-msg/, stderr);
      assert.equal(readFileSync(join(sandbox.root, path, 'message'), 'utf8'), message);
      return status !== 0;
    };
    const isOurs = isStub(join(this.gitDir, 'hooks', 'commit-msg'));
    assert.equal(refuses('Good\n'), false);
    assert.equal(refuses('BAD\n'), isOurs);
    return isOurs;
  }

  /** Another installation mends whatever was left, and an uninstall gives back what there was, byte for byte. */
  async assertMends(): Promise<void> {
    this.loseHolders();
    await this.install();
    assert.equal(this.checks(), true);
    const left = readdirSync(join(this.gitDir, 'git-kvm'));
    assert.deepEqual(left, ['current', basename(readlinkSync(join(this.gitDir, 'git-kvm', 'current')))]);
    assert.deepEqual((await examine(await this.repository(), GIT_KVM_VERSION)).problems, []);
    await this.assertUninstalls();
  }

  async assertUninstalls(): Promise<void> {
    await this.uninstall();
    assert.deepEqual(listing(this.gitDir), this.before);
  }

  [Symbol.dispose](): void {
    this.sandbox[Symbol.dispose]();
  }
}

/** With its links: a lock of ours is known by being the same file as another. */
function copyTree(from: string, to: string): string {
  execFileSync('cp', ['-a', from, to]);
  return to;
}

export interface Journal {
  /** Each state that `work` passes through: the call before which it was there first, and a copy. */
  readonly states: Map<string, { readonly at: string; readonly copy: string }>;
  /** What git acted by, at any time. */
  readonly inForce: Set<string>;
  /** The calls, in order. */
  readonly calls: Pick<Call, 'n' | 'name' | 'site'>[];
}

/** What a kill would leave at any of the calls of `work`. */
export async function journal(clone: FaultClone, work: Work): Promise<Journal> {
  const made: Journal = { states: new Map(), inForce: new Set(), calls: [] };
  const look = (at: string) => {
    const state = clone.state();
    made.inForce.add(clone.inForce());
    if (!made.states.has(state)) made.states.set(state, { at, copy: clone.keep() });
  };
  const restore = watchCalls(({ n, name, site }) => {
    look(`${n}, ${site}`);
    made.calls.push({ n, name, site });
    return undefined;
  });
  try {
    await clone.do(work);
  } finally {
    restore();
  }
  look('the end');
  return made;
}

/** So many of `all`, spread evenly, the first and the last among them; all where the environment asks for it. */
export function sample<T>(all: readonly T[], count: number): T[] {
  if (process.env.GIT_KVM_FAULTS === 'all' || all.length <= count) return [...all];
  return Array.from({ length: count }, (_, i) => all[Math.round((i * (all.length - 1)) / (count - 1))]!);
}
