/** The report as SARIF 2.1.0 (OASIS), for code scanning and editors. */
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Report } from '../lint/prepare';
import { escapeControlsJson } from '../model/escape-controls';
import type { Finding, Level, Severity } from '../model/finding';
import type { CoverLetter, Patch } from '../model/patch';
import type { Span } from '../model/text';
import { summaryOf, whereOf } from './report';

declare const GIT_KVM_VERSION: string;

/** What SARIF tells of a rule; every `Rule` is one. */
interface SarifRule {
  readonly id: string;
  readonly summary: string;
  readonly level: Level;
}

const LEVELS: Readonly<Record<Level, string>> = {
  block: 'error',
  warn: 'warning',
  note: 'note',
  off: 'none',
};
const severity = (level: Severity) => LEVELS[level];

/**
 * @param rules all rules; findings refer to them
 * @param help the long text of a rule, where it is at hand
 */
export function sarif(
  report: Report,
  rules: readonly SarifRule[],
  help: (id: string) => string | undefined = () => undefined,
): string {
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  return escapeControlsJson({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'git-kvm',
            version: GIT_KVM_VERSION,
            rules: rules.map(({ id, summary, level }) => ({
              id,
              shortDescription: { text: summary },
              help: { text: help(id) ?? `git kvm explain ${id}` },
              defaultConfiguration: { enabled: level !== 'off', level: LEVELS[level] },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        properties: { ...summaryOf(report) },
        results: report.findings.map((finding) => result(finding, indexes.get(finding.rule))),
      },
    ],
  });
}

function result(finding: Finding, ruleIndex: number | undefined) {
  const { rule, level, message, hint, of, at, related, fix, suppressed } = finding;
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: severity(level),
    message: { text: hint ? `${message}. ${hint}` : message },
    locations: [location(of, at)],
    ...(related.length > 0
      ? {
          relatedLocations: related.map((place, id) => ({
            id,
            message: { text: place.message },
            ...location(place.of, place.at),
          })),
        }
      : {}),
    ...(fix && of.kind === 'patch' ? { fixes: [fixed(fix, of)] } : {}),
    suppressions: suppressed === null ? [] : [{ kind: 'inSource', justification: suppressed }],
  };
}

function location(of: Patch | CoverLetter, span: Span | null) {
  const { file, at } = whereOf(of, span);
  const uri = file === null ? uriOf(of) : uriOfFile(file);
  const physical = { artifactLocation: { uri } };
  return {
    physicalLocation:
      at === null ? physical : { ...physical, region: { ...region(at), snippet: { text: at.quote } } },
  };
}

/** Edits are of the message; SARIF wants them in the file. */
function fixed({ title, edits }: NonNullable<Finding['fix']>, patch: Patch) {
  return {
    description: { text: title },
    artifactChanges: [
      {
        artifactLocation: { uri: uriOf(patch) },
        replacements: edits.map(({ start, end, text }) => ({
          deletedRegion: region(patch.message.span(start, end)),
          insertedContent: { text },
        })),
      },
    ],
  };
}

function region({ line, column, endLine, endColumn }: Span) {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** A file as a URI reference; a mail of standard input by RFC 2392, a commit by its id. */
function uriOf({ origin: { file, commit, messageId } }: Patch | CoverLetter): string {
  if (file !== null) return uriOfFile(file);
  if (commit !== null) return `git-commit:${commit}`;
  return messageId === null ? 'stdin:' : `mid:${encoded(messageId.replace(/^<|>$/g, ''))}`;
}

function uriOfFile(file: string): string {
  return isAbsolute(file) ? pathToFileURL(file).href : file.split('/').map(encoded).join('/');
}

function encoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd'));
}
