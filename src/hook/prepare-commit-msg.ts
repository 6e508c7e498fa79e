/** An empty commit message starts with the prefix of what is staged. Never blocks, never touches anybody's words. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DOMAIN } from '../domain/data';
import { prefixOfPaths } from '../domain/paths';
import { decodeMessage } from '../sources/commit-message';
import { stagedPaths } from '../sources/staged';
import type { HookCall, Status } from './hook';

export function prepareCommitMsg(call: HookCall): Status {
  const [file, source] = call.args;
  // Any source means that a person or another tool has written the message: -m, -F, -t, merge, squash, amend.
  if (file === undefined || (source !== undefined && source !== '')) return 0;
  const path = resolve(call.cwd, file);
  const text = decodeMessage(readFileSync(path), null);
  const isEmpty = text.split('\n').every((line, i) => line.trim() === '' || (i > 0 && /^[^\w\s]/.test(line)));
  if (!isEmpty) return 0;
  const prefix = prefixOfPaths(stagedPaths(call.cwd, call.env), DOMAIN);
  if (prefix !== null) writeFileSync(path, `${prefix} ${text}`);
  return 0;
}
