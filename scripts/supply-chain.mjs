// What the project is built from: the bill of materials must come out whole, and no package may have a known vulnerability.
// A registry that does not answer is reported, and is not a failure.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const npm = (...args) => spawnSync('npm', args, { cwd: root, encoding: 'utf8' });
const parsed = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const installed = Object.entries(packages).filter(([path, { optional }]) => path !== '' && !optional);
const bill = parsed(npm('run', '--silent', 'sbom').stdout);
const listed = new Set(
  bill?.components?.map(({ name, group, version }) => `${group ?? ''}${name} ${version}`),
);
const missing = installed
  .map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')} ${version}`)
  .filter((one) => !listed.has(one));
if (bill?.bomFormat !== 'CycloneDX' || missing.length > 0) {
  console.error(`npm run sbom: not whole: ${missing.join(', ') || 'no bill'}`);
  process.exitCode = 1;
} else {
  console.log(`npm run sbom: ${bill.components.length} packages`);
}

/** Licences that go with GPL-2.0-or-later, of what is shipped; Apache-2.0 only of tools, which are not. */
const LICENSES = ['MIT', 'ISC', 'BSD', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'CC0-1.0', 'Python-2.0'];
const TOOLS = ['esbuild', 'typescript', '@biomejs/biome', 'dependency-cruiser', 'knip'];
const isFree = (license, allowed) =>
  license
    .replace(/[()]/g, '')
    .split(/\s+OR\s+/i)
    .some((choice) => choice.split(/\s+AND\s+/i).every((one) => allowed.includes(one.trim())));
const doubtful = installed
  .map(([path, { license }]) => ({
    name: path.replace(/^.*node_modules\//, ''),
    license: license ?? JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')).license ?? 'none',
  }))
  .filter(
    ({ name, license }) => !isFree(license, isTool(name) ? [...LICENSES, 'Apache-2.0', 'MIT-0'] : LICENSES),
  );
for (const { name, license } of doubtful)
  console.error(`licence: ${name} is under ${license}, which doesn't go with GPL-2.0-or-later`);
if (doubtful.length > 0) process.exitCode = 1;
else console.log(`licences: ${installed.length} packages go with GPL-2.0-or-later`);

/** Returns true for what builds or checks the project and is not part of it. */
function isTool(name) {
  return TOOLS.some((tool) => name === tool || name.startsWith(`@${tool}/`) || name.startsWith(`${tool}/`));
}

const audit = parsed(npm('audit', '--json').stdout);
const found = audit?.metadata?.vulnerabilities;
if (found === undefined) {
  const why = audit?.message ?? audit?.error?.summary ?? 'no answer';
  console.log(`npm audit: NOT RUN: the registry does not tell: ${why}`);
} else if (found.total > 0) {
  console.error(`npm audit: ${found.total} known faults: ${Object.keys(audit.vulnerabilities).join(', ')}`);
  process.exitCode = 1;
} else {
  console.log('npm audit: no known fault');
}
