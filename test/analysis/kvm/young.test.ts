/** What a series brings itself: fixes of its own patches, two versions of it in one send, and other architectures. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EarlierLines, isTelling } from '../../../src/analysis/kvm/earlier-lines';
import { multiArch } from '../../../src/analysis/kvm/multi-arch';
import { fixesOwnSeries } from '../../../src/analysis/kvm/own-series';
import { twinIn } from '../../../src/analysis/kvm/twins';
import { readSeries } from '../../../src/analysis/order/extract/facts';
import { type Given, seriesOf } from '../order/help';

type Diff = NonNullable<Given['diff']>;
const X86 = 'arch/x86/kvm/x86.c';
const HOST = 'arch/x86/include/asm/kvm_host.h';
const read = (...diffs: Diff[]) =>
  seriesOf(...diffs.map((diff, i) => ({ title: `KVM: x86: Do ${i}`, diff })));

test('lines that are in one place only', () => {
  for (const text of ['\tfoo(a, bar);', 'return foo(a);']) assert.ok(isTelling(text), text);
  for (const text of [
    '\tfoo(a, ba);',
    '\t/* a long comment */',
    ' * more of it, and more',
    '// more of it, and more',
    '\treturn -EOPNOTSUPP;',
    '#include <linux/kvm.h>',
  ])
    assert.ok(!isTelling(text), text);
});

test('a fix of what its own series brings', async () => {
  const own = async (...diffs: Diff[]) => {
    const { patches } = await read(...diffs);
    return fixesOwnSeries(patches.at(-1)!, patches);
  };
  const line = '\tkvm_do_something(vcpu);';
  const adds = { [X86]: [`+${line}`] };
  const fixes = { [X86]: [`-${line}`, '+\tkvm_do_more(vcpu, 1);'] };
  assert.equal(await own(adds, fixes), true);
  assert.equal(await own(fixes), false, 'alone');
  assert.equal(await own({ [X86]: [` ${line}`, '+\tx = 1;'] }, fixes), false, 'it was there');
  assert.equal(await own({ 'arch/x86/kvm/pmu.c': [`+${line}`] }, fixes), false, 'of another file');
  assert.equal(
    await own(adds, { [X86]: [...fixes[X86]!, '-\tkvm_do_other(vcpu);'] }),
    false,
    'not all of it',
  );
  assert.equal(await own(adds, { [X86]: ['+\tkvm_do_more(vcpu, 1);'] }), false, 'nothing goes');
  assert.equal(
    await own({ [X86]: ['+\tx = 1;'] }, { [X86]: ['-\tx = 1;', '+\ty;'] }),
    false,
    'lines of any place',
  );
  const file = { [`+${X86}`]: ['+\tx = 1;'] };
  assert.equal(await own(file, { [X86]: ['-\tx = 1;'] }), true, 'of a new file');
  assert.equal(await own(file, { [X86]: ['-\tx = 1;'], [HOST]: ['+int x;'] }), false);
  assert.equal(await own(adds, {}), false, 'no diff');
});

