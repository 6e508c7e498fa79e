/** The configuration that holds here and now. */
import { findConfigFiles, type Places } from './files';
import { type Effective, merge, NOTHING, type Source } from './merge';
import { fromCommandLine, fromEnvironment } from './overrides';
import type { RuleSpec } from './schema';

export { findConfigFiles } from './files';

interface LoadOptions extends Places {
  /** All rules there are; not asked for where nothing is configured. */
  readonly rules: () => readonly RuleSpec[];
  /** `--rule` of the command line: `ID=LEVEL` each. */
  readonly rule?: readonly string[];
  /** `--set` of the command line: `KEY=VALUE` each. */
  readonly set?: readonly string[];
}

/**
 * Defaults < the user's file < the clone's < the tree's < environment < command line. Where there is no file, nothing
 * is loaded that could read one.
 * @throws UsageError for a file that cannot be read and for whatever the schema does not know
 */
export async function loadSettings(options: LoadOptions): Promise<Effective> {
  const files = findConfigFiles(options);
  const sources: Source[] = [];
  // mutant: only saves time
  if (files.length > 0) {
    const { readConfigFiles } = await import('./config-files');
    sources.push(...readConfigFiles(files).map((read) => ({ ...read, from: read.file })));
  }
  sources.push(...fromEnvironment(options.env), ...fromCommandLine(options.rule, options.set));
  return sources.length === 0 ? NOTHING : merge(sources, options.rules());
}
