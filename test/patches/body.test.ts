/** Lines of a body, decoded, each character at its place in the file. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Body, decodeBody, withoutCr } from '../../src/patches/body';

const FIRST = 10;
const decode = (text: string, coding: Partial<Parameters<typeof decodeBody>[2]> = {}) =>
  decodeBody(Buffer.from(text, 'latin1'), FIRST, {
    encoding: '',
    charset: 'utf-8',
    unquote: false,
    ...coding,
  });
/** Each line, with the place of each of its characters. */
const placed = (body: Body) =>
  body.lines.map((line, i) => {
    const source = body.source(i, i + 1);
    const places = [...line].map((_, at) => Object.values(source.locate(at)).join(':'));
    return [line, places.join(' ')];
  });
const QP = { encoding: 'quoted-printable' };

test('lines as they are, and `From` that an mbox quoted', () => {
  assert.deepEqual(placed(decode('ab\r\n\nc')), [
    ['ab', '10:1 10:2'],
    ['', ''],
    ['c', '12:1'],
  ]);
  assert.deepEqual(placed(decode('>From a\n', { unquote: true })), [
    ['From a', '10:2 10:3 10:4 10:5 10:6 10:7'],
  ]);
  assert.deepEqual(decode('>>From a\n> From a\n', { unquote: true }).lines, ['>From a', '> From a']);
  assert.deepEqual(decode('>From a\n').lines, ['>From a']);
  assert.deepEqual(decode('\xc3\xa4\n').lines, ['\u00e4']);
  assert.deepEqual(decode('\xe4\n', { charset: 'iso-8859-1' }).lines, ['\u00e4']);
});

test('quoted-printable: escapes, soft breaks, and line breaks that are escaped', () => {
  assert.deepEqual(placed(decode('a=3D=3db\n', QP)), [['a==b', '10:1 10:2 10:3 10:8']]);
  assert.deepEqual(placed(decode('ab=\ncd\n', QP)), [['abcd', '10:1 10:2 11:1 11:2']]);
  assert.deepEqual(placed(decode('ab=\n', QP)), [['ab', '10:1 10:2']]);
  assert.deepEqual(placed(decode('a=0Ab\n', QP)), [
    ['a', '10:1'],
    ['b', '10:5'],
  ]);
  assert.deepEqual(placed(decode('>From a\n', { ...QP, unquote: true }))[0], [
    'From a',
    '10:2 10:3 10:4 10:5 10:6 10:7',
  ]);
  assert.deepEqual(decode('a  \n=\n\n', QP).lines, ['a', '']);
  assert.deepEqual(decode('=C3=\n=A4=zz=\n', QP).lines, ['\u00e4=zz'], 'a letter of two lines');
  const shifted = { ...QP, charset: 'iso-2022-jp' };
  assert.deepEqual(decode('=1B$B$"=1B(B\n', shifted).lines, ['\u3042'], 'plain bytes that are no letters');
  assert.deepEqual(decode('=E4=20=E4\n', { ...QP, charset: 'iso-8859-1' }).lines, ['\u00e4 \u00e4']);
});

test('quoted-printable: places where lines end, letters lie across parts, and nothing is quoted', () => {
  const coding = { ...QP, unquote: true };
  assert.deepEqual(decode('>From a\n', QP).lines, ['>From a']);
  assert.deepEqual(placed(decode('ab\n', coding)), [['ab', '10:1 10:2']]);
  assert.deepEqual(placed(decode('=C3=\n=A4b\n', QP)), [['\u00e4b', '11:1 11:4']]);
  assert.deepEqual(placed(decode('=3Dab\n', { ...QP, charset: 'cp850' })), [['=ab', '10:1 10:4 10:5']]);
  assert.deepEqual(placed(decode('=84a\n', { ...QP, charset: 'cp850' })), [['\u00e4a', '10:1 10:2']]);
  const many = decode(`${'=C3=A4x'.repeat(1001)}\n`, QP).source(0, 1);
  assert.equal(many.locate(2001).column, 7007);
  const rows = decode('a=\nb=0A=\nc=0Ade=0A=0Af=\n', QP);
  assert.deepEqual(rows.lines, ['ab', 'c', 'de', '', 'f']);
  assert.deepEqual(
    rows.lines.map((_, i) => rows.lineAt(i)),
    [10, 12, 12, 12, 12],
  );
  const all = rows.source(0, 5);
  const places = ['b', 'c', 'd', 'e', 'f'].map((one) => Object.values(all.locate(all.text.indexOf(one))));
  assert.deepEqual(places, [
    [11, 1],
    [12, 1],
    [12, 5],
    [12, 6],
    [12, 13],
  ]);
});

test('format=flowed: soft line breaks, stuffed lines, and the separator of a signature', () => {
  const flowed = (text: string, dropsSpace = false) => placed(decode(text).unflowed(dropsSpace));
  assert.deepEqual(flowed('a\n b\n \n'), [
    ['a', '10:1'],
    ['b', '11:2'],
    ['', ''],
  ]);
  assert.deepEqual(flowed('a \n b\n'), [['a b', '10:1 10:2 11:2']]);
  assert.deepEqual(flowed('a \n b\n', true), [['ab', '10:1 11:2']]);
  assert.deepEqual(
    flowed('a \n-- \nb ').map(([line]) => line),
    ['a ', '-- ', 'b '],
  );
  const two = decode('a \nb\nc\n').unflowed(false);
  assert.deepEqual([two.lineAt(0), two.lineAt(1)], [10, 12]);
});

test('base64, whatever is between its characters, and in wide letters', () => {
  const base64 = (bytes: Buffer, width = 8) =>
    bytes.toString('base64').replace(new RegExp(`.{${width}}`, 'g'), '$& \n');
  const coding = { encoding: 'base64' };
  assert.deepEqual(
    placed(decode(base64(Buffer.from('ab\r\n\ncdefgh')), coding)).map(([line]) => line),
    ['ab', '', 'cdefgh'],
  );
  const lines = decode(base64(Buffer.from('abcdef\nghi')), coding);
  assert.deepEqual(
    [0, 1].map((i) => lines.lineAt(i)),
    [10, 11],
  );
  assert.deepEqual(placed(decode('YWIK\nZA==\n', coding))[1], ['d', '11:1']);
  const exact = decode('YWJj\nCmQK\n', coding);
  assert.deepEqual(placed(exact), [
    ['abc', '10:1 10:2 10:3'],
    ['d', '11:2'],
  ]);
  const wide = decode(base64(Buffer.from('ab\ncd\n', 'utf16le')), { ...coding, charset: 'utf-16le' });
  assert.deepEqual(wide.lines, ['ab', 'cd']);
});

test('bodies after one another, and the line after the last', () => {
  const both = decode('a\n').join(decode('=62\n', QP));
  assert.deepEqual(both.lines, ['a', 'b']);
  assert.equal(both.lineAt(7), 11);
  assert.equal(new Body().lineAt(0), 1);
  assert.equal(both.source(2, 2).text, '');
  assert.equal(both.source(2, 2).locate(0).line, 11);
  assert.equal(both.source(0, 2).text, 'a\nb');
  assert.deepEqual(['a\r\r', 'a', '\r', '', 'a\rb'].map(withoutCr), ['a', 'a', '', '', 'a\rb']);
});
