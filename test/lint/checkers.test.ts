/** What small programs find in a patch, at its place and level. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { DOMAIN } from '../../src/analysis/kvm/data';
import { type Checker, checkerRules } from '../../src/lint/checkers';
import { lint } from '../../src/lint/engine';
import { exampleMail } from '../../src/lint/example-mail';
import type { Series } from '../../src/model/patch';
import { seriesOf } from '../rules/example-patch';

const top = mkdtempSync(join(tmpdir(), 'git-kvm-checkers-'));
after(() => rmSync(top, { recursive: true, force: true }));

const X86 = 'arch/x86/kvm/x86.c';
const send = async (...paths: string[]): Promise<Series[]> =>
  (
    await Promise.all(
      paths.map((path) =>
        seriesOf({
          name: path,
          mail: exampleMail({
            subject: `[PATCH] KVM: Do it`,
            diff: { [path]: [' a', '-b', '+new', '+more'] },
          }),
        }),
      ),
    )
  ).flat();

async function run(all: readonly Series[], script: string, more: Partial<Checker> = {}) {
  const said: string[] = [];
  const checker: Checker = {
    name: 'mine',
    command: ['sh', '-c', script],
    level: 'warn',
    timeout: 60,
    stages: ['check'],
    cache: false,
    ...more,
  };
  const rules = await checkerRules([checker], all, {
    domain: DOMAIN,
    top,
    env: process.env,
    commonDir: null,
    onProgress: (...step) => said.push(step.join(' ')),
  });
  const found = lint(all, { rules, domain: DOMAIN, clone: null, stage: 'check' }).map(
    ({ rule, level, message, hint, at }) =>
      [rule, level, message, at === null ? '-' : at.quote, ...(hint === undefined ? [] : [hint])].join(' | '),
  );
  return { found, said };
}
const HINT = 'Run the checker by hand, or set its level to off';

test('findings are at the line of the file, of the mail, or of none', async () => {
  const one = await send(X86);
  const at = async (line: string) => (await run(one, `echo '${line}'`)).found;
  assert.deepEqual(await at(`${X86}:11: wrong`), ['mine | warn | wrong | new']);
  assert.deepEqual(await at(`./${X86}:12:2: wrong`), ['mine | warn | wrong | ore']);
  assert.deepEqual(await at(`b/${X86}:11: wrong`), ['mine | warn | wrong | new']);
  assert.deepEqual(await at(`${join(top, X86)}:11: wrong`), ['mine | warn | wrong | new']);
  assert.deepEqual(await at(`${X86}:11:99: wrong`), ['mine | warn | wrong | ']);
  assert.deepEqual(await at(`${X86}:0: wrong`), [`mine | warn | ${X86}:0: wrong | -`]);
  const whole = `{"runs":[{"results":[{"message":{"text":"wrong"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"x.c"}}}]}]}]}`;
  assert.deepEqual(await at(whole), ['mine | warn | x.c: wrong | -']);
  assert.deepEqual(await at(`${X86}:999: wrong`), [`mine | warn | ${X86}:999: wrong | -`]);
  assert.deepEqual(await at('other.c:11: wrong'), ['mine | warn | other.c:11: wrong | -']);
  assert.deepEqual(await at(`${X86}:11: note: see`), ['mine | note | see | new']);
  assert.deepEqual(await at('all   of it'), ['mine | warn | all of it | -']);
  const inMail = `n=$(grep -n '^+new' | cut -d: -f1); echo "-:$n: wrong"`;
  assert.deepEqual((await run(one, inMail)).found, ['mine | warn | wrong | new']);
  const subject = `n=$(grep -n '^Subject' | cut -d: -f1); echo "-:$n: wrong"`;
  assert.deepEqual((await run(one, subject)).found, ['mine | warn | wrong | KVM: Do it']);
  assert.deepEqual((await run(one, 'echo "-:1: wrong"')).found, ['mine | warn | wrong | -']);
});

test('a checker that fails blocks nothing in silence', async () => {
  const one = await send(X86);
  assert.deepEqual((await run(one, 'true')).found, []);
  assert.deepEqual((await run(one, 'echo oops >&2; exit 3')).found, [
    `mine | warn | Could not check: exit status 3, and no findings: oops | - | ${HINT}`,
  ]);
  assert.deepEqual((await run(one, 'exit 3')).found, [
    `mine | warn | Could not check: exit status 3, and no findings | - | ${HINT}`,
  ]);
  assert.deepEqual((await run(one, `echo wrong; exit 3`)).found, ['mine | warn | wrong | -']);
  assert.match((await run(one, `echo '{"x": 1'`)).found[0]!, /^mine \| warn \| Could not check: /);
  const missing = { command: [join(top, 'is-not-there')] };
  const two = await send(X86, 'arch/x86/kvm/pmu.c');
  assert.equal((await run(two, '', missing)).found.length, 1, 'told once for all patches');
  assert.equal((await run(two, 'exit 3')).found.length, 2);
  assert.equal((await run(two, 'kill -9 $$')).found.length, 2);
});

test('only patches of KVM are given to it, and each is told', async () => {
  const all = await send(X86, 'mm/memory.c', 'arch/x86/kernel/kvm.c', 'arch/x86/kvm/pmu.c');
  const renamed = all.map((series, i) => {
    const title = ['KVM: x86: Do it', 'mm: Do it', 'x86/kvm: Do it', 'KVM: x86/pmu: Do it'][i]!;
    const shortlog = {
      ...series.patches[0]!.shortlog,
      value: title,
    } as Series['patches'][number]['shortlog'];
    return { ...series, patches: [{ ...series.patches[0]!, shortlog }] };
  });
  const { said } = await run(renamed, 'true');
  assert.equal(said.at(-1), 'checkers 2 2');
  const merge = (await send(X86)).map((one) => ({
    ...one,
    patches: [{ ...one.patches[0]!, isMerge: true }],
  }));
  assert.deepEqual((await run(merge, 'echo wrong')).said, []);
  const bare = (await send(X86)).map((one) => ({
    ...one,
    patches: [{ ...one.patches[0]!, hasDiff: false }],
  }));
  assert.deepEqual((await run(bare, 'echo wrong')).said, []);
});
