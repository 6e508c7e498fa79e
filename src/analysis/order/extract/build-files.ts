/** What Kconfig files and Makefiles define and use, line by line. */
import type { DiffLine, Hunk } from '../../../model/diff';
import type { Token } from '../../c/lexer';

/** Where what is found in the file `path` goes. */
interface Collector {
  readonly path: string;
  readonly includes: Map<string, DiffLine>;
  define(name: string, form: 'config', line: DiffLine, column: number): void;
  use(tokens: readonly Token[], i: number, line: DiffLine): void;
}

/** `config KVM_X` defines, `select KVM_X` uses `CONFIG_KVM_X`. */
export function readKconfig(hunk: Hunk, out: Collector): void {
  for (const line of hunk.lines) {
    const config = /^\s*(?:menu)?config\s+(\w+)/.exec(line.text);
    if (config) out.define(`CONFIG_${config[1]}`, 'config', line, 0);
    else if (/^\s+(?:select|depends on|imply)\s/.test(line.text)) {
      for (const name of line.text.matchAll(/\b[A-Z][A-Z0-9_]+\b/g)) {
        out.use([{ kind: 'name', text: `CONFIG_${name[0]}`, column: name.index }], 0, line);
      }
    }
  }
}

/** `kvm-y += x.o` and `TEST_GEN_PROGS += x_test`: kept as names of files, to be matched with files that patches add. */
export function readMakefile(hunk: Hunk, out: Collector): void {
  const folder = out.path.slice(0, out.path.lastIndexOf('/') + 1);
  for (const line of hunk.lines) {
    for (const name of line.text.matchAll(/[\w./-]+/g)) {
      const text = name[0];
      if (text.startsWith('CONFIG_')) out.use([{ kind: 'name', text, column: name.index }], 0, line);
      const object = /^([\w./-]+)\.[ocS]$/.exec(text)?.[1] ?? (/_test$|^TEST_/.test(text) ? text : undefined);
      if (object !== undefined && line.kind === '+') out.includes.set(`${folder}${object}`, line);
    }
  }
}
