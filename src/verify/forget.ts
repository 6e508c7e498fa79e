/** `git kvm verify --forget`: a test that was flaky starts over. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../git/lock';
import { UsageError } from '../model/errors';
import type { Places } from './places';
import { flakyTests, forgetFlaky, type Recording } from './record';
import { folderOf } from './runs/guest';
import { BUSY } from './session';

/**
 * Take back that tests were flaky with exactly these patches, and forget how they have ended.
 *
 * @param names paths of tests, their last part, or `all`
 * @returns the tests
 * @throws UsageError for one that was not flaky
 */
export async function forget(
  recording: Recording,
  places: Places,
  names: readonly string[],
): Promise<string[]> {
  const flaky = [...flakyTests(recording)].sort();
  const found = names.map((name) => {
    const tests = flaky.filter((test) => name === 'all' || test === name || test.endsWith(`/${name}`));
    if (tests.length > 0) return tests;
    const hint = flaky.length > 0 ? `flaky were: ${flaky.join(', ')}` : '';
    throw new UsageError(`'${name}' was not flaky with these patches`, hint);
  });
  const tests = [...new Set(found.flat())];
  if (existsSync(places.dir)) await withLock(places.lock, () => removeRuns(places, tests), BUSY);
  forgetFlaky(recording, tests);
  return tests;
}

/** Of whatever sources: a run costs seconds. */
async function removeRuns({ stamps, seen }: Places, tests: readonly string[]): Promise<void> {
  const starts = tests.map((test) => `run-${folderOf(test)}`);
  const isRun = (name: string) => starts.some((start) => name.startsWith(start));
  for (const folder of [stamps, seen].filter((one) => existsSync(one)))
    for (const name of readdirSync(folder).filter(isRun)) rmSync(join(folder, name), { force: true });
}
