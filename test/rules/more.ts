/** Further examples of a rule, in `more/<id>.ts`: they are tests like those of its page, and no reader has to see them. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { RulePage } from '../../src/lint/rule';

export type Examples = Pick<RulePage, 'valid' | 'invalid'>;

const FOLDER = join(__dirname, 'more');

/** The rules that have a file of further examples. */
export function rulesWithMore(): string[] {
  return readdirSync(FOLDER).map((name) => basename(name, '.js'));
}

/** All examples of a rule: those of its page and further ones. */
export function examplesOf(id: string, page: RulePage): Examples {
  const path = join(FOLDER, `${id}.js`);
  if (!existsSync(path)) return page;
  const { more } = require(path) as { more: Examples };
  return { valid: [...page.valid, ...more.valid], invalid: [...page.invalid, ...more.invalid] };
}
