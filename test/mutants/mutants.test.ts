/** What a rule reports, switched off place by place, is missed by its examples; so is nearly every condition of it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RULES } from '../../src/rules/registry';
import { type Mutant, mutantsOf, mutated, ruleOnly, switched } from './places';
import { compiles, pathOf, tryMutants } from './try-mutants';
import { TypeCheck } from './types';

/** Of a hundred conditions that the compiler does not need. */
const MOST_UNNOTICED = 1;

describe('without what it reports, a rule fails its examples', () => {
  let conditions = 0;
  const unnoticed: string[] = [];
  const types = new TypeCheck(RULES.map(({ id }) => pathOf(id)));
  for (const { id } of RULES) {
    test(id, async () => {
      const { tried, survivors } = await tryMutants(id, ['finding', 'condition', 'level']);
      assert.ok(tried > 0, 'the rule reports something');
      const at = ({ line, code, text }: Mutant) => `${id}, line ${line}: ${code} as ${text}`;
      assert.deepEqual(survivors.filter(({ kind }) => kind !== 'condition').map(at), []);
      conditions += tried;
      unnoticed.push(...survivors.filter((mutant) => compiles(types, id, mutant)).map(at));
    });
  }
  test('nor do its conditions go unnoticed: see npm run mutants', () => {
    const most = Math.floor((conditions * MOST_UNNOTICED) / 100);
    assert.ok(unnoticed.length <= most, `more than ${most} of ${conditions}:\n${unnoticed.join('\n')}`);
  });
});

const SOURCE = `import { patchRule } from '../lint/rule';
const LONGEST = 5;
export default patchRule({
  id: 'demo',
  level: 'warn',
  sees: ['message'],
  *check(patch) {
    if (!isLong(patch.text) || patch.isMerge) return;
    yield { message: 'Too long', at: null, level: 'note' };
  },
});
function isLong(text) {
  // mutant: nothing is shorter than nothing
  return text !== '' && text.length > LONGEST;
}
const TEXT = 'abc' || 'def';
export const page = { passes: [], fails: [TEXT] };
`;

test('the places of a rule: findings, conditions and their operands, levels; not its page', () => {
  assert.deepEqual(
    mutantsOf(SOURCE).map((mutant) => `${mutant.line} ${mutant.kind} ${mutant.code} -> ${mutant.text}`),
    [
      '8 condition !isLong(patch.text) -> false',
      '8 condition !isLong(patch.text) || patch.isMerge -> true',
      '8 condition !isLong(patch.text) || patch.isMerge -> false',
      '8 condition patch.isMerge -> false',
      "9 finding yield { message: 'Too long', at: null, level: 'note' } -> (void 0)",
      "9 level level: 'note' -> ...{}",
    ],
  );
  const [first] = mutantsOf(SOURCE);
  assert.ok(mutated(SOURCE, first!).includes('if (false || patch.isMerge) return;'));
});

test('all changes in one source, each by its number', () => {
  const source = "export default { check() { if (a || b) return { level: 'note' }; } };";
  assert.equal(
    switched(source, mutantsOf(source)),
    'export default { check() { if (' +
      '(MUTANT === 1 ? true : ((MUTANT === 2 ? false : ((MUTANT === 0 ? false : (a)) || (MUTANT === 3 ? false : (b))))))' +
      ") return { ...(MUTANT === 4 ? {} : { level: 'note' }) }; } };",
  );
});

test('a rule without its page: the lines stay where they are', () => {
  const rule = ruleOnly(SOURCE).split('\n');
  assert.equal(rule.length, SOURCE.split('\n').length);
  assert.ok(rule.some((line) => line.startsWith('const LONGEST')));
  assert.ok(!rule.some((line) => line.includes('page') || line.includes('TEXT')));
});
