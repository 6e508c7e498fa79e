/** A disk that is full, read-only or broken, and a git that is killed, at any call of an installation and an uninstall. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UsageError } from '../../src/model/errors';
import { listing } from '../hooks/install/sandbox';
import { PROCESSES } from './calls';
import { FaultClone, journal, sample, WORKS } from './clone';
import { inject } from './inject';

/** Full and full from then on, and so on: what a rollback meets differs. */
const FAULTS = ['ENOSPC', 'ENOSPC+', 'EROFS+', 'EIO', 'git'] as const;
const WORDS: Readonly<Record<string, RegExp>> = {
  ENOSPC: /the disk is full/,
  EROFS: /is not writable/,
  EIO: /EIO|input\/output error/,
  git: /git/,
};

describe('a fault at any call of', () => {
  for (const work of WORKS) {
    it(`${work} changes nothing, or says what it left`, async (test) => {
      using clone = new FaultClone();
      await clone.prepare(work);
      const start = clone.keep();
      const atStart = { inForce: clone.inForce(), files: listing(clone.gitDir) };
      const { calls, inForce: known } = await journal(clone, work);
      clone.bringBack(clone.copyOf(start));
      // The first and the last call of each place; between them they are alike.
      const places = new Map<string, number[]>();
      for (const { n, site } of calls) places.set(site, [...(places.get(site) ?? []), n]);
      const isProcess = new Set(
        calls.filter(({ name }) => (PROCESSES as readonly string[]).includes(name)).map(({ n }) => n),
      );
      const points = [...new Set([...places.values()].flatMap((all) => [all[0]!, all.at(-1)!]))];
      let failed = 0;
      points.sort((a, b) => a - b);
      for (const [i, n] of sample(points, 16).entries()) {
        const all = process.env.GIT_KVM_FAULTS === 'all';
        const disk = FAULTS.slice(0, 4);
        const faults = isProcess.has(n) ? ['git'] : all ? disk : [disk[i % 4]!, disk[(i + 1) % 4]!];
        for (const fault of faults) {
          const spec = `${fault}:${n}`;
          const restore = inject(spec);
          let error: unknown = null;
          try {
            await clone.do(work);
          } catch (thrown) {
            error = thrown;
          } finally {
            restore();
          }
          const where = `${spec} ${calls[n - 1]!.site}`;
          try {
            assert.ok(known.has(clone.inForce()), 'what is in force is half');
            const inForce = clone.checks();
            if (error === null) {
              // What failed does not matter to what was asked for.
              assert.equal(inForce, work !== 'uninstall');
            } else {
              failed += 1;
              assert.ok(error instanceof UsageError, String(error));
              assert.match(error.message, WORDS[fault.replace('+', '')]!);
              if (/Nothing was changed/.test(`${error.message} ${error.hint}`))
                assert.equal(clone.inForce(), atStart.inForce, 'nothing was changed');
              if (!fault.endsWith('+') && work !== 'uninstall')
                assert.deepEqual(listing(clone.gitDir), atStart.files);
            }
            if (i % 5 === 4) await clone.assertMends();
          } catch (wrong) {
            throw new Error(`${where}: ${error}: ${wrong}`, { cause: wrong });
          }
          clone.bringBack(clone.copyOf(start));
        }
      }
      test.diagnostic(
        `${calls.length} calls, ${places.size} places, ${failed} faults that it could not do without`,
      );
      assert.ok(failed > 5, `${failed} faults`);
    });
  }
});
