import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { refill } from '../../../src/analysis/english/refill';
import { Source } from '../../../src/model/text';

/** The paragraph after the fix, in a message with something before and after it; null if it is left alone. */
function refilled(paragraph: string, width = 40, short = 20, before = '\n\n', after = '\n\n'): string | null {
  const head = `KVM: x86: Free roots${before}`;
  const source = Source.ofLines(`${head}${paragraph}${after}`);
  const edits = refill(source.all().slice(head.length, head.length + paragraph.length), width, short);
  if (edits === null) return null;
  for (const { start, end, text } of edits) assert.notEqual(source.all().slice(start, end).value, text);
  const fixed = [...edits]
    .reverse()
    .reduce(
      (text, { start, end, text: by }) => text.slice(0, start) + by + text.slice(end),
      source.all().value,
    );
  assert.ok(fixed.startsWith(head) && fixed.endsWith(after), 'what is around the paragraph stays');
  return fixed.slice(head.length, fixed.length - after.length);
}

const LONG = 'Free the root page when its vCPU is destroyed, as nothing else holds it.';

test('a paragraph is filled line by line, up to the width', () => {
  assert.equal(refilled(LONG), 'Free the root page when its vCPU is\ndestroyed, as nothing else holds it.');
  assert.equal(
    refilled(LONG, 36),
    'Free the root page when its vCPU is\ndestroyed, as nothing else holds it.',
  );
  assert.equal(
    refilled(LONG, 35),
    'Free the root page when its vCPU is\ndestroyed, as nothing else holds\nit.',
  );
  assert.equal(refilled(LONG, 80), LONG);
  assert.equal(refilled(LONG, 40, 20, '\n\n', '\n'), refilled(LONG));
  assert.equal(refilled(LONG, 40, 20, '\n\n', ''), refilled(LONG));
});

test('lines that follow are filled as well', () => {
  assert.equal(
    refilled('Free the root page when its vCPU is destroyed,\nas nothing else holds it any longer.'),
    'Free the root page when its vCPU is\ndestroyed, as nothing else holds it any\nlonger.',
  );
});

test('two spaces between sentences stay, and are written where the message has them', () => {
  assert.equal(
    refilled('Free the root.  Nothing else holds it any longer.\nKeep the page, e.g.\nKVM has one.'),
    'Free the root.  Nothing else holds it\nany longer.  Keep the page, e.g. KVM has\none.',
  );
  assert.equal(
    refilled('Free the root. Nothing else holds it any longer.\nKeep its page.'),
    'Free the root. Nothing else holds it any\nlonger. Keep its page.',
  );
  assert.equal(
    refilled('Free roots, pages, etc.\nand what they hold for as long as they live.  Keep it.'),
    'Free roots, pages, etc. and what they\nhold for as long as they live.  Keep it.',
  );
});

test('two words of three are plain at least', () => {
  const line = 'Free the root and kvm_a, the page and kvm_b, then kvm_c';
  assert.notEqual(refilled(`${line}, kvm_d.`), null);
  assert.equal(refilled(`${line}, kvm_d, kvm_e.`), null);
});

test('spaces within a line stay as they are', () => {
  assert.equal(
    refilled('Free it. Keep it.  Drop it?  and nothing else holds it.'),
    'Free it. Keep it.  Drop it?  and nothing\nelse holds it.',
  );
  assert.equal(
    refilled('Free it.  Keep roots and all their pages of\nKVM and of each vCPU.'),
    'Free it.  Keep roots and all their pages\nof KVM and of each vCPU.',
  );
});

test('links, long names, citations and code stay on one line', () => {
  assert.equal(
    refilled('Free the root page of the vCPU, see https://example.org/a-b for more.'),
    'Free the root page of the vCPU, see\nhttps://example.org/a-b for more.',
  );
  const commit = 'commit 0123456789ab ("KVM: x86: Keep roots")';
  assert.equal(
    refilled(`Free the root page as it was before ${commit}, and keep the others.`),
    `Free the root page as it was before\n${commit},\nand keep the others.`,
  );
  assert.equal(
    refilled(`Free the root page as it once was (${commit}), and keep the others.`),
    `Free the root page as it once was\n(${commit}),\nand keep the others.`,
  );
  assert.equal(
    refilled('Free the root page of a vCPU with `kvm free root` and keep the others.'),
    'Free the root page of a vCPU with\n`kvm free root` and keep the others.',
  );
});

