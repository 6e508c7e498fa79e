import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { loadSettings } from '../../../src/lint/config/load';
import type { Effective } from '../../../src/lint/config/merge';
import { RULES } from './rules';

/** A home, a clone and a tree in a folder that goes with the test. */
export class Sandbox {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'git-kvm-config-')));
  readonly top = this.folder('tree');
  readonly commonDir = this.folder('tree/.git');
  readonly home = this.folder('home');
  env: Record<string, string> = { HOME: this.home };

  constructor(context: TestContext) {
    context.after(() => rmSync(this.root, { recursive: true, force: true }));
  }

  folder(path: string): string {
    const full = join(this.root, path);
    mkdirSync(full, { recursive: true });
    return full;
  }

  write(path: string, text: string): string {
    const full = join(this.root, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
    return full;
  }

  load(more: { rule?: string[]; set?: string[]; cwd?: string } = {}): Promise<Effective> {
    const { top, commonDir, env } = this;
    return loadSettings({ rules: () => RULES, top, commonDir, env, cwd: top, ...more });
  }
}
