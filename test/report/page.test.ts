/** Plans, pages of rules, and the reference: all of what is printed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type OptionSpec, patchRule, type RulePage } from '../../src/lint/rule';
import { planJson, planText } from '../../src/report/plan-text';
import { referenceOf } from '../../src/report/reference';
import { pageJson, pageText } from '../../src/report/rule-page';
import { TASKS } from './made-up';

const PLAN = { title: 'Naps\x1b', isWholeFiles: false, patches: 2, lookedUp: true, tasks: TASKS };

test('a plan: what is mandatory first, with what was recorded', () => {
  const recorded = ({ id }: { id: string }) => (id === 'htmldocs' ? 'built\x1b' : '');
  assert.equal(
    planText(PLAN, { color: false, width: 60, recorded }),
    `2 patches: Naps\\x1b

Mandatory
  kvm-unit-tests    Run kvm-unit-tests & more
                    why: it changes (x86.c)
  parameters        Run parameters & more
                    why: it changes (x86.c)
                    ./a; b
  nested            Run nested & more
                    why: it changes (x86.c)
                    a: b; c

Encouraged
  htmldocs          Run htmldocs & more
                    why: it changes (a.c, …)
                    one, two
                    recorded: built\\x1b
`,
  );
  const one = { ...PLAN, patches: 1, lookedUp: false, tasks: TASKS.slice(0, 1) };
  assert.equal(
    planText(one, { color: true, width: 20 }),
    `[1m1 patch: Naps\\x1b[22m

[1mMandatory[22m
  [1mkvm-unit-tests   [22m Run kvm-unit-tests & more
                    why: it changes (x86.c)

Not in a kernel clone: parameters are from a built-in list, tests are not listed.
`,
  );
  const none = { ...PLAN, isWholeFiles: true, lookedUp: false, tasks: [] };
  assert.equal(
    planText(none, { color: false, width: 60 }),
    'To change Naps\\x1b\nNo change is built or run: no tests required.\n',
  );
  const { tasks, ...rest } = JSON.parse(planJson(PLAN, recorded));
  assert.deepEqual({ ...rest, tasks: TASKS }, PLAN);
  assert.deepEqual(
    tasks,
    TASKS.map((task) => ({ ...task, recorded: recorded(task) })),
  );
  assert.equal(JSON.parse(planJson(PLAN)).tasks[1].recorded, '');
});

const lines = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}\n`).join('');
const options = (count: number): Record<string, OptionSpec> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`o${i}`, { default: i, summary: `Option ${i}` }]),
  );
const RULE = patchRule({
  ...{ id: 'shortlog-nap', section: 'shortlog', level: 'block', requires: ['message'] },
  ...{ summary: 'Say | nap', check: () => [] },
});
const SERIES = {
  name: 'two mails',
  series: ['Subject: A\n\n+++ b/x.c\n+++ b/y.c\n', 'Subject: B\n'],
};
const PAGE: RulePage = {
  guide: 'maintainer-kvm-x86: Patch of (naps), more',
  why: '\nNaps matter\n  to all.\n\n They do.\n',
  valid: [{ name: 'short', message: 'a\n\nb\n' }],
  invalid: [{ name: 'bad', message: lines(9), fixed: 'good\n', files: ['x.c', 'y.c'], quotes: [] }],
};

test('the page of a rule: an example of each kind, long ones cut', () => {
  assert.equal(
    pageText(RULE, PAGE),
    `shortlog-nap (block): Say | nap

Naps matter to all.

They do.

Invalid: bad
      line 0
      line 1
      line 2
      line 3
      line 4
      line 5
      line 6
      line 7
      …
      (touches x.c, y.c)

Valid: short
      a

      b

Configure:  rules: { shortlog-nap: off | note | warn | block } in .git/git-kvm.yaml
Suppress:   git kvm allow shortlog-nap --reason "…"
Guide:      https://docs.kernel.org/process/maintainer-kvm-x86.html#patch-of
`,
  );
  const rich = { ...RULE, fixes: true, options: options(6) };
  const more = {
    ...PAGE,
    valid: [SERIES, ...PAGE.valid],
    invalid: [{ name: 'mail', mail: lines(8), quotes: [] }],
  };
  assert.equal(
    pageText(rich, more),
    `shortlog-nap (block, fixed by --fix): Say | nap

Naps matter to all.

They do.

Options:
  o0 (0): Option 0
  o1 (1): Option 1
  o2 (2): Option 2
  o3 (3): Option 3
  o4 (4): Option 4
  and 1 more

Invalid: mail
      line 0
      line 1
      line 2
      line 3
      line 4
      line 5
      line 6
      line 7

Valid: two mails
      A
        (changes x.c, y.c)
      B

1 more examples: git kvm explain shortlog-nap --all

Configure:  rules: { shortlog-nap: off | note | warn | block } in .git/git-kvm.yaml
Suppress:   git kvm allow shortlog-nap --reason "…"
Guide:      https://docs.kernel.org/process/maintainer-kvm-x86.html#patch-of
`,
  );
  const whole = { ...PAGE, valid: [...PAGE.valid, SERIES], invalid: [...PAGE.invalid, ...more.invalid] };
  assert.equal(
    pageText(rich, whole, { all: true }),
    `shortlog-nap (block, fixed by --fix): Say | nap

Naps matter to all.

They do.

Options:
  o0 (0): Option 0
  o1 (1): Option 1
  o2 (2): Option 2
  o3 (3): Option 3
  o4 (4): Option 4
  o5 (5): Option 5

Invalid
  - bad:
      line 0
      line 1
      line 2
      line 3
      line 4
      line 5
      line 6
      line 7
      line 8
      (touches x.c, y.c)
    fixed:
      good
  - mail:
      line 0
      line 1
      line 2
      line 3
      line 4
      line 5
      line 6
      line 7

Valid
  - short:
      a

      b
  - two mails:
      Subject: A

      +++ b/x.c
      +++ b/y.c

      Subject: B

Configure:  rules: { shortlog-nap: off | note | warn | block } in .git/git-kvm.yaml
Suppress:   git kvm allow shortlog-nap --reason "…"
Guide:      https://docs.kernel.org/process/maintainer-kvm-x86.html#patch-of
`,
  );
  assert.doesNotMatch(pageText({ ...RULE, options: options(5) }, PAGE), /and \d+ more/);
});

test('the page of a rule for programs', () => {
  const { id, section, level, requires, summary } = RULE;
  const head = { id, section, level, requires, summary };
  const rest = {
    why: 'Naps matter to all.\n\nThey do.',
    guide: PAGE.guide,
    link: 'https://docs.kernel.org/process/maintainer-kvm-x86.html#patch-of',
    ...{ valid: PAGE.valid, invalid: PAGE.invalid },
  };
  assert.deepEqual(pageJson(RULE, PAGE), { ...head, fixes: false, options: {}, ...rest });
  const more = { fixes: true, options: options(1) };
  assert.deepEqual(pageJson({ ...RULE, ...more }, PAGE), { ...head, ...more, ...rest });
});

test('the reference has the sections that have rules', () => {
  const text = referenceOf([RULE, { ...RULE, id: 'b', fixes: true, section: 'tags' }]);
  assert.equal(
    text.slice(text.indexOf('## ')),
    `## Shortlog

| rule | level | fix | summary |
|---|---|---|---|
| <a id="shortlog-nap"></a>shortlog-nap | block |  | Say \\| nap |

## Tags

| rule | level | fix | summary |
|---|---|---|---|
| <a id="b"></a>b | block | \`--fix\` | Say \\| nap |
`,
  );
});
