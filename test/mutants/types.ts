/** Mutants that do not compile: a guard that the types ask for needs no example. */
import { resolve } from 'node:path';
import ts from 'typescript';

/**
 * Ask the compiler, again and again, about changed sources of one file of the project.
 *
 * A condition must be given as `(false as boolean)`: then what follows is not taken for dead, and an error says that
 * the code needs the condition.
 */
export class TypeCheck {
  private readonly changed = new Map<string, { version: number; text: string }>();
  private readonly service: ts.LanguageService;

  constructor(roots: readonly string[]) {
    const files = roots.map((path) => resolve(path));
    const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
    const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
    files.push(...fileNames.filter((path) => path.endsWith('.d.ts')).map((path) => resolve(path)));
    this.service = ts.createLanguageService({
      // What nothing uses any more is no error of the mutant.
      getCompilationSettings: () => ({ ...options, noUnusedLocals: false, noUnusedParameters: false }),
      getScriptFileNames: () => files,
      getScriptVersion: (path) => String(this.changed.get(path)?.version ?? 0),
      getScriptSnapshot: (path) => {
        const text = this.changed.get(path)?.text ?? ts.sys.readFile(path);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => process.cwd(),
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      fileExists: ts.sys.fileExists,
      readFile: ts.sys.readFile,
      readDirectory: ts.sys.readDirectory,
    });
  }

  /** The first error, or null. */
  errorIn(path: string, text: string): string | null {
    const file = resolve(path);
    this.changed.set(file, { version: (this.changed.get(file)?.version ?? 0) + 1, text });
    const [first] = [
      ...this.service.getSyntacticDiagnostics(file),
      ...this.service.getSemanticDiagnostics(file),
    ];
    return first === undefined ? null : ts.flattenDiagnosticMessageText(first.messageText, '\n');
  }
}
