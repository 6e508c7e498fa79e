import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openClone } from '../../src/git/git-clone';
import { cycleOf, isStale, meaningOf, pingAfter } from '../../src/model/cycle';
import { KernelClone } from '../e2e/kernel-clone';

const DAY = 24 * 3600 * 1000;
const NOW = Date.parse('2026-11-23T12:00:00Z');
const tag = (name: string, daysAgo: number) => ({ name, date: NOW - daysAgo * DAY });

describe('cycleOf', () => {
  it('goes by the version, not by the date or the order of the alphabet', () => {
    const tags = [
      tag('v6.9', 90),
      tag('v6.12-rc9', 40),
      tag('v6.12-rc10', 4),
      tag('v6.11.3', 1),
      tag('v6.2', 2),
      tag('my-v7.0', 0),
    ];
    assert.deepEqual(cycleOf(tags, NOW), {
      tag: 'v6.12-rc10',
      release: '6.12',
      rc: 10,
      isMergeWindow: false,
      days: 4,
    });
  });
  it('knows the merge window', () => {
    const cycle = cycleOf([tag('v6.12-rc7', 9), tag('v6.12', 2)], NOW)!;
    assert.equal(cycle.isMergeWindow, true);
    assert.match(meaningOf(cycle, { isFix: true }), /merge window/);
    assert.match(pingAfter(cycle), /rc1/);
  });
  it('is nothing without tags, and stale when the newest is old', () => {
    assert.equal(cycleOf([tag('v6.12.1', 1)], NOW), null);
    assert.ok(isStale(cycleOf([tag('v6.12-rc5', 30)], NOW)!));
    assert.deepEqual(
      [13, 21, 22, -1, -2].map((days) => isStale(cycleOf([tag('v6.12-rc5', days)], NOW)!)),
      [false, false, true, false, true],
    );
    assert.equal(cycleOf([tag('v6.12', 2)], NOW)!.rc, 0);
  });
  it('holds features to rc5 and fixes to rc6', () => {
    const at = (rc: number, isFix: boolean) => meaningOf(cycleOf([tag(`v6.12-rc${rc}`, 1)], NOW)!, { isFix });
    assert.equal(at(4, false), '');
    assert.match(at(5, false), /rc5/);
    assert.equal(at(5, true), '');
    assert.match(at(6, true), /rc6/);
  });
});

describe('the cycle of a clone', () => {
  const clone = new KernelClone('linux', { install: false });
  after(() => clone.remove());
  it('comes from its tags', () => {
    assert.equal(openClone(clone.path, { env: clone.env })!.cycle(), 'unknown');
    clone.git('tag', '-a', '-m', 'Linux 6.12-rc4', 'v6.12-rc4');
    const cycle = openClone(clone.path, { env: clone.env })!.cycle();
    assert.ok(cycle !== 'unknown' && cycle.rc === 4 && cycle.days === 0);
  });
});

it('says from which candidate on there is silence', () => {
  const said = (rc: number, isFix: boolean) =>
    meaningOf({ tag: 'x', release: '6.12', rc, isMergeWindow: false, days: 1 }, { isFix }).slice(0, 24);
  assert.deepEqual(
    [4, 5, 6, 7, 8].map((rc) => said(rc, true)),
    ['', '', 'the soft deadline for fi', 'the next release is all ', 'the next release is all '],
  );
  assert.deepEqual(
    [4, 5].map((rc) => said(rc, false)),
    ['', 'the soft deadline for ne'],
  );
  const ping = (rc: number) => pingAfter({ tag: 'x', release: '6.12', rc, isMergeWindow: false, days: 1 });
  assert.match(ping(5), /two weeks/);
  assert.match(ping(6), /rc1/);
});
