// dist/copyright: who holds the rights to what is shipped, and under which licence, in Debian's machine-readable format.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DICTIONARIES } from './words.mjs';

const root = join(import.meta.dirname, '..');

/** Licences whose words are the same wherever they apply: what SPDX and what Debian calls them. */
const SAME_WORDS = { MIT: 'Expat', ISC: 'ISC', 'BSD-3-Clause': 'BSD-3-clause' };
const HOLDER = /^\W*(?:Portions )?Copyright\s+(?:\(c\)\s+)?((?<=\(c\)\s+)\S.*?|\d.*?|\S+, Inc.*?)\s*$/gim;
const TITLE = /^\W*(?:The )?(?:MIT|ISC) License\W*(?:\(MIT\)\W*)?$/gim;

const OURS = `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: git-kvm
Comment: Packages of npm below node_modules/ are bundled into the programs.

Files: *
Copyright: the authors of git-kvm
License: GPL-2+

Files: data/common-words.txt data/kernel-words.txt
Copyright: the authors of git-kvm
License: GPL-2+
Comment: Single words, counted in Linux 6.12, which is under GPL-2; no sentence of the kernel is in them.
`;

const GPL = `License: GPL-2+
 This program is free software; you can redistribute it and/or modify it under the terms of the GNU General Public
 License as published by the Free Software Foundation; either version 2 of the License, or (at your option) any later
 version.
 .
 This program is distributed in the hope that it will be useful, but WITHOUT ANY WARRANTY; without even the implied
 warranty of MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE. See the GNU General Public License for more details.
 .
 On Debian systems, the full text of the GNU General Public License version 2 is in
 /usr/share/common-licenses/GPL-2.
`;

/** @param bundled paths of the source files that the bundler took */
export function copyright(bundled) {
  const inside = bundled.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
  const shipped = ['husky', ...DICTIONARIES].map((name) => `node_modules/${name}`);
  const groups = new Map();
  for (const one of [...new Set([...inside, ...shipped])].sort().map(packageIn))
    groups.set(one.words, [...(groups.get(one.words) ?? []), one]);
  const taken = new Set(['GPL-2+']);
  const stanzas = [...groups.values()].map((packages) => {
    const [{ name, license, text }] = packages;
    const short = SAME_WORDS[license];
    const isNew = short !== undefined && !taken.has(short);
    const title = isNew ? short : name.replaceAll('/', '-');
    taken.add(title);
    const holders = [...new Set(packages.flatMap((one) => one.holders))];
    return `Files: ${packages.map(({ folder }) => `${folder}/*`).join('\n ')}
Copyright: ${holders.join('\n ')}
License: ${title}
${indented(isNew ? text.replace(HOLDER, '').replace(TITLE, '') : text)}`;
  });
  return [OURS, ...stanzas, GPL].join('\n');
}

/** @throws Error for a package that doesn't tell its licence */
function packageIn(folder) {
  const { name, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const files = readdirSync(join(root, folder)).filter((file) =>
    /^licen[cs]e(?:\.(?:md|txt|MIT))?$/i.test(file),
  );
  if (files.length !== 1) throw new Error(`${folder}: ${files.length} files with its licence`);
  const text = readFileSync(join(root, folder, files[0]), 'utf8');
  const holders = [...text.matchAll(HOLDER)].map(([, holder]) => holder);
  if (holders.length === 0) throw new Error(`${folder}/${files[0]} names no one who holds the rights`);
  const words = text.replace(HOLDER, '').replace(TITLE, '').toLowerCase().match(/\w+/g).join(' ');
  return { folder, name, text, holders, words, license: license.replace(/^\((MIT) OR .*\)$/, '$1') };
}

/** As the value of a field: each line after a space, a dot for an empty one. */
function indented(text) {
  const lines = text.replace(/\r/g, '').trim().split('\n');
  return lines
    .map((line) => ` ${line.trimEnd() || '.'}\n`)
    .join('')
    .replace(/(?: \.\n){2,}/g, ' .\n');
}
