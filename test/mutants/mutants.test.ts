/** What a rule reports, switched off place by place, is missed by its examples; `npm run mutants` asks for conditions too. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RULES } from '../../src/rules/registry';
import { mutantsOf, mutated, ruleOnly } from './places';
import { tryMutants } from './try-mutants';

describe('without what it reports, a rule fails its examples', () => {
  for (const { id } of RULES) {
    test(id, async () => {
      const { tried, survivors } = await tryMutants(id, ['finding']);
      assert.ok(tried > 0, 'the rule reports something');
      assert.deepEqual(
        survivors.map(({ line, code }) => `line ${line}: ${code}`),
        [],
      );
    });
  }
});

const SOURCE = `import { patchRule } from '../core/rule';
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

test('a rule without its page: the lines stay where they are', () => {
  const rule = ruleOnly(SOURCE).split('\n');
  assert.equal(rule.length, SOURCE.split('\n').length);
  assert.ok(rule.some((line) => line.startsWith('const LONGEST')));
  assert.ok(!rule.some((line) => line.includes('page') || line.includes('TEXT')));
});
