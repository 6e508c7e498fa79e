import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pronounsOf } from '../../../src/analysis/english/pronouns';

const words = (prose: string) => pronounsOf(prose).map((pronoun) => pronoun.word);

test('pronouns of the first and second person are found', () => {
  assert.deepEqual(words('If we do that, our guest dies. Let us go; let’s see, you and your VM.'), [
    'we',
    'our',
    'us',
    'let’s',
    'you',
    'your',
  ]);
  assert.deepEqual(words("I think we're done, I'm sure, and we'll see what they gave us."), [
    'I',
    "we're",
    "I'm",
    "we'll",
    'us',
  ]);
  assert.deepEqual(words('so i added it; My mistake, that is mine'), ['i', 'My', 'mine']);
  assert.deepEqual(words('We/KVM do that'), []);
  assert.deepEqual(words('(we hold the lock)'), ['we']);
});

test('"lets" in front of a verb stands for "let’s"', () => {
  assert.deepEqual(words('Rename it. Lets also drop the argument, so lets not keep both.'), ['Lets', 'lets']);
  assert.deepEqual(
    words('Lets userspace choose. The bit lets KVM drop it, and the test lets use of it pass.'),
    [],
  );
});

test('what only looks like one is none', () => {
  for (const clean of [
    'Emulate I/O, i.e. port I/O, and the I-cache and D-cache.',
    'Read MSR I and MSR II, type I and type II, Appendix I can help.',
    'Loop for each i in the list, where i < n, i.e. vcpus[i].',
    'This takes 10 us on a machine in the US; the counter is in us, and so (in us) is the limit. Count in us.',
    'The message "we are lost" is gone, as is `you`.',
    'Mail me@example.com or see https://we.example.org/my/page.',
    'Userspace lets the vCPU run. The Intel ME is off.',
    'Use us_per_tick, my_var and our->own.',
    'Set bits in EAX, EBX, and I, J, and K.',
  ]) {
    assert.deepEqual(words(clean), [], clean);
  }
});

test('places count from the start of the prose', () => {
  const prose = 'Here "we" is quoted,\nbut we are not.';
  const [found] = pronounsOf(prose);
  assert.equal(found?.at, prose.indexOf('but we') + 4);
});
