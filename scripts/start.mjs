// npm start: build, then show the main job on a throwaway clone; npm start -- PATH: install into that clone.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureDependencies } from './ensure.mjs';
import { ensureSendEmail } from './ensure-send-email.mjs';

const root = join(import.meta.dirname, '..');
ensureDependencies();
ensureSendEmail();
const { build } = await import('./build.mjs');
await build();

const [path] = process.argv.slice(2);
if (path === undefined) {
  const { story } = await import('./story.mjs');
  process.exitCode = await story(join(root, 'dist'));
} else {
  // npm runs scripts at the top of the package; a path is meant from where the user stands.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  const install = spawnSync(process.execPath, [join(root, 'dist', 'git-kvm.cjs'), 'install', path], {
    stdio: 'inherit',
    cwd,
  });
  process.exitCode = install.status ?? 2;
}
