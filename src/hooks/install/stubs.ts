/**
 * The stubs in the clone's hooks folder, which git runs, and the shelf, where the hooks lie that were there under the same
 * names. All else in the folder stays as it is. Each step can be the last one: the next installation or uninstall goes on
 * from there.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sh writes parameters so
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../model/errors';
import type { Layout } from './layout';

/** The hooks that git-kvm has a script for and that hold something back: without an answer nothing goes on. */
const GATES = new Set(['commit-msg', 'sendemail-validate', 'pre-publish-send-email']);

const HEAD = '#!/bin/sh\n# Installed by git-kvm';

/**
 * The file that git runs as the hook `name`: husky's runner in the installation, found from where this file is. The last
 * line is never reached while the runner is whole; when it is cut off, nothing passes unchecked.
 */
function stubFor(name: string): string {
  const gone = GATES.has(name)
    ? '{ echo "git-kvm: not checked: $kvm is damaged: reinstall, or remove $0" >&2; exit 2; }'
    : 'exit 0';
  return [
    `${HEAD}; the previous hooks are in git-kvm-hooks, and run as well.`,
    'kvm=${0%/*}/../git-kvm/current',
    `[ -s "$kvm/hooks/_/h" ] || ${gone}`,
    '. "$kvm/hooks/_/h"',
    GATES.has(name) ? 'exit 2\n' : '',
  ].join('\n');
}

/** Returns true if `path` is a stub, of this version or another. */
export function isStub(path: string): boolean {
  return isFile(path) && readFileSync(path, 'latin1').startsWith(HEAD);
}

/**
 * Put a stub in the place of each hook in `names`; what is there goes to the shelf, as do the hooks in `hide`, which git
 * did not look at and must not start to run now.
 * @param scratch a folder that is free, on the same file system
 */
export function placeStubs(
  layout: Layout,
  { names, hide }: { names: readonly string[]; hide: readonly string[] },
  scratch: string,
): void {
  const { hooks, shelf } = layout;
  // A hooks folder that is a link is other clones' as well: it becomes the shelf as it is.
  if (isLink(hooks)) renameSync(hooks, shelf);
  mkdirSync(hooks, { recursive: true });
  mkdirSync(scratch);
  for (const name of names) {
    const path = join(hooks, name);
    if (!isStub(path)) shelve(layout, name);
    const stub = join(scratch, name);
    writeFileSync(stub, stubFor(name), { mode: 0o755 });
    renameSync(stub, path);
  }
  for (const name of hide) {
    if (names.includes(name) || isStub(join(hooks, name))) continue;
    shelve(layout, name);
    rmSync(join(hooks, name), { recursive: true, force: true });
  }
  rmdirSync(scratch);
  if (!isLink(shelf) && exists(shelf)) linkHelpers(layout);
}

/** Have the hook of this name on the shelf too, in the place of an earlier one that it had replaced. */
function shelve({ hooks, shelf }: Layout, name: string): void {
  const [from, to] = [join(hooks, name), join(shelf, name)];
  if (!exists(from) || isLink(shelf)) return;
  mkdirSync(shelf, { recursive: true });
  rmSync(to, { recursive: true, force: true });
  try {
    linkSync(from, to); // so that it is never gone
  } catch {
    renameSync(from, to); // a folder, or a file system without hard links
  }
}

/** What hooks on the shelf may look for beside themselves (`commit-msg.d`, `commit-msg.legacy`). */
function linkHelpers({ hooks, shelf }: Layout): void {
  for (const name of readdirSync(hooks)) {
    if (name.endsWith('.sample') || isStub(join(hooks, name)) || exists(join(shelf, name))) continue;
    symlinkSync(join('..', 'hooks', name), join(shelf, name));
  }
}

/**
 * Take all stubs away and put back what was in their place. A hook that was put over a stub since stays.
 * @param made true if the hooks folder goes as well, where nothing else is in it
 * @throws UsageError where the folder was a link and files were put in the folder that took its place
 */
export function removeStubs({ hooks, shelf }: Layout, made: boolean): void {
  for (const name of namesIn(hooks)) {
    const path = join(hooks, name);
    if (!isStub(path)) continue;
    if (!isLink(shelf) && exists(join(shelf, name))) renameSync(join(shelf, name), path);
    else rmSync(path);
  }
  if (isLink(shelf)) {
    const [left] = namesIn(hooks);
    if (left !== undefined)
      throw new UsageError(`'${join(hooks, left)}' already exists`, `Move it to the target of ${shelf}`);
    rmSync(hooks, { recursive: true, force: true });
    renameSync(shelf, hooks);
    return;
  }
  for (const name of namesIn(shelf)) {
    const path = join(shelf, name);
    if (isHelper(path, name) || exists(join(hooks, name))) rmSync(path, { recursive: true });
    else renameSync(path, join(hooks, name));
  }
  rmSync(shelf, { recursive: true, force: true });
  if (made && exists(hooks) && namesIn(hooks).length === 0) rmdirSync(hooks);
}

function isHelper(path: string, name: string): boolean {
  return isLink(path) && readlinkSync(path) === join('..', 'hooks', name);
}

function namesIn(folder: string): string[] {
  return exists(folder) ? readdirSync(folder).sort() : [];
}

export function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

export function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
