/** Whether a rule says of an example what its page says it does: asked for all rules, and for their mutants. */
import assert from 'node:assert/strict';
import { DOMAIN } from '../../src/analysis/kvm/data';
import { lint } from '../../src/lint/engine';
import type { Example, InvalidExample, Rule } from '../../src/lint/rule';
import type { Edit, Finding } from '../../src/model/finding';
import type { Series } from '../../src/model/patch';
import type { RepoFacts } from '../../src/model/repo-facts';
import { defaultOptions } from '../lint/defaults';
import { cloneOf, patchOf, seriesOf, seriesOfMessage } from './example-patch';
import type { Examples } from './more';

/** An example, read once: rules do not change what they look at. */
export interface ReadExample {
  readonly example: Example | InvalidExample;
  readonly all: readonly Series[];
}

export async function readExample(example: Example | InvalidExample): Promise<ReadExample> {
  return { example, all: await seriesOf(example) };
}

export function readExamples({ valid, invalid }: Examples): Promise<ReadExample[]> {
  return Promise.all([...invalid, ...valid].map(readExample));
}

/** @throws AssertionError where the rule and the example are not at one */
export function checkExample(rule: Rule, { example, all }: ReadExample): void {
  if ('quotes' in example) checkFailing(rule, example, all);
  else {
    assert.deepEqual(
      findingsOf(rule, example, all).map((finding) => [finding.at?.quote, finding.message]),
      [],
    );
  }
}

function checkFailing(rule: Rule, example: InvalidExample, all: readonly Series[]): void {
  const findings = findingsOf(rule, example, all);
  assert.deepEqual(
    findings.map((finding) => finding.at?.quote ?? null),
    [...example.quotes],
  );
  assert.deepEqual(
    findings.map((finding) => finding.level),
    [...(example.levels ?? findings.map(() => (rule.level === 'off' ? 'block' : rule.level)))],
  );
  example.says?.forEach((words, i) => {
    const { message, hint } = findings[i]!;
    assert.ok(`${message}\n${hint ?? ''}\n`.includes(words), `"${words}" is not in: ${message} (${hint})`);
  });
  for (const finding of findings) {
    assert.match(finding.message, /^\S.*[^.\s]$/, 'one line, no full stop');
    if (example.certain !== undefined) assert.equal(finding.fix?.certain, example.certain);
    checkEdits(finding);
    if (finding.at) assert.ok(finding.at.line > 0 && finding.at.column > 0, 'the place is in the file');
  }
  if (rule.fixes && example.fixed !== undefined) {
    const fixed = fixedBy(rule, example);
    assert.equal(fixed, example.fixed);
    const left = findingsOf(rule, example, seriesOfMessage(example, fixed));
    assert.deepEqual(
      left.map((finding) => finding.message),
      [],
      'the fixed message passes',
    );
  } else if (example.message !== undefined) {
    assert.ok(!findings.some((finding) => finding.fix), 'a fix that is offered is shown as `fixed`');
  }
}

function checkEdits({ fix, of }: Finding): void {
  const length = of.kind === 'patch' ? of.message.length : 0;
  for (const { start, end, text } of fix?.edits ?? []) {
    assert.ok(0 <= start && start <= end && end <= length, 'what a fix replaces is in the message');
    assert.ok(start < end || text !== '', 'an edit changes something');
  }
}

function findingsOf(rule: Rule, example: Example, all: readonly Series[]): Finding[] {
  const options = { ...defaultOptions(rule), ...example.options };
  return lint(all, {
    rules: [{ rule, level: rule.level === 'off' ? 'block' : rule.level, options }],
    domain: DOMAIN,
    clone: rule.checks === 'patch' && rule.commits ? announced(cloneOf(example)) : cloneOf(example),
    stage: example.stage ?? (example.message === undefined ? 'send' : 'check'),
  });
}

/** A clone that refuses to be asked for a commit that the rule did not announce: each would be a process of its own. */
function announced(clone: RepoFacts | null): RepoFacts | null {
  if (clone === null) return null;
  const known = new Set<string>();
  const commit = clone.commit.bind(clone);
  return Object.assign(clone, {
    prefetch: (ids: Iterable<string>) => {
      for (const id of ids) known.add(id);
    },
    commit: (id: string) => {
      assert.ok(known.has(id), `commit ${id} is announced`);
      return commit(id);
    },
  });
}

/** Apply the fixes of one rule, one finding after the other, until none is left. */
function fixedBy(rule: Rule, example: Example): string {
  let message = patchOf(example).message.value;
  for (let round = 0; round < 20; round += 1) {
    const findings = findingsOf(rule, example, seriesOfMessage(example, message));
    const fix = findings.find((finding) => finding.fix)?.fix;
    if (!fix) return message;
    const next = applied(message, fix.edits);
    assert.notEqual(next, message, 'a fix changes something');
    message = next;
  }
  assert.fail('the fixes come to an end');
}

function applied(message: string, edits: readonly Edit[]): string {
  const fromTheEnd = [...edits].sort((a, b) => b.start - a.start);
  return fromTheEnd.reduce(
    (text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end),
    message,
  );
}
