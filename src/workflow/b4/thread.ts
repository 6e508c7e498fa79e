/** The series that `b4 review` looks at: b4 keeps its thread as a blob, named in a tracking file. */
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { gitRunner } from '../../git/run';
import type { Series } from '../../model/patch';
import { readPaths } from '../../patches/paths';

/** Larger than any tracking file. */
const LARGEST = 16 * 1024 * 1024;

/**
 * The series of the tracking file that this mail belongs to; null where b4 has not kept its thread. A file that is not
 * as expected has no file: the mail alone is then all there is.
 */
export async function seriesInReview(
  trackingFile: string,
  messageId: string | null,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<Series | null> {
  const blob = threadBlob(trackingFile);
  const thread = blob === null ? null : gitRunner(cwd, 30_000, env).run(['cat-file', 'blob', blob]);
  if (thread === null || messageId === null) return null;
  const { series } = await readPaths(['-'], { stdin: Readable.from([thread]) });
  const isIn = (one: Series) =>
    [one.cover, ...one.patches].some((mail) => mail?.origin.messageId === messageId);
  return series.find(isIn) ?? null;
}

function threadBlob(file: string): string | null {
  try {
    const bytes = readFileSync(file);
    if (bytes.length > LARGEST) return null;
    const tracking = JSON.parse(bytes.toString('utf8')) as { series?: { 'thread-blob'?: unknown } } | null;
    const blob = tracking?.series?.['thread-blob'];
    return typeof blob === 'string' && /^[0-9a-f]{40,64}$/.test(blob) ? blob : null;
  } catch {
    return null;
  }
}