test('two series of one send with the same title, or the same change', async () => {
  const lines = ['+\ta();', '+\tb();', '+\tc();', '+\td();', '+\te();'];
  const of = (title: string, added: string[]) => seriesOf({ title, diff: { [X86]: [' \tx();', ...added] } });
  const twins = async (one: string[], other: string[], titles = ['KVM: One', 'KVM: Two']) => {
    const all = [await of(titles[0]!, one), await of(titles[1]!, other)];
    const found = twinIn(all[1]!, all);
    return found !== null && found.one === all[1]!.patches[0] && found.other === all[0]!.patches[0];
  };
  assert.equal(await twins(lines, lines), true);
  assert.equal(await twins(lines, lines.slice(0, 4)), true, 'four of five');
  assert.equal(await twins(lines.slice(0, 4), lines), true);
  assert.equal(await twins(lines, [...lines.slice(0, 4), '+\tz();']), true);
  assert.equal(await twins(lines, [...lines.slice(0, 3), '+\ty();', '+\tz();']), false);
  assert.equal(await twins(lines.slice(0, 3), lines.slice(0, 3)), false, 'too few to tell');
  assert.equal(await twins(lines, [...lines, '+\tx();', '+\ty();']), false, 'much more than the other');
  assert.equal(
    await twins(
      lines,
      lines.map((line) => line.replace('+', '-')),
    ),
    false,
  );
  assert.equal(await twins(lines, ['+\tz();'], ['KVM: One', 'KVM: One']), true);
  assert.equal(await twins(lines, ['+\tz();']), false);
  const one = await of('KVM: One', lines);
  assert.equal(twinIn(one, [one]), null);
  assert.equal(twinIn(await of('KVM: One', lines), [one]), null, 'it is not of the send');
  const many = [one, ...(await Promise.all(Array.from({ length: 49 }, (_, i) => of(`KVM: ${i}`, ['+a']))))];
  const last = await of('KVM: One', []);
  assert.ok(twinIn(last, [...many.slice(1), one, last].slice(-50)));
  assert.equal(twinIn(last, [...many, last]), null, 'too many for a send');
  const empty = {
    ...one,
    patches: one.patches.map((patch) => ({
      ...patch,
      shortlog: patch.shortlog.slice(0, 0),
      diff: last.patches[0]!.diff,
    })),
  };
  assert.equal(twinIn(empty, [{ ...empty }, empty]), null, 'no title is no title in common');
});

test('a series of several architectures', async () => {
  const is = async (diff: Diff) => {
    const { is: what, why } = multiArch(await read(diff));
    return why === '' ? what : `${what}: ${why}`;
  };
  const lines = (count: number) => Array.from({ length: count }, (_, i) => `+${i}`);
  const [common, arm] = ['virt/kvm/kvm_main.c', 'arch/arm64/kvm/arm.c'];
  assert.equal(await is({ [X86]: lines(20) }), 'no');
  for (const path of [
    'Documentation/virt/kvm/arm/a.rst',
    'tools/arch/arm64/include/asm/kvm.h',
    'arch/frob/kvm/a.c',
    'mm/gup.c',
  ])
    assert.equal(await is({ [path]: lines(20) }), 'no', path);
  assert.equal(await is({ [common]: lines(10) }), `maybe: common KVM code (${common})`);
  assert.equal(await is({ [common]: lines(11) }), `yes: common KVM code (${common})`);
  assert.equal(await is({ [arm]: lines(10) }), `maybe: KVM for arm64 (${arm})`);
  assert.equal(await is({ [arm]: lines(11), [common]: lines(2) }), `yes: KVM for arm64 (${arm})`);
  assert.equal(await is({ [arm]: lines(11), [common]: lines(11) }), `yes: common KVM code (${common})`);
});

