/** A kill at any point of an installation, an upgrade and an uninstall. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FaultClone, journal, sample, WORKS } from './clone';

describe('a kill at any call of', () => {
  for (const work of WORKS) {
    it(`${work} leaves the old state or the new one, and the next command mends it`, async (test) => {
      using clone = new FaultClone();
      await clone.prepare(work);
      const { states, calls } = await journal(clone, work);
      test.diagnostic(`${calls.length} calls, ${states.size} states`);
      assert.ok(states.size >= 4, `${states.size} states`);
      let inForce: boolean | null = null;
      for (const { at, copy } of states.values()) {
        clone.bringBack(copy);
        try {
          const now = clone.checks();
          if (work === 'upgrade') assert.equal(now, true);
          // Once they are there (or gone), they stay so.
          if (inForce === (work === 'install')) assert.equal(now, inForce);
          inForce = now;
          if (work === 'uninstall') await clone.assertUninstalls();
          else await clone.assertMends();
        } catch (error) {
          throw new Error(`killed before call ${at}: ${error}`, { cause: error });
        }
      }
      assert.equal(inForce, work !== 'uninstall');
    });
  }

  for (const work of WORKS) {
    it(`${work} as a user starts it leaves one of those states, by whatever signal`, async () => {
      using clone = new FaultClone();
      await clone.prepare(work);
      const start = clone.keep();
      const { states } = await journal(clone, work);
      clone.bringBack(clone.copyOf(start));
      const { calls, status, stderr } = clone.run(work);
      assert.equal(status, 0, stderr);
      const points = Array.from({ length: calls! }, (_, i) => i + 1);
      for (const [i, n] of sample(points, 6).entries()) {
        clone.bringBack(clone.copyOf(start));
        const what = ['SIGKILL', 'half', 'SIGINT', 'SIGTERM'][i % 4]!;
        const { signal } = clone.run(work, `${what}:${n}`);
        assert.equal(signal, what === 'half' ? 'SIGKILL' : what, `${what} at ${n} of ${calls}`);
        const found = states.get(clone.state());
        assert.ok(found, `${what} at ${n} of ${calls}`);
      }
    });
  }
});
