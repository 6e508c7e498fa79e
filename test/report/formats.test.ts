import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Ajv from 'ajv';
import type { Finding } from '../../src/model/finding';
import { gcc } from '../../src/report/gcc';
import { github } from '../../src/report/github';
import { gitlab } from '../../src/report/gitlab';
import { json } from '../../src/report/json';
import { sarif } from '../../src/report/sarif';
import { commit, cover, finding, mail, messageFile, report } from './samples';

const SCHEMA = JSON.parse(readFileSync(join('schema', 'report.schema.json'), 'utf8')) as object;
const valid = new Ajv({ allowUnionTypes: true, strictRequired: false }).compile(SCHEMA);

const first = mail('[PATCH v3 02/11] kvm: x86: Håll', 'This patch å.\n', 'dir å/0002#1.patch');
const single = mail('[PATCH] KVM: x86: A', 'B\n', null);
const fix = { title: 'Write KVM', certain: true, edits: [{ start: 0, end: 3, text: 'KVM' }] };
const ALL: Finding[] = [
  finding(first, first.shortlog, 'kvm', {
    hint: 'KVM',
    fix,
    related: [{ message: 'see å', of: single, at: single.body.span(0, 1) }],
  }),
  finding(single, single.body, null, { level: 'note', rule: 'signed-off-by' }),
  finding(cover('[PATCH 0/2] å'), single.body, null, { level: 'warn' }),
  finding(commit('KVM: x86: Å\n\nText.\n'), commit('KVM: x86: Å\n\nText.\n').body, 'Text'),
  finding(messageFile('KVM: Å\n'), messageFile('KVM: Å\n').shortlog, 'Å', { suppressed: 'å reason' }),
];
const parsed = (text: string) =>
  JSON.parse(text) as { findings: Record<string, unknown>[] } & Record<string, unknown>;

test('JSON is valid against its schema, with and without findings', () => {
  const more = { patches: 0, read: 7 };
  for (const one of [report(ALL), report([], more)]) {
    assert.ok(valid(JSON.parse(json(one))), JSON.stringify(valid.errors));
  }
  const missing = parsed(json(report(ALL)));
  delete missing.findings[0]!.rule;
  assert.equal(valid(missing), false);
  const quiet = parsed(json(report(ALL)));
  quiet.findings[0]!.suppressed = true;
  assert.equal(valid(quiet), false, 'suppressed without a reason');
});

test('JSON holds exactly what it promises', () => {
  const { version, summary, findings } = parsed(
    json(report(ALL, { patches: 4, covers: 1, replies: 2, other: 3 })),
  );
  assert.equal(version, 1);
  assert.deepEqual(summary, { patches: 4, covers: 1, replies: 2, other: 3, block: 2, warn: 1, note: 1 });
  assert.deepEqual(findings[0], {
    rule: 'shortlog-case',
    level: 'block',
    message: 'Wrong case',
    hint: 'KVM',
    quote: 'kvm',
    file: 'dir å/0002#1.patch',
    messageId: '<1@example.org>',
    commit: null,
    patch: { n: 2, of: 11, version: 3 },
    line: 4,
    column: 27,
    endLine: 4,
    endColumn: 30,
    related: [
      {
        message: 'see å',
        file: null,
        messageId: '<1@example.org>',
        commit: null,
        patch: { n: 1, of: 1, version: 1 },
        line: 7,
      },
    ],
    fix,
    suppressed: false,
  });
  assert.deepEqual(
    findings.map(({ patch }) => patch),
    [{ n: 2, of: 11, version: 3 }, { n: 1, of: 1, version: 1 }, { n: 0, of: 2, version: 1 }, null, null],
  );
  assert.deepEqual([findings[1]!.line, findings[1]!.quote, findings[1]!.hint], [null, null, null]);
  assert.deepEqual([findings[4]!.suppressed, findings[4]!.reason], [true, 'å reason']);
});

test('gcc: one line for each place', () => {
  assert.equal(
    gcc(report(ALL)),
    `dir å/0002#1.patch:4:27: error: Wrong case (KVM) [shortlog-case]
-:7:1: note: see å
-:1:1: note: Wrong case [signed-off-by]
0000-cover-letter.patch:1:1: warning: Wrong case [shortlog-case]
commit 0123456789ab:3:1: error: Wrong case [shortlog-case]
`,
  );
});

