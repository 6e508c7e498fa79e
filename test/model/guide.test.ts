import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DOMAIN } from '../../src/analysis/kvm/data';
import { withTopicsOf } from '../../src/analysis/kvm/guide-topics';
import { namedTopic } from '../../src/analysis/kvm/topics';
import { driftOf, hashesOf } from '../../src/hooks/install/guide-drift';
import { branchesIn, sectionsOf, topicsIn } from '../../src/model/guide';

const guide = (more: { topics?: string[]; trees?: string; bases?: string } = {}) => `
KVM x86
=======

Trees
-----
One is \`\`git.kernel.org/pub/scm/virt/kvm/kvm.git\`\`, the other
\`\`github.com/kvm-x86/linux.git\`\`${more.trees ?? ''}.

Base Tree/Branch
~~~~~~~~~~~~~~~~
Fixes go on \`\`git://git.kernel.org/pub/scm/virt/kvm/kvm.git master\`\`, the rest on
\`\`kvm-x86/next\`\`${more.bases ?? ''}.

Shortlog
~~~~~~~~
One of::

  - x86
  - x86/mmu
  - selftests
  - SVM
  - VMX
${(more.topics ?? []).map((topic) => `  - ${topic}\n`).join('')}
No names of files.
`;

describe('the guide of a clone', () => {
  it('is read by sections, topics and branches', () => {
    assert.deepEqual(
      sectionsOf(guide()).map(({ title }) => title),
      ['KVM x86', 'Trees', 'Base Tree/Branch', 'Shortlog'],
    );
    assert.deepEqual(topicsIn(guide({ topics: ['TSC'] })), [
      'x86',
      'x86/mmu',
      'selftests',
      'SVM',
      'VMX',
      'TSC',
    ]);
    const found = branchesIn(
      guide({ trees: ' or ``git.kernel.org/pub/scm/virt/kvm/x86.git``', bases: ', or ``kvm-x86/base``' }),
    ).map(({ repository, branch }) => `${repository} ${branch}`);
    assert.deepEqual(found, [
      'virt/kvm/kvm master',
      'kvm-x86/linux next',
      'kvm-x86/linux base',
      'virt/kvm/x86 next',
      'virt/kvm/x86 base',
    ]);
  });

  it('adds topics, and makes no wrong word right', () => {
    const taught = withTopicsOf(
      guide({ topics: ['TSC', 'TDX', 'x86/lapic', 'mmu', 'vmx', 'x86/kvm'] }),
      DOMAIN,
    );
    assert.equal(namedTopic('TSC', taught)?.topic.standing, 'listed');
    assert.equal(namedTopic('TDX', taught)?.topic.standing, 'listed');
    assert.equal(namedTopic('x86/lapic', taught)?.topic.parent, 'x86');
    assert.equal(namedTopic('mmu', taught)?.by, 'alias');
    assert.equal(namedTopic('vmx', taught)?.by, 'case');
    assert.equal(namedTopic('x86/kvm', taught), null);
    assert.equal(taught.topics.length, DOMAIN.topics.length + 2);
  });

  it('without the list of topics teaches nothing', () => {
    for (const text of ['', 'Shortlog\n~~~~~~~~\n  - TSC\n', guide({ topics: Array(50).fill('TSC') })])
      assert.equal(withTopicsOf(text, DOMAIN), DOMAIN);
  });

  it('differs by words, not by wrapping', () => {
    const known = hashesOf(guide());
    const same = { changed: [], added: [], gone: [] };
    assert.deepEqual(driftOf(guide().replace(', the other\n', ',\nthe other '), known), same);
    assert.deepEqual(
      driftOf(`${guide({ topics: ['TSC'] })}\nMail\n----\nText.\n`.replace('Trees', 'Wood '), known),
      {
        changed: ['Shortlog'],
        added: ['Wood', 'Mail'],
        gone: ['Trees'],
      },
    );
  });
});

it('a title is underlined over its whole length, by three marks at least', () => {
  const titles = (...lines: string[]) => sectionsOf(lines.join('\n')).map(({ title }) => title);
  assert.deepEqual(titles('Testing', '-------', 'text', 'Trees', '=========', ''), ['Testing', 'Trees']);
  assert.deepEqual(titles('Testing', '------', 'text', '', '-----', 'A', '--'), []);
});
