/** The status of series as text, and as JSON. */
import { escapeControls } from '../../model/escape-controls';
import type { PatchStatus, SeriesStatus } from './match';

export interface Shown extends SeriesStatus {
  /** By commit: in a release, or on the main branch of Linus' tree or KVM's. */
  readonly stable: ReadonlyMap<string, boolean | 'unknown'>;
}

const WORDS = { taken: 'taken', 'not taken': 'not taken', dropped: 'dropped', unknown: 'no reply' } as const;

/** One paragraph for each series. */
export function statusTable(all: readonly Shown[]): string {
  return all.map(paragraph).join('\n');
}

function paragraph(shown: Shown): string {
  const { series, patches, notifications } = shown;
  const title =
    series.mails.find(({ n, shortlog }) => n === 0 && shortlog !== '') ?? series.mails.find(({ n }) => n > 0);
  const count = `${patches.length} ${patches.length === 1 ? 'patch' : 'patches'}`;
  const lines = [
    `${title?.shortlog ?? '(no patch)'} (v${series.version}, ${count}, sent ${day(series.sent)})`,
    `  ${summaryOf(shown)}`,
  ];
  if (notifications.length > 0 && patches.length > 0)
    lines.push(...patches.flatMap((patch) => patchLines(patch, shown)));
  for (const words of shown.unclear) lines.push(`  not understood, read it: "${words}"`);
  const moving = patches.filter(
    ({ fate, commit }) => fate === 'taken' && commit !== null && shown.stable.get(commit) === false,
  );
  if (moving.length > 0) lines.push("  not in Linus' tree yet: these SHA-1s can still change");
  return lines.map((line) => `${escapeControls(line)}\n`).join('');
}

function summaryOf({ tree, branch, patches, notifications }: SeriesStatus): string {
  if (notifications.length === 0) return 'no notification';
  const taken = patches.filter(({ fate }) => fate === 'taken').length;
  const where =
    tree === null ? (notifications[0]!.from?.name ?? 'unknown') : [tree, branch].filter(Boolean).join(' ');
  const how = taken === patches.length ? 'taken' : `${taken} of ${patches.length} taken`;
  return `${where}, ${day(notifications.at(-1)!.date)}: ${how}`;
}

function patchLines(patch: PatchStatus, { stable }: Shown): string[] {
  const { n, fate, commit, shortlog, takenAs, formerly, why } = patch;
  const mark = commit !== null && stable.get(commit) === true ? ' (stable)' : '';
  const lines = [
    `  ${String(n).padStart(3)}  ${(fate === 'taken' && commit ? commit.slice(0, 12) : WORDS[fate]).padEnd(12)}  ${shortlog}${mark}`,
  ];
  if (takenAs !== null) lines.push(`${' '.repeat(21)}as: ${takenAs}`);
  if (why !== null) lines.push(`${' '.repeat(21)}"${why}"`);
  if (formerly.length > 0)
    lines.push(`${' '.repeat(21)}no longer ${formerly.map((id) => id.slice(0, 12)).join(', ')}`);
  return lines;
}

function day(date: string | null): string {
  const time = date === null ? Number.NaN : Date.parse(date);
  return Number.isNaN(time) ? '?' : new Date(time).toISOString().slice(0, 10);
}

export function statusJson(all: readonly Shown[]) {
  return {
    version: 1,
    series: all.map(({ series, tree, branch, patches, notifications, unclear, stable }) => ({
      subject: series.mails[0]?.shortlog ?? '',
      version: series.version,
      localBranch: series.branch,
      sent: series.sent,
      messageIds: series.mails.flatMap(({ messageId }) => messageId ?? []),
      tree,
      branch,
      unclear: unclear.length > 0,
      patches: patches.map((patch) => ({
        ...patch,
        stable: patch.commit === null ? null : (stable.get(patch.commit) ?? 'unknown'),
      })),
      notifications: notifications.map(({ kind, messageId, from, date, words }) => ({
        kind,
        messageId,
        from: from?.email ?? null,
        date,
        words,
      })),
    })),
  };
}
