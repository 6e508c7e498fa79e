/** Templates: plain text with a few named placeholders, the user's own before those that come with git-kvm. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { UsageError } from '../../model/errors';

export type TemplateName =
  | 'commit-message'
  | 'cover-letter'
  | 'cover-letter-next-version'
  | 'cover-letter-rfc'
  | 'cover-letter-kvm-unit-tests';

export interface TemplatePlaces {
  /** The folder of the running program. */
  readonly programDir: string;
  /** `templates` of the configuration: a folder of the user's own. */
  readonly own?: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * The text of a template.
 * @throws UsageError when the configured folder is not there
 */
export function readTemplate(name: TemplateName, places: TemplatePlaces): string {
  const folders = [
    ...(places.own === undefined ? [] : [ownFolder(places.own, places.env)]),
    join(places.programDir, 'templates'),
  ];
  const file = folders.map((folder) => join(folder, `${name}.txt`)).find((path) => existsSync(path));
  if (file === undefined)
    throw new UsageError(`the template ${name}.txt is missing`, 'git kvm install restores it');
  return readFileSync(file, 'utf8');
}

function ownFolder(path: string, env: NodeJS.ProcessEnv): string {
  const folder = path.startsWith('~/') ? join(env.HOME || homedir(), path.slice(2)) : path;
  if (!isAbsolute(folder))
    throw new UsageError(`templates: '${path}' is not an absolute path`, 'or start it with ~/');
  if (!existsSync(folder)) throw new UsageError(`templates: no such directory: ${folder}`);
  return folder;
}

/**
 * Put values in place of `{{name}}`. A line that holds only a placeholder goes with it when its value is empty,
 * and so does the blank line before it.
 * @throws UsageError for a placeholder that has no value here
 */
export function fillIn(template: string, values: Readonly<Record<string, string>>): string {
  const lines: string[] = [];
  for (const line of template.split('\n')) {
    const filled = line.replace(/\{\{([\w-]{1,40})\}\}/g, (_, name: string) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      if (value === undefined) {
        throw new UsageError(
          `unknown placeholder {{${name}}} in a template`,
          `known: ${Object.keys(values).join(', ')}`,
        );
      }
      return value;
    });
    if (filled === '' && line !== '') {
      if (lines.at(-1) === '') lines.pop();
    } else lines.push(filled);
  }
  return `${lines.join('\n').replace(/(?<!\n)\n+$/, '')}\n`;
}
