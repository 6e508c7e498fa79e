/** What is said of a tree that weakens rules, or names checkers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ignoredLine, weakenedLine } from '../../../src/lint/config/weakened';
import { RULES } from './rules';
import { Sandbox } from './sandbox';

test('rules that would block without the tree are named, with what it makes of them', async (t) => {
  const cases: [tree: string, said: string, user?: string, rule?: string][] = [
    ['shortlog-case: warn', 'shortlog-case (warn)'],
    [
      'shortlog-case: off, shortlog-length: { level: note, options: { maximum: 70 } }',
      'shortlog-case (off), shortlog-length (note)',
    ],
    ['shortlog-length: { options: { maximum: 70, strict: true } }', 'shortlog-length (maximum, strict)'],
    ['shortlog-length: { level: block, options: { maximum: 70 } }', 'shortlog-length (maximum)'],
    ['shortlog-case: block', ''],
    ['reverse-fir-tree: off', ''],
    ['reverse-fir-tree: off', 'reverse-fir-tree (off)', 'reverse-fir-tree: block'],
    ['shortlog-case: off', '', 'shortlog-case: warn'],
    ['shortlog-case: off', '', undefined, 'shortlog-case=block'],
    ['', '', 'shortlog-case: off'],
    ['', '', 'shortlog-length: { options: { maximum: 70 } }'],
  ];
  for (const [tree, said, user, rule] of cases) {
    const box = new Sandbox(t);
    box.write('tree/.git-kvmrc.yaml', `rules: { ${tree} }\n`);
    if (user !== undefined) box.write('home/.config/git-kvm/config.yaml', `rules: { ${user} }\n`);
    const line = weakenedLine(RULES, await box.load(rule === undefined ? {} : { rule: [rule] }));
    const whole = `git-kvm: .git-kvmrc.yaml in this tree weakens rules that block: ${said}\n`;
    assert.equal(line, said === '' ? '' : whole, tree);
  }
});

test('checkers of a tree do not run, and that is said with their place', async (t) => {
  const box = new Sandbox(t);
  const text = 'notes: true\ncheckers:\n  mine: { command: [touch, x] }\n';
  const tree = box.write('tree/.git-kvmrc.yaml', text);
  const effective = await box.load();
  assert.deepEqual(effective.settings, { rules: {}, notes: true });
  assert.equal(
    ignoredLine(effective),
    `git-kvm: ${tree}:2: checkers are ignored in a tree; name them in your own configuration or the clone's\n`,
  );
  const other = new Sandbox(t);
  other.write('home/.config/git-kvm/config.yaml', text);
  const own = await other.load();
  assert.deepEqual([ignoredLine(own), own.settings.checkers], ['', { mine: { command: ['touch', 'x'] } }]);
});
