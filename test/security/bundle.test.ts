/** What ships is what the source says: each line of a bundle is one of the module that it comes from. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { transform } from 'esbuild';

const DIST = process.env.GIT_KVM_DIST!;
/** Where a module begins in a bundle. */
const MODULE = /^\/\/ (?=(?:src|node_modules)\/)/m;
/** What the bundler writes where a module imports or exports. */
const LINKS = [
  /^\w+ = (?:require\(\)|__toESM\(require_\w+\(\)\));$/,
  /^\}$/,
  /^(?:__export\(|module\.exports = |0 && \(module\.exports = )/,
  /^\/\/ Annotate the CommonJS export names/,
  /^\w+(?:: \(\) => \w+)?,?$/,
  /^\}\);$/,
  /^\w+_exports = \{\};$/,
  /^"use strict";$/,
  /^\/\*! For license information/,
  // A module that is only run when another one asks for it.
  /^(?:var )?[\w, ]+;$/,
  /^(?:var )?init_\w+(?: = __esm\(\{|\(\);)$/,
  /^"[^"]+"\(\) \{$/,
];
/** A list of all rules in these: the bundler names a rule after its file, the list as it likes. */
const LISTS = ['src/rules/registry.ts', 'src/rules/at-commit.ts', 'src/rules/pages.ts'];

/** A line without what the bundler has to change: how a name is imported, exported and kept apart from another module's. */
function plain(line: string): string {
  return line
    .trim()
    .replace(/^export (?:default )?/, '')
    .replace(/^var (\w+) = class (?:_\w+ )?/, 'class $1 ')
    .replace(/^(\w+) = class (?:_\w+ )?/, 'class $1 ')
    .replace(/^(?:const|let|var) /, '')
    .replace(/^\w+_default = /, '')
    .replace(/\b(\w+)_default\b/g, '$1')
    .replace(/\b(?:require|import)\("[^"]*"\)/g, 'require()')
    .replace(/__toESM\(require\(\)\)|\(init_\w+\(\), \w+_exports\)/g, 'require()')
    .replace(/\(0, import_\w+\.(\w+)\)/g, '$1')
    .replace(/\bimport_\w+\.(?:default\.)?/g, '')
    .replace(/\b_([A-Z]\w*)\b/g, '$1')
    .replace(/\b([A-Za-z_$][\w$]*?)\d+\b/g, '$1')
    .replace(/\b(\w+): \1\b/g, '$1')
    .replace(/^\};$/, '}');
}

/** The lines of the bundle's part of a module that are not the module's. */
async function strangeLines(path: string, lines: readonly string[]): Promise<string[]> {
  const source = readFileSync(path, 'utf8');
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const define = { GIT_KVM_VERSION: JSON.stringify(version) };
  const options = { loader: 'ts', target: 'node20', supported: { 'dynamic-import': false }, define } as const;
  let { code } = await transform(source, options);
  // The bundler calls what is imported by the name that it was given where it was made.
  for (const [, names] of code.matchAll(/^import \{([^}]*)\}/gm))
    for (const [, made, here] of names!.matchAll(/(\w+) as (\w+)/g))
      code = code.replace(new RegExp(`\\b${here}\\b`, 'g'), made!);
  // What is imported from a package has whatever name it has in there.
  const foreign = [...code.matchAll(/^import \{([^}]*)\} from "(?![./]|node:)/gm)].flatMap(([, names]) =>
    names!.split(',').map((name) => new RegExp(`\\b${name.trim()}\\b`)),
  );
  const known = new Set(code.split('\n').map(plain));
  const isForeign = (said: string) =>
    foreign.some((name) =>
      [...known].some(
        (one) => name.test(one) && said === one.replace(name, said.match(/\w+(?=\()/)?.[0] ?? ''),
      ),
    );
  return lines.filter((line) => {
    const said = plain(line);
    return said !== '' && !known.has(said) && !isForeign(said) && !LINKS.some((link) => link.test(said));
  });
}

describe('what is built', () => {
  for (const name of readdirSync(DIST).filter((file) => file.endsWith('.cjs'))) {
    it(`is what the source holds: ${name}`, async () => {
      const parts = readFileSync(join(DIST, name), 'utf8').split(MODULE).slice(1);
      assert.ok(parts.length > 0, 'a part for each module');
      for (const part of parts) {
        const [path = '', ...lines] = part.split('\n');
        if (!path.startsWith('src/') || LISTS.includes(path)) continue;
        assert.deepEqual(await strangeLines(path, lines), [], path);
      }
    });
  }

  it('would show what is rewritten', async () => {
    const path = 'src/rules/shortlog-length.ts';
    const { code } = await transform(readFileSync(path, 'utf8'), { loader: 'ts', target: 'node20' });
    const line = code.split('\n').find((one) => one.includes('.length'))!;
    assert.deepEqual(await strangeLines(path, [line, 'kvm.gate(() => /x/)']), ['kvm.gate(() => /x/)']);
  });
});
