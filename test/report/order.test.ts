/** Pictures of a series: all of what is printed, for small made-up series. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Series } from '../../src/model/patch';
import { orderDot } from '../../src/report/order/data';
import { html } from '../../src/report/order/html';
import { lanesOf } from '../../src/report/order/lanes';
import { svg } from '../../src/report/order/svg';
import { suggestedText, terminal } from '../../src/report/order/terminal';
import type { Arrow, View } from '../../src/report/order/view';
import { ALONE, arrow, RIGHT, TASKS, WRONG } from './made-up';
import { commit, cover, finding, mail, report } from './samples';

const PLAIN = { color: false, width: 60 };
const ROWS = ALONE.rows[0]!;

test('the terminal: arrows that cross and meet, and below them what is wrong', () => {
  assert.equal(
    terminal(WRONG, PLAIN),
    `  ╭─┬─✗  2  new test  KVM: selftests: Test "naps" & <dozes>
╭─┴─┼─▶  3  fix       KVM: x86: Fix naps\\x1b
│ ╭─┴─!  4  feature   KVM: x86: 小睡
│ │ ╭─!  5  change    KVM: x86: Nap Nap Nap Nap Nap Nap Nap…
╰─┴─┴─▶ 10  test      KVM: selftests: Expect naps

✗ 2 must come after 4: 2 tests 4 (certain: it does not build)
    uses NAP
    says <nap>\\x1b
    third
    2: nap_test.c:3\\x1b
    4: arch/x86/kvm/x86.c:7
! 5 must come after 10: 10 is broken by 5 (76% sure)
    naps
! 4 must come after 10: 4 needs 10 (60% sure)
! Perhaps no order of 2 and 5 is clean: squash them, or let the test accept both results
    both\\x1b fail
4 of 5 points fail in a bisection: after 2-5
! 3 and 4 each have to come first: split one of them, or squash the two
`,
  );
  assert.equal(
    suggestedText(WRONG, PLAIN),
    `→  4  feature   KVM: x86: 小睡
   2  new test  KVM: selftests: Test "naps" & <dozes>
   3  fix       KVM: x86: Fix naps\\x1b
→ 10  test      KVM: selftests: Expect naps
   5  change    KVM: x86: Nap Nap Nap Nap Nap Nap Nap Nap N…
`,
  );
  assert.equal(
    terminal(RIGHT, PLAIN),
    `╭── 1  fix   KVM: x86: Fix naps
╰─▶ 2  test  KVM: selftests: Test naps

The order holds.
`,
  );
  assert.equal(
    terminal(ALONE, PLAIN),
    `  1  fix  A

The order holds.
`,
  );
  assert.equal(suggestedText(RIGHT, PLAIN), '');
  const unclear = terminal({ ...ALONE, mutual: WRONG.mutual.map((one) => ({ ...one, kernel: 0 })) }, PLAIN);
  assert.doesNotMatch(unclear, /The order holds/);
});

test('the terminal: lines have the colour of the worst that runs there', () => {
  assert.equal(
    painted(terminal(WRONG, { ...PLAIN, color: true })),
    `  {dim ╭}{dim ─}{block ┬}{block ─}{block ✗}  2  new test  {bold KVM: selftests: Test "naps" & <dozes>}
{dim ╭}{dim ─}{dim ┴}{dim ─}{block ┼}{dim ─}{dim ▶}  3  fix       KVM: x86: Fix naps\\x1b
{dim │} {warn ╭}{warn ─}{block ┴}{block ─}{warn !}  4  feature   {bold KVM: x86: 小睡}
{dim │} {warn │} {warn ╭}{warn ─}{warn !}  5  change    {bold KVM: x86: Nap Nap Nap Nap Nap Nap Nap…}
{dim ╰}{dim ─}{warn ┴}{warn ─}{warn ┴}{warn ─}{dim ▶} 10  test      {bold KVM: selftests: Expect naps}

{block ✗} 2 must come after 4: 2 tests 4 (certain: it does not build)
    uses NAP
    says <nap>\\x1b
    third
{dim     2: nap_test.c:3\\x1b}
{dim     4: arch/x86/kvm/x86.c:7}
{warn !} 5 must come after 10: 10 is broken by 5 (76% sure)
    naps
{warn !} 4 must come after 10: 4 needs 10 (60% sure)
! Perhaps no order of 2 and 5 is clean: squash them, or let the test accept both results
    both\\x1b fail
4 of 5 points fail in a bisection: after 2-5
! 3 and 4 each have to come first: split one of them, or squash the two
`,
  );
  assert.equal(
    painted(suggestedText(WRONG, { ...PLAIN, color: true })),
    `{good →  4  feature   KVM: x86: 小睡}
   2  new test  KVM: selftests: Test "naps" & <dozes>
   3  fix       KVM: x86: Fix naps\\x1b
{good → 10  test      KVM: selftests: Expect naps}
   5  change    KVM: x86: Nap Nap Nap Nap Nap Nap Nap Nap N…
`,
  );
});

test('arrows that find no lane are counted, those that are wrong find one first', () => {
  const rows = Array.from({ length: 30 }, (_, i) => ({ ...ROWS, number: i + 1 }));
  const arrows = [...Array.from({ length: 12 }, (_, i) => arrow(i, 29 - i)), arrow(29, 0)];
  const text = terminal({ ...ALONE, rows, arrows }, PLAIN);
  assert.match(text, /^ +╭─✗ {2}1 {2}fix/);
  assert.match(text, /^\(3 more relations: --format json shows all\)$/m);
  const one = terminal({ ...ALONE, rows: rows.slice(0, 3), arrows: [arrow(1, 0), arrow(1, 2)] }, PLAIN);
  assert.match(one, /^1 of 3 points fails in a bisection: after 1$/m);
});

test('lanes: those that touch or overlap have one each, the others share', () => {
  const lanes = (...arrows: Arrow[]) =>
    lanesOf(arrows, 9).laned.map(({ arrow: { from, to }, lane }) => [from, to, lane]);
  assert.deepEqual(lanes(arrow(2, 3), arrow(0, 1)), [
    [0, 1, 0],
    [2, 3, 0],
  ]);
  assert.deepEqual(lanes(arrow(0, 1), arrow(1, 2), arrow(3, 4), arrow(2, 3)), [
    [0, 1, 0],
    [1, 2, 1],
    [2, 3, 0],
    [3, 4, 1],
  ]);
});

test('the SVG: rows, arrows, the verdict and its reasons', () => {
  const parts = (view: View) => svg(view).replace(/<style>.*<\/defs>\n/s, '');
  assert.equal(
    parts(WRONG),
    `<svg xmlns="http://www.w3.org/2000/svg" width="856" height="444" viewBox="0 0 856 444" font-family="ui-monospace, monospace" font-size="12">
<rect class="page" width="856" height="444"/>
<path class="warn" d="M56,120 C42,120 42,96 56,96" marker-end="url(#tip-warn)"/>
<path class="block" d="M56,72 C42,72 42,24 56,24" marker-end="url(#tip-block)"/>
<path class="warn" d="M56,120 C28,120 28,72 56,72" marker-end="url(#tip-warn)"/>
<path class="tie" d="M56,24 C28,24 28,48 56,48" marker-end="url(#tip)"/>
<path class="tie skips" d="M56,48 C14,48 14,120 56,120" marker-end="url(#tip)"/>
<text x="70" y="28" class="text-block strong">2</text>
<text x="106" y="28" class="dim">new test</text>
<text x="179" y="28" class="strong">KVM: selftests: Test &#34;naps&#34; &#38; &#60;dozes&#62;</text>
<text x="70" y="52">3</text>
<text x="106" y="52" class="dim">fix</text>
<text x="179" y="52">KVM: x86: Fix naps\\x1b</text>
<text x="70" y="76" class="text-block strong">4</text>
<text x="106" y="76" class="dim">feature</text>
<text x="179" y="76" class="strong">KVM: x86: 小睡</text>
<text x="70" y="100" class="text-warn strong">5</text>
<text x="106" y="100" class="dim">change</text>
<text x="179" y="100" class="strong">KVM: x86: Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap…</text>
<text x="70" y="124" class="text-warn strong">10</text>
<text x="106" y="124" class="dim">test</text>
<text x="179" y="124" class="strong">KVM: selftests: Expect naps</text>
<text x="12" y="160" class="text-block strong">2 must come after 4 (certain: it does not build)</text>
<text x="12" y="184" class="dim">    uses NAP</text>
<text x="12" y="208" class="dim">    says &#60;nap&#62;\\x1b</text>
<text x="12" y="232" class="dim">    third</text>
<text x="12" y="256" class="dim">    fourth</text>
<text x="12" y="280" class="dim">    nap_test.c:3\\x1b, arch/x86/kvm/x86.c:7</text>
<text x="12" y="304" class="text-warn strong">5 must come after 10 (76% sure)</text>
<text x="12" y="328" class="dim">    naps</text>
<text x="12" y="352" class="text-warn strong">4 must come after 10 (60% sure)</text>
<text x="12" y="376">4 of 5 points fail in a bisection: after 2-5</text>
<text x="12" y="400" class="strong">Possible order: 4, 2-3, 10, 5</text>
<text x="12" y="424" class="dim">An arrow points from what must come first; red blocks, amber warns; dashed: the test skips without it</text>
</svg>
`,
  );
  assert.equal(
    parts(RIGHT),
    `<svg xmlns="http://www.w3.org/2000/svg" width="502" height="132" viewBox="0 0 502 132" font-family="ui-monospace, monospace" font-size="12">
<rect class="page" width="502" height="132"/>
<path class="tie" d="M28,24 C14,24 14,48 28,48" marker-end="url(#tip)"/>
<text x="42" y="28">1</text>
<text x="78" y="28" class="dim">fix</text>
<text x="121.8" y="28">KVM: x86: Fix naps</text>
<text x="42" y="52">2</text>
<text x="78" y="52" class="dim">test</text>
<text x="121.8" y="52">KVM: selftests: Test naps</text>
<text x="12" y="88" class="strong">The order holds.</text>
<text x="12" y="112" class="dim">An arrow points from what must come first; red blocks, amber warns</text>
</svg>
`,
  );
  assert.equal(
    parts(ALONE),
    `<svg xmlns="http://www.w3.org/2000/svg" width="267" height="84" viewBox="0 0 267 84" font-family="ui-monospace, monospace" font-size="12">
<rect class="page" width="267" height="84"/>
<text x="28" y="28">1</text>
<text x="64" y="28" class="dim">fix</text>
<text x="100.5" y="28">A</text>
<text x="12" y="64" class="strong">The order holds.</text>
</svg>
`,
  );
  const one = svg({ ...RIGHT, arrows: [arrow(1, 0, { level: 'warn' })] });
  assert.match(one, />1 of 2 points fails in a bisection: after 1</);
});

test('DOT: red for what is wrong, dashed for what is skipped', () => {
  assert.equal(
    orderDot(WRONG),
    `digraph series {
  rankdir=TB;
  node [shape=box, fontname="sans-serif"];
  2 [label="2 (new test) KVM: selftests: Test \\"naps\\" & <dozes>"];
  3 [label="3 (fix) KVM: x86: Fix naps\\\\x1b"];
  4 [label="4 (feature) KVM: x86: 小睡"];
  5 [label="5 (change) KVM: x86: Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap Nap on"];
  10 [label="10 (test) KVM: selftests: Expect naps"];
  4 -> 2 [label="covers", color=red, penwidth=2];
  10 -> 5 [label="adapts-to", color=red, penwidth=2];
  10 -> 4 [label="needs", color=red, penwidth=2];
  2 -> 3 [label="needs"];
  3 -> 10 [label="covers", style=dashed];
}
`,
  );
});

const letter = cover('[PATCH v2 0/2] Naps & "dozes"');
const first = mail('[PATCH v2 1/2] KVM: x86: Fix <naps>', 'Naps.\nThis patch fixes.\n', '0001-naps.patch');
const second = commit('KVM: x86: Add dozes\n\nDoze.\n');
const SERIES: Series = { cover: null, patches: [], version: 1, of: 2, rfc: false, whole: true, mailed: true };
const page = (...patches: (typeof first)[]) => ({
  ...{ series: { ...SERIES, patches }, report: report([]), view: ALONE },
  ...{ tasks: [], recorded: () => '' },
});
const body = (text: string) => text.replace(/<style>.*?<\/style>/gs, '').replace(/<svg.*<\/svg>/s, 'SVG');

test('the page: findings by mail, the worst first, the picture, and what was recorded', () => {
  const findings = [
    finding(first, first.body, 'Naps', { level: 'note', message: 'A <note>' }),
    finding(first, first.body, 'This patch', { level: 'warn', hint: 'Say "what"' }),
    finding(first, first.body, null, { message: 'Blocks' }),
    finding(second, second.body, 'Doze', { message: 'Placed' }),
    finding(second, second.body, 'Doze', { suppressed: 'why' }),
  ];
  const { series } = page(first, second);
  const whole = html({
    ...page(),
    series: { ...series, cover: letter },
    report: report(findings),
    tasks: TASKS,
    recorded: ({ id }) => (id === 'htmldocs' ? '1 < 2' : ''),
  });
  assert.equal(
    body(whole),
    `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>[PATCH v2 0/2] Naps &#38; &#34;dozes&#34;</title></head><body>
<h1>[PATCH v2 0/2] Naps &#38; &#34;dozes&#34;</h1>
<p>2 patches: 2 blocking, 1 warning, 1 note</p>
<h2>Findings</h2>
<h3>[PATCH v2 1/2] KVM: x86: Fix &#60;naps&#62;</h3>
<table class="findings"><tr><td class="block">block</td><td><code>shortlog-case</code></td><td>Blocks</td></tr><tr><td class="warn">warn</td><td><code>shortlog-case</code></td><td>Wrong case<br><span class="dim">Say &#34;what&#34;</span><br><span class="dim">8:1</span></td></tr><tr><td class="note">note</td><td><code>shortlog-case</code></td><td>A &#60;note&#62;<br><span class="dim">7:1</span></td></tr></table>
<h3>KVM: x86: Add dozes</h3>
<table class="findings"><tr><td class="block">block</td><td><code>shortlog-case</code></td><td>Placed<br><span class="dim">3:1</span></td></tr></table>
<h2>Order</h2>
<figure>SVG
</figure>
<h2>Test plan</h2>
<table><tr><td>mandatory</td><td>Run kvm-unit-tests &#38; more</td><td><span class="dim">nothing recorded</span></td></tr><tr><td>encouraged</td><td>Run htmldocs &#38; more</td><td>recorded: 1 &#60; 2</td></tr><tr><td>mandatory</td><td>Run parameters &#38; more</td><td><span class="dim">nothing recorded</span></td></tr><tr><td>mandatory</td><td>Run nested &#38; more</td><td><span class="dim">nothing recorded</span></td></tr></table>
</body></html>
`,
  );
  const levels = [finding(second, second.body, null, { level: 'warn' }), finding(letter, letter.body, null)];
  const small = body(html({ ...page(second), report: report(levels) }));
  assert.match(small, /<title>KVM: x86: Add dozes</);
  assert.match(small, /<p>1 patch: 1 blocking, 1 warning, 0 notes</);
  assert.match(small, /<h3>KVM: x86: Add dozes<\/h3>\n<table class="findings"><tr><td class="warn">warn/);
  assert.doesNotMatch(small, /<h3>\[PATCH/);
  assert.match(
    body(html(page(second, first))),
    /<p>Nothing found.<\/p>.*<p>No change is built or run.<\/p>/s,
  );
});

/** `{block text}` for what has a style. */
function painted(text: string): string {
  const styles: [string, string][] = [
    ['\x1b[1m\x1b[31m', 'block'],
    ['\x1b[33m', 'warn'],
    ['\x1b[32m', 'good'],
    ['\x1b[1m', 'bold'],
    ['\x1b[2m', 'dim'],
  ];
  const named = styles.reduce((all, [code, name]) => all.replaceAll(code, `{${name} `), text);
  return named.replaceAll(/(?:\x1b\[(?:22|39)m)+/g, '}');
}