describe('what earlier patches brought', () => {
  const earlier = async (...diffs: Diff[]) => {
    const { patches } = readSeries(await read(...diffs));
    const lines = new EarlierLines();
    for (const patch of patches.slice(0, -1)) lines.add(patch);
    return { lines, last: patches.at(-1)! };
  };
  test('the patch that brought a line', async () => {
    const line = '\tkvm_do_something(vcpu);';
    const adder = async (...diffs: Diff[]) => {
      const { lines } = await earlier(...diffs, { [X86]: ['+x'] });
      return lines.adderOf(X86, `  ${line}`)?.number ?? null;
    };
    assert.equal(await adder({ [X86]: [`+${line}`] }), 1);
    assert.equal(await adder({ [HOST]: [`+${line}`] }), null);
    assert.equal(await adder({ [X86]: [`+${line}`] }, { [X86]: [`-${line}`] }), null, 'it went again');
    assert.equal(await adder({ [HOST]: [`-${line}`], [X86]: [`+${line}`] }), null, 'it only moved');
    assert.equal(await adder({ [X86]: ['+x'] }, { [X86]: [`+${line}`] }), 2);
  });
  test('a macro that an earlier patch brought elsewhere', async () => {
    const twin = async (first: Diff, second: Diff) => {
      const { lines, last } = await earlier(first, second);
      const found = lines.twinOf(last);
      return found && `${found.name} ${found.by.number} ${found.line.text}`;
    };
    const macro = '#define KVM_DO(x) do_it(x)';
    const brings = { [HOST]: [`+${macro}`] };
    assert.equal(await twin(brings, { [X86]: [`-${macro}`] }), `KVM_DO 1 ${macro}`);
    assert.equal(
      await twin(brings, { [X86]: ['-#define  KVM_DO(x)  \\'] }),
      'KVM_DO 1 #define  KVM_DO(x)  \\',
      'as it is wrapped',
    );
    assert.equal(await twin(brings, { [X86]: ['-#define KVM_DO(x, y) do_it(x, y)'] }), null, 'another one');
    assert.equal(await twin({ [HOST]: ['+int kvm_do;'] }, { [X86]: ['-int kvm_do;'] }), null, 'no macro');
    assert.equal(
      await twin(brings, { [X86]: [`-${macro}`], 'arch/x86/kvm/pmu.c': [`+${macro}`] }),
      null,
      'it moves',
    );
    assert.equal(
      await twin({ [HOST]: [`+${macro}`], 'arch/x86/kvm/pmu.c': [`-${macro}`] }, { [X86]: [`-${macro}`] }),
      null,
      'it moved',
    );
    assert.equal(await twin({ [X86]: [`+${macro}`] }, { [X86]: [`-${macro}`] }), null, 'in the same file');
    const test = 'tools/testing/selftests/kvm/include/x86/processor.h';
    assert.equal(await twin({ [test]: [`+${macro}`] }, { [X86]: [`-${macro}`] }), null, 'a copy for tests');
    assert.equal(await twin({ [test]: [`+${macro}`], [HOST]: ['+int x;'] }, { [X86]: [`-${macro}`] }), null);
  });
  test('a break that an earlier patch forgot', async () => {
    const line = '\t\tkvm_do_something(vcpu);';
    const forgot = async (hunk: string[], first: Diff = { [X86]: [`+${line}`] }) => {
      const { lines, last } = await earlier(first, { [X86]: hunk });
      return lines.missingBreak(last)?.by.number ?? null;
    };
    const [head, label, brk] = [' \tcase 1:', ' \tcase 2:', '+\t\tbreak;'];
    assert.equal(await forgot([head, ` ${line}`, brk, label]), 1);
    assert.equal(await forgot([head, ` ${line}`, '-\t\t/* falls through */', brk, ' \tdefault:']), 1);
    assert.equal(await forgot([` ${line}`, brk, label]), 1, 'no label is in sight');
    assert.equal(await forgot([head, ` ${line}`, ' \t\tbreak;', label, '+\tx;']), null, 'it was there');
    assert.equal(await forgot([head, ` ${line}`, '+\t\tif (x) break;', label]), null);
    assert.equal(await forgot([head, ` ${line}`, brk, ' \t}']), null, 'no label follows');
    assert.equal(await forgot([head, ` ${line}`, brk]), null);
    assert.equal(await forgot(['+\tcase 1:', ` ${line}`, brk, label]), null, 'its label is new');
    assert.equal(await forgot([head, `+${line}`, brk, label]), null, 'the line is new');
    assert.equal(await forgot([head, ` ${line}`, brk, label], { [X86]: ['+\tother_things(vcpu);'] }), null);
    const short = ' \t\tx = 1;';
    assert.equal(
      await forgot([head, short, brk, label], { [X86]: [short.replace(' ', '+')] }),
      null,
      'of any place',
    );
    const open = ' \t\tif (kvm_do_something)';
    assert.equal(
      await forgot([head, open, brk, label], { [X86]: [open.replace(' ', '+')] }),
      null,
      'of a condition',
    );
  });
});
