/** Tests run at each point of a series, against what they did without it. */
import type { Matrix, Point } from '../matrix';
import type { Places } from '../places';
import type { Shown } from '../table';
import { isFailedRun, type RunOutcome, signatureOf } from './outcome';
import { outcomeAt, runCells } from './runs';

export interface Judged {
  readonly point: Point;
  readonly test: string;
  readonly shown: Shown;
  readonly outcome: RunOutcome;
  /** How it ended at the base; null where it is not there. */
  readonly before: RunOutcome | null;
  /** New with the series: not in exactly the same way at its base; or it passed there, and is skipped now. */
  readonly isBad: boolean;
}

/** @param exists whether a point has the source of a test */
export function judge(
  matrix: Matrix,
  places: Places,
  tests: readonly string[],
  exists: (point: Point, test: string) => boolean,
): Judged[] {
  const base = matrix.points.find(({ isBase }) => isBase);
  const failing = (point: Point, test: string) => {
    const cell = runCells(matrix, point, test).find((one) => isFailedRun(places, one));
    return cell === undefined ? '' : signatureOf(places, cell);
  };
  return matrix.points.flatMap((point) =>
    tests.map((test): Judged => {
      const result = { point, test, before: null };
      if (!exists(point, test)) return { ...result, shown: '-', outcome: 'open', isBad: false };
      const outcome = outcomeAt(matrix, places, point, test);
      if (point.isBase || base === undefined)
        return { ...result, outcome, shown: SHOWN[outcome], isBad: base === undefined && isFailure(outcome) };
      const before = exists(base, test) ? outcomeAt(matrix, places, base, test) : null;
      const isSame =
        before === outcome && (outcome !== 'fail' || failing(base, test) === failing(point, test));
      const isBad = (isFailure(outcome) && !isSame) || (outcome === 'skip' && before === 'pass');
      const shown = isFailure(outcome) && isSame ? 'known' : SHOWN[outcome];
      return { ...result, outcome, before, isBad, shown };
    }),
  );
}

function isFailure(outcome: RunOutcome): boolean {
  return outcome !== 'pass' && outcome !== 'skip' && outcome !== 'open';
}

const SHOWN: Readonly<Record<RunOutcome, Shown>> = {
  pass: 'pass',
  fail: 'FAIL',
  skip: 'skip',
  flaky: 'FLAKY',
  'no build': 'no build',
  'no kernel': 'no build',
  open: '-',
};
