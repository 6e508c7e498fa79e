/** Headers as git mailinfo reads them: unfolded, decoded, each at its place. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MailHeaders } from '../../src/patches/head';

const head = (text: string, firstLine = 1) => new MailHeaders(Buffer.from(text), firstLine);
const subject = (value: string) => head(`Subject:${value}\n`).field('subject')?.value;

test('white space becomes one space, and encoded words side by side are one', () => {
  const values: Record<string, string> = {
    ' KVM: Do it': 'KVM: Do it',
    ' KVM:  two \t spaces ': 'KVM: two spaces',
    ' KVM:\ttab': 'KVM: tab',
    ' KVM: Do\n it': 'KVM: Do it',
    ' KVM: Do \n  it': 'KVM: Do it',
    ' KVM: Do\t\n it': 'KVM: Do it',
    ' KVM: Do \n\tit': 'KVM: Do it',
    ' KVM: Do\n \n it': 'KVM: Do it',
    ' KVM:=?utf-8?q?_Do?= it': 'KVM: Do it',
    ' KVM: =?utf-8?q??= Do it': 'KVM: Do it',
    ' KVM: =?utf-8?q?Do?=\n =?utf-8?q?_it?= once': 'KVM: Do it once',
    ' =?utf-8?q?KVM:_D?= =?utf-8?q?o_it?=': 'KVM: Do it',
    ' =?utf-8?q?KVM:_D?=\n =?utf-8?q?o_it?=': 'KVM: Do it',
    ' =?utf-8?q?KVM:?= Do it': 'KVM: Do it',
    ' KVM: =?utf-8?q?Do?= it': 'KVM: Do it',
    ' KVM: =?utf-8?q?_Do?=': 'KVM: Do',
    ' KVM: =?utf-8?q?Do__it?=': 'KVM: Do it',
    ' =?utf-8?b?S1ZN?=: Do it': 'KVM: Do it',
    '': '',
  };
  assert.deepEqual(Object.fromEntries(Object.keys(values).map((value) => [value, subject(value)])), values);
});

test('a header is where its lines are', () => {
  const headers = head('From: A <a@example.org>\nSubject: KVM: Do\n it\nCc:\n', 10);
  const text = headers.field('Subject')!;
  const place = (from: number, to: number) => {
    const { line, column, quote } = text.span(from, to);
    return [line, column, quote];
  };
  assert.deepEqual(place(0, 3), [11, 10, 'KVM']);
  assert.deepEqual(place(8, 10), [12, 2, 'it']);
  assert.deepEqual([headers.field('cc')!.value, headers.field('cc')!.span().line], ['', 13]);
  assert.equal(headers.field('to'), null);
});

test('the line of an mbox is not a header, and comes before the first', () => {
  const headers = head('From a@example.org Tue Jan  2 10:00:00 2024\nSubject: KVM: Do it\n', 5);
  assert.equal(headers.field('subject')!.span().line, 6);
  assert.ok(headers.isMail);
  assert.ok(!head('Words: here\n').isMail);
  assert.ok(!head('From a@example.org Tue Jan  2 10:00:00 2024').isMail);
});

test('ids are what is in angle brackets, if anything is', () => {
  const headers = head('Message-ID: <a@b>\nIn-Reply-To: <> words <b@\n c>\nReferences: <a@b> <b@c>\n');
  assert.equal(headers.messageId, '<a@b>');
  assert.deepEqual(headers.inReplyTo, ['<b@c>']);
  assert.deepEqual(headers.references, ['<a@b>', '<b@c>']);
  assert.deepEqual(head('In-Reply-To: none\n').inReplyTo, []);
  assert.equal(head('Subject: x\n').messageId, null);
  assert.equal(head('Subject: x\n').date, null);
});

test('people of several headers of one name, and letters beyond ASCII as they are', () => {
  const headers = head('To: A <a@b>\nTo: B <b@c>,\n C <c@d>\nFrom: \u00c4 <d@e>\nCc: E <e@f>\n');
  assert.deepEqual(
    headers.to.map(({ email }) => email),
    ['a@b', 'b@c', 'c@d'],
  );
  assert.deepEqual(
    headers.cc.map(({ name }) => name),
    ['E'],
  );
  assert.equal(headers.from?.name, '\u00c4');
});

test('carriage returns are of the line break', () => {
  const headers = head('Subject: KVM: Do\r\n it\r\nTo: A <a@b>\r\n\r\nCc: B <b@c>\r\n');
  assert.equal(headers.field('subject')!.value, 'KVM: Do it');
  assert.equal(headers.to.length, 1);
  assert.equal(headers.cc.length, 0, 'below the empty line');
  const last = head('Subject: KVM: Do\r\n it\r\nTo: A <a@b>, B <b@c>');
  assert.deepEqual([last.field('subject')!.value, last.to.length], ['KVM: Do it', 2]);
});
