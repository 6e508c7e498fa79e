/** Tests run at each point of a series, against what they did without it. */
import type { Matrix, Point } from '../matrix';
import type { Places } from '../places';
import type { Shown } from '../table';
import { type RunOutcome, signatureOf } from './outcome';
import { outcomeAt, runCell } from './runs';

export interface Judged {
  readonly point: Point;
  readonly test: string;
  readonly shown: Shown;
  readonly outcome: RunOutcome;
  /** New with the series: not in exactly the same way at its base. */
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
    const cell = runCell(matrix, point, test);
    return cell === undefined ? '' : signatureOf(places, cell);
  };
  return matrix.points.flatMap((point) =>
    tests.map((test): Judged => {
      if (!exists(point, test)) return { point, test, shown: '-', outcome: 'open', isBad: false };
      const outcome = outcomeAt(matrix, places, point, test);
      const isFailure = outcome === 'fail' || outcome === 'no build' || outcome === 'no kernel';
      const before = base !== undefined && exists(base, test) ? outcomeAt(matrix, places, base, test) : null;
      const isSame =
        isFailure &&
        before === outcome &&
        (outcome !== 'fail' || failing(base!, test) === failing(point, test));
      const isBad = isFailure && !isSame && !point.isBase;
      return {
        point,
        test,
        outcome,
        isBad,
        shown: isFailure && isSame && !point.isBase ? 'known' : SHOWN[outcome],
      };
    }),
  );
}

const SHOWN: Readonly<Record<RunOutcome, Shown>> = {
  pass: 'pass',
  fail: 'FAIL',
  skip: 'skip',
  'no build': 'no build',
  'no kernel': 'no build',
  open: '-',
};
