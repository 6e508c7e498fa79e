/** Paths and patterns: a plain prefix, or stars. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fits } from '../../../src/analysis/kvm/glob';
import fc from '../../properties';

test('a pattern without a star is a prefix', () => {
  assert.ok(fits('arch/x86/kvm/x86.c', 'arch/x86/kvm/'));
  assert.ok(fits('arch/x86/kvm/x86.c', 'arch/x86/kvm/x86.c'));
  assert.ok(!fits('arch/x86/kvm', 'arch/x86/kvm/'));
});

test('a star stops at a slash, two do not, and the whole path has to fit', () => {
  const cases: readonly [string, string, boolean][] = [
    ['arch/x86/kvm/x86.c', 'arch/*/kvm/x86.c', true],
    ['arch/x86/y/kvm/x86.c', 'arch/*/kvm/x86.c', false],
    ['arch/x86/y/kvm/x86.c', 'arch/**/kvm/x86.c', true],
    ['arch/x86/kvm/x86.c', 'arch/*/kvm', false],
    ['arch/x86/kvm/x86.c', 'arch/**', true],
    ['arch/x86/kvm/x86.c', '*.c', false],
    ['x86.c', '*.c', true],
    ['.c', '*.c', true],
    ['x86.h', '*.c', false],
    ['', '*', true],
  ];
  for (const [path, pattern, does] of cases) assert.equal(fits(path, pattern), does, `${path} ${pattern}`);
});

test('patterns fit as regular expressions do', () => {
  const text = (letters: string) => fc.string({ unit: fc.constantFrom(...letters), maxLength: 8 });
  fc.assert(
    fc.property(text('ab/'), text('ab/*'), (path, pattern) => {
      if (!pattern.includes('*')) return fits(path, pattern) === path.startsWith(pattern);
      const same = pattern.replace(/\*\*|\*/g, (star) => (star === '**' ? '.*' : '[^/]*'));
      return fits(path, pattern) === new RegExp(`^${same}$`).test(path);
    }),
  );
});