test('no line starts with what git, a mail or a list would take for something else', () => {
  for (const word of ['#GP', '-1', '*', '>', '1.', 'b)', '(ii)', 'From', 'diff', 'Note:', '+', '[1]']) {
    assert.equal(
      refilled(`Free the root page of the vCPU, so that ${word} is gone for good then.`),
      `Free the root page of the vCPU, so that ${word}\nis gone for good then.`,
      word,
    );
  }
  assert.equal(
    refilled('Free the root page of the vCPU, so that "it" (all) is gone for good.'),
    'Free the root page of the vCPU, so that\n"it" (all) is gone for good.',
  );
});

test('what may be no prose is left alone', () => {
  const cases: Record<string, string> = {
    'no end of a sentence': LONG.slice(0, -1),
    'no head of one': `- ${LONG}`,
    'a quotation': `"${LONG}"`,
    'a tab': LONG.replace(' root', '\troot'),
    'an indented line': `${LONG}\n  ${LONG}`,
    'space at the end of a line': `${LONG} \n${LONG}`,
    'two spaces within a sentence': LONG.replace(' root', '  root'),
    'three spaces': LONG.replace(',', '.   '),
    'a line of code': `${LONG}\nfree_the_root_page(vcpu, root);\n${LONG}`,
    'an arrow': LONG.replace('when', '=>> when').replace('=>>', '--->'),
    'an address': LONG.replace('nothing', '0xffffffff81000000'),
    'a link that needs a line': `Free the root page, see https://example.org/${'a'.repeat(40)} for more.`,
    'a citation over two lines': `${LONG}\n0123456789ab ("KVM: x86: Keep the\nroots") did that, and that was good.`,
    'a citation apart from its id': `${LONG} Before commit 0123456789ab\n("KVM: x86: Keep the roots") it was so.`,
    'quotes in a citation': `${LONG} As 0123456789ab ("Revert "KVM: Keep roots"") said.`,
    'names, not words': 'Free vcpu->arch.mmu, vcpu->root_mmu, guest_mmu[0], kvm->a, kvm_b, kvm->c_d.',
    'a line that ends on purpose': `Free the root.\n${LONG}`,
    'a short line, whose next word would just have fitted': `Free the root, as\nit ${LONG.slice(9)}`,
    'a line that looks like a splat': `RIP: 0010:kvm_mmu_free_roots+0x68/0x230 is where it is, and it goes on.`,
  };
  for (const [name, paragraph] of Object.entries(cases)) assert.equal(refilled(paragraph), null, name);
  assert.equal(refilled(LONG, 40, 20, '\n\nFree these:\n'), null, 'text right above');
  assert.equal(refilled(LONG, 40, 20, '\n\n', '\n - this one'), null, 'a list right below');
});

test('only line breaks change, and that comes to an end', () => {
  const words = fc.constantFrom(
    ...'free the root page, of vCPU a kvm_mmu #GP -1 1. Note: `a b` KVM. then? "it" e.g. (all) From x86/mmu'.split(
      ' ',
    ),
  );
  const gaps = fc.constantFrom(' ', ' ', ' ', '\n', '  ');
  let filled = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(words, gaps), { minLength: 5, maxLength: 60 }), (parts) => {
      const paragraph = `Free${parts.map(([word, gap]) => gap + word).join('')} so.`;
      const once = refilled(paragraph, 30, 5);
      if (once === null) return;
      filled += 1;
      assert.deepEqual(once.split(/\s+/), paragraph.split(/\s+/));
      const again = refilled(once, 30, 5) ?? once;
      assert.equal(refilled(again, 30, 5) ?? again, again);
    }),
    { numRuns: 2000 },
  );
  assert.ok(filled > 20, `${filled} paragraphs were prose`);
});
