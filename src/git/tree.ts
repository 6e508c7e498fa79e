/** The files of one commit, read-only. */
import { parseBatch } from './objects';
import { type GitRunner, gitRunner } from './run';

export interface Tree {
  /** Paths below these folders whose contents hold these words; null where git could not tell. */
  filesWith(word: string, folders: readonly string[]): string[] | null;
  /** Those of these files that there are, as text. */
  files(paths: readonly string[]): { path: string; text: string }[];
  /** All paths below a folder. */
  list(folder: string): string[];
}

/** Nothing known: outside a repository. */
export const NO_TREE: Tree = { filesWith: () => null, files: () => [], list: () => [] };

/** @param revision a commit; it must not start with `-` */
export function treeAt(revision: string, cwd: string, env: NodeJS.ProcessEnv): Tree {
  return new GitTree(gitRunner(cwd, 20_000, env), revision);
}

class GitTree implements Tree {
  constructor(
    private readonly git: GitRunner,
    private readonly revision: string,
  ) {}

  filesWith(word: string, folders: readonly string[]): string[] | null {
    const args = ['grep', '--full-name', '-z', '-l', '-F', '-e', word, this.revision, '--'];
    // Without a match git ends with 1, as in a tree that is not the kernel's.
    const output = this.git.run([...args, ...folders.map((folder) => `:(top)${folder}`)], { partly: true });
    if (output === null) return null;
    const names = output.toString('utf8').split('\0').filter(Boolean);
    return names.map((name) => name.slice(this.revision.length + 1));
  }

  files(paths: readonly string[]): { path: string; text: string }[] {
    const asked = paths.filter((path) => !/[\n\0]/.test(path));
    if (asked.length === 0) return [];
    const input = asked.map((path) => `${this.revision}:${path}\n`).join('');
    const objects = parseBatch(this.git.run(['cat-file', '--batch'], { input }) ?? Buffer.alloc(0));
    return asked.flatMap((path, i) => {
      const object = objects[i];
      return object?.kind === 'object' && object.type === 'blob'
        ? [{ path, text: object.content.toString('utf8') }]
        : [];
    });
  }

  list(folder: string): string[] {
    const args = ['ls-tree', '-r', '-z', '--full-tree', '--name-only', this.revision, '--', `${folder}/`];
    return (this.git.run(args) ?? Buffer.alloc(0)).toString('utf8').split('\0').filter(Boolean);
  }
}
