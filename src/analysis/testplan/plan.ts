/** What has to be built and run for a series: the guide's list for its paths, made concrete with what the clone knows. */

import type { Tree } from '../../git/tree';
import type { TaskId } from '../../model/evidence';
import type { Series } from '../../model/patch';
import { featuresOf } from '../kvm/features';
import { hasEffect, type PlanItem, pagingOf, planOf, WHY } from './items';
import { parametersIn, parametersRead, type ReadParameter } from './parameters';
import { selftestsOf } from './selftests';
import { areasOf, NESTED, type TestArea } from './test-areas';

/** One thing to be done. */
export interface Task extends PlanItem {
  /** Where to start: tests of the area, settings of parameters. */
  readonly details: readonly string[];
}

export interface Plan {
  /** The first patch's shortlog, or the cover letter's; or the files. */
  readonly title: string;
  /** For files as they are, in which anything may be changed. */
  readonly isWholeFiles: boolean;
  readonly patches: number;
  /** True if parameters and tests were looked up in a clone; else they come from a list. */
  readonly lookedUp: boolean;
  /** Mandatory ones first. */
  readonly tasks: readonly Task[];
}

/** Selftests that a plan names; the rest is counted. */
const MOST_TESTS = 6;

/**
 * The plan of a series; without tasks where nothing is changed that runs or is documented.
 * @param tree the series applied, or what it stands on
 * @param isWholeFiles no change is known yet: what some lines of the files ask for is no more than encouraged
 */
export function makePlan(series: Series, tree: Tree, { isWholeFiles } = { isWholeFiles: false }): Plan {
  const paths = [
    ...new Set(
      series.patches.flatMap(({ diff }) => diff.files.filter(hasEffect).map(({ newPath }) => newPath)),
    ),
  ];
  const areas = areasOf(paths);
  const known = parametersIn(tree);
  const found = known === null ? null : parametersRead(series, known, tree);
  const read = isWholeFiles ? (found?.map((one) => ({ ...one, direct: false })) ?? null) : found;
  const tasks: Task[] = planOf(series)
    .filter(({ id }) => read === null || id !== 'parameters')
    .map((item) => ({ ...item, details: detailsOf(item.id, series, areas, paths, tree) }));
  if (read !== null) tasks.push(...parameterTasks(read));
  const nested = paths.filter((path) => NESTED.test(path));
  if (nested.length > 0) {
    const task = 'Run tests of nested guests, and boot a guest in a guest';
    tasks.push({
      id: 'nested',
      mandatory: false,
      task,
      why: WHY.nested,
      because: nested.slice(0, 3),
      details: [],
    });
  }
  const hardware = [
    ...new Set(featuresOf(series).flatMap(({ kind, name }) => (kind === 'cpuid' ? name : []))),
  ];
  if (hardware.length > 0) {
    const task = 'Add negative testcases: what must fault or be rejected, with and without the feature';
    const because = hardware.slice(0, 3);
    tasks.push({
      id: 'negative-tests',
      mandatory: true,
      task,
      why: WHY['negative-tests'],
      because,
      details: [],
    });
  }
  return {
    title: (series.cover ?? series.patches[0])?.shortlog.value ?? '',
    patches: series.patches.length,
    isWholeFiles,
    lookedUp: known !== null,
    tasks: tasks.sort((a, b) => Number(b.mandatory) - Number(a.mandatory)),
  };
}

function parameterTasks(read: readonly ReadParameter[]): Task[] {
  const task = (id: 'parameters' | 'nearby-parameters', direct: boolean): Task[] => {
    const chosen = read.filter((parameter) => parameter.direct === direct);
    if (chosen.length === 0) return [];
    return [
      {
        id,
        mandatory: direct,
        task: `Run the tests with ${chosen.map(({ name }) => name).join(', ')} on and off`,
        why: WHY[id],
        because: [...new Set(chosen.map(({ path }) => path))].slice(0, 3),
        details: chosen.map(
          ({ name, variable, type, where }) =>
            `${settingsOf(name, type)}: ${variable} is read ${where.includes('()') ? 'by' : 'in'} ${where}`,
        ),
      },
    ];
  };
  return [...task('parameters', true), ...task('nearby-parameters', false)];
}

function settingsOf(name: string, type: string): string {
  return type === 'bool' || type === 'bint' ? `${name}=0 and =1` : `${name}, its own values`;
}

function detailsOf(
  id: TaskId,
  series: Series,
  areas: readonly TestArea[],
  paths: readonly string[],
  tree: Tree,
): string[] {
  if (id === 'selftests') {
    const tests = selftestsOf(paths, tree).map((test) => test.replace(/^x86(?:_64)?\//, ''));
    const more = tests.length - MOST_TESTS;
    return [...tests.slice(0, MOST_TESTS), ...(more > 0 ? [`and ${more} more in this area`] : [])];
  }
  if (id === 'kvm-unit-tests') {
    const groups = [...new Set(areas.flatMap((area) => area.groups ?? []))];
    const units = [...new Set(areas.flatMap((area) => area.units ?? []))];
    return [
      ...groups.map((group) => `./run_tests.sh -g ${group}`),
      ...(units.length > 0 ? [`./run_tests.sh ${units.join(' ')}`] : []),
    ];
  }
  if (id === 'tdp-off') {
    const also = pagingOf(series) === 'shadow' ? ['with nested guests as well: L1 shadows for L2'] : [];
    return ['modprobe kvm_intel ept=0', 'modprobe kvm_amd npt=0', ...also];
  }
  return [];
}
