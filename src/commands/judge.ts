/** From series to a report: configuration, clone and rules put together. What every command and hook runs. */
import { loadSettings } from '../config/load';
import { domainOf, resolve } from '../config/resolve';
import { judge } from '../core/engine';
import type { Finding, Severity } from '../core/finding';
import type { Moment } from '../core/rule';
import { DOMAIN } from '../domain/data';
import type { Domain } from '../domain/domain';
import type { Clone } from '../git/clone';
import type { Where } from '../git/where';
import type { Series } from '../model/patch';
import type { Report } from '../report/report';
import { RULES } from '../rules/registry';

export interface Judging {
  /** Null outside a repository. */
  readonly where: Where | null;
  readonly cwd?: string;
  readonly moment: Moment;
  readonly env: NodeJS.ProcessEnv;
  readonly clone: Clone | null;
  /** What was read, where that is more than the series: replies and what is no patch. */
  readonly read?: { patches: number; covers: number; replies: number; other: number };
  /** Of the command line. */
  readonly rule?: readonly string[];
  readonly set?: readonly string[];
  /** True when there is nothing to judge, so that the rules need not be asked. */
  skip?(domain: Domain): boolean;
}

/** @throws UsageError for a configuration that cannot be used */
export async function judgeSeries(series: readonly Series[], judging: Judging): Promise<Report> {
  const effective = await loadSettings({
    rules: RULES,
    top: judging.where?.top ?? null,
    commonDir: judging.where?.commonDir ?? null,
    env: judging.env,
    cwd: judging.cwd ?? process.cwd(),
    rule: judging.rule,
    set: judging.set,
  });
  const domain = domainOf(effective.settings, DOMAIN);
  const findings = judging.skip?.(domain)
    ? []
    : judge(series, { rules: resolve(RULES, effective), domain, clone: judging.clone, moment: judging.moment });
  return { findings, summary: { ...(judging.read ?? counted(series)), ...levels(findings) } };
}

function counted(series: readonly Series[]) {
  return {
    patches: series.reduce((sum, { patches }) => sum + patches.length, 0),
    covers: series.filter(({ cover }) => cover !== null).length,
    replies: 0,
    other: 0,
  };
}

function levels(findings: readonly Finding[]): Record<Severity, number> {
  const count = (level: Severity) => findings.filter((finding) => finding.level === level && finding.suppressed === null).length;
  return { block: count('block'), warn: count('warn'), note: count('note') };
}
