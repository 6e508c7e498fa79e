/** Hold git-publish back: the hook that it runs with the folder of its patches. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../model/errors';
import type { HookCall, Status } from './hook';
import { lintSend } from './sendemail-validate';

export async function prePublishSendEmail(call: HookCall): Promise<Status> {
  const folder = call.args[0];
  if (folder === undefined)
    throw new UsageError('pre-publish-send-email: no directory given', 'git-publish passes one to this hook');
  const path = resolve(call.cwd, folder);
  const files = readdirSync(path)
    .filter((name) => !name.startsWith('.'))
    .sort()
    .map((name) => join(path, name));
  return lintSend(files, call, { isLeaving: false });
}
