/** Comments that open with a hash, and what only looks like one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashCommentsOf } from '../../../src/analysis/c/hash-comments';
import { exampleDiff } from '../../../src/lint/example-mail';
import { parseDiff } from '../../../src/model/diff';

const comments = (path: string, ...lines: string[]) =>
  [...hashCommentsOf(parseDiff(exampleDiff({ [path]: lines }).split('\n')).diff)].map(
    ({ from, value }) => `${from}:${value}`,
  );

test('added comments of scripts, Makefiles and assembly', () => {
  for (const path of [
    'arch/x86/kvm/Kconfig',
    'arch/x86/kvm/Makefile',
    'virt/kvm/Makefile.kvm',
    'a/run.sh',
    'a/b.S',
    'Kbuild',
  ])
    assert.deepEqual(comments(path, '+# words', '-# old', ' # context'), ['1: words'], path);
  assert.deepEqual(comments('a/run.sh', '+\t# words'), ['2: words']);
  assert.deepEqual(comments('a/run.sh', '+#!/bin/sh', '+a # words', '+echo $#', '+a'), []);
  assert.deepEqual(comments('a/b.S', '+#define A 1', '+#ifdef A', '+# else', '+# words'), ['1: words']);
  assert.deepEqual(comments('a/run.sh', '+#define words'), ['1:define words']);
  assert.deepEqual(comments('a/b.c', '+# words'), []);
  assert.deepEqual(comments('a/b.shx', '+# words'), []);
});
