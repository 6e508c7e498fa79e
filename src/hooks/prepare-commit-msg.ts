/** An empty commit message starts from the template: the prefix of what is staged, and hints. Never blocks a commit. */

import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DOMAIN } from '../analysis/kvm/data';
import type { Domain } from '../analysis/kvm/domain';
import { topicOfPaths } from '../analysis/kvm/paths';
import { prefixOf, topicNamed } from '../analysis/kvm/topics';
import { gitArguments } from '../git/ancestors';
import { hasQuickHistory } from '../git/quick-history';
import { replaceFile } from '../git/replace-file';
import { installedAt } from '../git/repo-paths';
import { gitRunner } from '../git/run';
import { loadSettings } from '../lint/config/load';
import { domainOf } from '../lint/config/resolve';
import { parseDiff } from '../model/diff';
import { UsageError } from '../model/errors';
import { escapeControls } from '../model/escape-controls';
import { settingsFor, stagedPaths } from '../patches/staged';
import { ruleSpecs } from '../rules/specs';
import { isUnwritten, withTemplate } from '../workflow/templates/commit-message';
import { guessCulprit } from '../workflow/templates/culprit';
import { fillIn, readTemplate } from '../workflow/templates/templates';
import type { HookCall, Status } from './hook';

/** The editor waits for this long at most, for a guess that it can do without. */
const GUESS_MS = 400;

export async function prepareCommitMsg(call: HookCall): Promise<Status> {
  const [file, source] = call.args;
  // Any source means that a person or another tool has written the message: -m, -F, -t, merge, squash, amend.
  if (file === undefined || (source !== undefined && source !== '')) return 0;
  // No one will look at it.
  if (call.env.GIT_EDITOR === ':') return 0;
  try {
    await prepare(resolve(call.cwd, file), call);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    call.err(`git-kvm: no template for this message: ${escapeControls(error.message)}\n`);
  }
  return 0;
}

async function prepare(path: string, call: HookCall): Promise<void> {
  const bytes = readFileSync(path);
  const { cleanup, comment } = settingsFor(bytes, gitArguments('commit') ?? [], call.cwd, call.env);
  // Byte by byte: a sign-off may be in another encoding than UTF-8.
  const message = { text: bytes.toString('latin1'), cleanup, comment: asBytes(comment) };
  if (!isUnwritten(message)) return;
  const { domain, templates, commonDir } = await configured(call, dirname(path));
  const touched = stagedPaths(call.cwd, call.env).map((one) => ({ path: one, lines: 1 }));
  const topic = topicOfPaths(touched, domain);
  if (topic === null) return;
  const prefix = prefixOf(topic).trimEnd();
  // The guide for x86 says nothing about other architectures: they get the prefix alone.
  const isOurs = topicNamed(topic, domain)?.arch !== 'other';
  const template = isOurs ? readTemplate('commit-message', templates) : '{{prefix}} \n';
  const fixes = template.includes('{{fixes}}') && hasQuickHistory(commonDir) ? fixesHint(call) : '';
  const filled = withTemplate(asBytes(fillIn(template, { prefix, fixes })), message);
  try {
    replaceFile(path, Buffer.from(filled, 'latin1'));
  } catch (cause) {
    throw new UsageError(`cannot write ${path}`, 'Is the disk full?', { cause });
  }
}

function asBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** What is wrong with the configuration `commit-msg` will tell; here the defaults do. */
async function configured(call: HookCall, gitDir: string) {
  const { cwd, env, programDir } = call;
  const where = installedAt(programDir, cwd, gitDir) ?? { top: cwd, commonDir: gitDir };
  let domain: Domain = DOMAIN;
  let own: string | undefined;
  try {
    const { settings } = await loadSettings({
      rules: ruleSpecs,
      top: where.top,
      commonDir: where.commonDir,
      env,
      cwd,
    });
    domain = domainOf(settings, DOMAIN);
    own = settings.templates;
  } catch {
    // see above
  }
  return { domain, templates: { programDir, own, env }, commonDir: where.commonDir };
}

/** Comment lines with the tags of a fix, to be taken out of the comment by whoever needs them; '' without a guess. */
function fixesHint({ cwd, env }: HookCall): string {
  const git = gitRunner(cwd, GUESS_MS, env);
  const diff = git.run([
    'diff',
    '--cached',
    '--no-ext-diff',
    '--no-textconv',
    '--no-color',
    '-M',
    '-U0',
    '--src-prefix=a/',
    '--dst-prefix=b/',
    '--',
  ]);
  const culprit = diff === null ? null : guessCulprit(parseDiff(diff.toString('utf8').split('\n')).diff, git);
  if (culprit === null) return '';
  return [
    '# If this is a fix, add Fixes:, even for an old bug. A guess, from the lines that are removed:',
    `# Fixes: ${culprit.replace(/[\0-\x1f\x7f]/g, '')}`,
    '# Cc: stable@vger.kernel.org',
    '#   (the latter only if stable trees need it)',
  ].join('\n');
}
