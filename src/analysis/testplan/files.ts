/** Files of the clone themselves, as a series of one patch that would change all of them. */

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { askGit } from '../../git/run';
import type { Tree } from '../../git/tree';
import { parseDiff } from '../../model/diff';
import { makePatch, type Series } from '../../model/patch';
import { parseSubject } from '../../model/subject';
import { Source } from '../../model/text';

/** Files of this many bytes hold no code that people write. */
const LONGEST = 2 * 1024 * 1024;
const MOST_FILES = 1000;

/**
 * The files that are meant by paths which git tracks, from the top of the work tree; null where one of them is something
 * else, such as mail.
 */
export function trackedFiles(what: readonly string[], cwd: string, env: NodeJS.ProcessEnv): string[] | null {
  if (what.length === 0 || what.some((name) => name === '-' || !existsSync(resolve(cwd, name)))) return null;
  const found: string[] = [];
  for (const name of what) {
    const files = listed(name, cwd, env);
    if (files.length === 0 || files.some((path) => /\.(?:patch|eml|mbox)(?:\.gz)?$/.test(path))) return null;
    found.push(...files);
  }
  return [...new Set(found)].slice(0, MOST_FILES);
}

function listed(name: string, cwd: string, env: NodeJS.ProcessEnv): string[] {
  const args = ['--literal-pathspecs', 'ls-files', '-z', '--full-name', '--', name];
  return (askGit(args, { cwd, env }) ?? '').split('\0').filter(Boolean);
}

/** @param title what it is called in a report */
export function wholeFiles(paths: readonly string[], title: string, tree: Tree): Series {
  const files = tree.files(paths).filter(({ text }) => text.length < LONGEST && !text.includes('\0'));
  const lines = files.flatMap(({ path, text }) => {
    const all = text.replace(/\n$/, '').split('\n');
    const range = `1,${all.length}`;
    const head = [
      `diff --git a/${path} b/${path}`,
      `--- a/${path}`,
      `+++ b/${path}`,
      `@@ -${range} +${range} @@`,
    ];
    // Nothing is new in it: features of hardware, say, are not.
    return [...head, ...all.map((line) => `-${line}`), ...all.map((line) => `+${line}`)];
  });
  const patch = makePatch({
    origin: { kind: 'message', file: null, messageId: null, commit: null },
    subject: parseSubject(title),
    message: Source.ofLines(title),
    diff: parseDiff(lines).diff,
  });
  return { cover: null, patches: [patch], version: 1, of: 1, rfc: false, whole: false, mailed: false };
}