test('SARIF 2.1.0: what the standard requires, places, related places, fixes and suppressions', () => {
  const rules = [
    { id: 'shortlog-case', level: 'block' as const, summary: 'Case' },
    { id: 'signed-off-by', level: 'off' as const, summary: 'Sign' },
  ];
  const log = JSON.parse(sarif(report(ALL), rules, (id) => (id === 'shortlog-case' ? 'Why å' : undefined)));
  assert.equal(log.version, '2.1.0');
  const [run] = log.runs;
  assert.equal(run.columnKind, 'utf16CodeUnits');
  assert.equal(run.tool.driver.name, 'git-kvm');
  assert.match(run.tool.driver.version, /^\d+\.\d+/);
  assert.deepEqual(run.tool.driver.rules, [
    {
      id: 'shortlog-case',
      shortDescription: { text: 'Case' },
      help: { text: 'Why å' },
      defaultConfiguration: { enabled: true, level: 'error' },
    },
    {
      id: 'signed-off-by',
      shortDescription: { text: 'Sign' },
      help: { text: 'git kvm explain signed-off-by' },
      defaultConfiguration: { enabled: false, level: 'none' },
    },
  ]);
  assert.deepEqual(run.results[0], {
    ruleId: 'shortlog-case',
    ruleIndex: 0,
    level: 'error',
    message: { text: 'Wrong case. KVM' },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'dir%20%C3%A5/0002%231.patch' },
          region: { startLine: 4, startColumn: 27, endLine: 4, endColumn: 30, snippet: { text: 'kvm' } },
        },
      },
    ],
    relatedLocations: [
      {
        id: 0,
        message: { text: 'see å' },
        physicalLocation: {
          artifactLocation: { uri: 'mid:1%40example.org' },
          region: { startLine: 7, startColumn: 1, endLine: 7, endColumn: 2, snippet: { text: 'B' } },
        },
      },
    ],
    fixes: [
      {
        description: { text: 'Write KVM' },
        artifactChanges: [
          {
            artifactLocation: { uri: 'dir%20%C3%A5/0002%231.patch' },
            replacements: [
              {
                deletedRegion: { startLine: 4, startColumn: 27, endLine: 4, endColumn: 30 },
                insertedContent: { text: 'KVM' },
              },
            ],
          },
        ],
      },
    ],
    suppressions: [],
  });
  const uris = run.results.map(
    (one: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }) =>
      one.locations[0]!.physicalLocation.artifactLocation.uri,
  );
  assert.deepEqual(uris.slice(1), [
    'mid:1%40example.org',
    '0000-cover-letter.patch',
    `git-commit:${'0123456789abcdef'.repeat(3).slice(0, 40)}`,
    '.git/COMMIT_EDITMSG',
  ]);
  assert.deepEqual(run.results[4].suppressions, [{ kind: 'inSource', justification: 'å reason' }]);
});

test('GitHub: a command for each finding, with a place where it has one', () => {
  const odd = finding(first, first.body, 'This', { level: 'note', message: '50%: a,b\n' });
  assert.equal(
    github(report([odd, ...ALL])),
    `::notice file=dir å/0002#1.patch,line=7,col=1,title=shortlog-case::50%25: a,b\\n
::error file=dir å/0002#1.patch,line=4,col=27,title=shortlog-case::Wrong case. KVM
::notice file=-,title=signed-off-by::Wrong case
::warning file=0000-cover-letter.patch,title=shortlog-case::Wrong case
::error file=commit 0123456789ab,line=3,col=1,title=shortlog-case::Wrong case
`,
  );
});

test('GitLab: an issue for each finding, and a name that stays when the finding moves', () => {
  const issues = (...findings: Finding[]) =>
    JSON.parse(gitlab(report(findings))) as Record<string, unknown>[];
  assert.deepEqual(
    issues(...ALL).map(({ fingerprint: _, ...issue }) => Object.values(issue)),
    [
      ['Wrong case. KVM', 'shortlog-case', 'critical', { path: 'dir å/0002#1.patch', lines: { begin: 4 } }],
      ['Wrong case', 'signed-off-by', 'info', { path: '-', lines: { begin: 1 } }],
      ['Wrong case', 'shortlog-case', 'minor', { path: '0000-cover-letter.patch', lines: { begin: 1 } }],
      ['Wrong case', 'shortlog-case', 'critical', { path: 'commit 0123456789ab', lines: { begin: 3 } }],
    ],
  );
  const at = (body: string, quote: string | null) => {
    const patch = mail('[PATCH] KVM: x86: A', body);
    return finding(patch, patch.body, quote);
  };
  const names = issues(at('we\n', 'we'), at('we\n', 'we'), at('they\n', 'they'), at('we\n', null));
  assert.equal(new Set(names.map(({ fingerprint }) => fingerprint)).size, 4);
  assert.equal(issues(at('So\nwe\n', 'we'))[0]!.fingerprint, names[0]!.fingerprint);
});
