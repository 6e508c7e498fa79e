/** What broken mailers, broken disks and ill will make of a mail. */
import { MAIL_MUTATIONS } from './mutate-mail';
import type { Random } from './random';

export type Mutation = (bytes: Buffer, random: Random, others: readonly Buffer[]) => Buffer;

/** What parsers trip over. */
const PIECES: readonly (string | Buffer)[] = [
  '\0',
  '\r',
  '\r\n',
  '\n\n',
  '\x1b[2J',
  '\u202e',
  '\u2066',
  '\ufeff',
  '\u{1f600}',
  '\u0130',
  Buffer.from([0xff]),
  Buffer.from([0xc3]),
  Buffer.from([0xed, 0xa0, 0x80]),
  '---\n',
  '-- \n',
  '--- \n+++ \n',
  'diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c\n',
  '@@ -1,999999999 +1,999999999 @@\n',
  '@@ -1 +1 @@\n',
  'GIT binary patch\nliteral 9\n',
  'rename from a\nrename to b\n',
  'From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\n',
  'From a@example.com Mon Jan  5 10:00:00 2026\n',
  '>From a@example.com Mon Jan  5 10:00:00 2026\n',
  'Subject: [PATCH 1/1] KVM: x86: Do it\n',
  'Subject: =?utf-8?q?=5BPATCH_2/2=5D_KVM=3A_x86=3A?=\n =?utf-8?b?w6k=?= x\n',
  'Content-Type: multipart/mixed; boundary=b\n',
  'Content-Type: text/plain; charset=iso-2022-jp\n',
  'Content-Type: text/plain; charset=utf-16\n',
  'Content-Transfer-Encoding: base64\n',
  'Content-Transfer-Encoding: quoted-printable\n',
  '=?utf-8?q?',
  '=?x?b?//8?=',
  '--b\n',
  '--b--\n',
  'Fixes: 0123456789ab ("KVM: x86: Add")\n',
  'Fixes: ',
  'Cc: <stable@vger.kernel.org> # 5.x\n',
  'Link: https://lore.kernel.org/all/x@y/\n',
  'Closes: ',
  'Signed-off-by: ',
  'base-commit: 0123456789012345678901234567890123456789\n',
  'git-kvm: allow shortlog-case: why\n',
  'In-Reply-To: <x@y>\n',
  '[PATCH v2 00/17] ',
  '(("<',
  '. ',
  '/*',
  '*/',
  '```',
  '| ',
  '=',
  '&#',
];

const at = (bytes: Buffer, random: Random) => random.below(bytes.length + 1);
const splice = (bytes: Buffer, from: number, to: number, put: Buffer) =>
  Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(to)]);

function lineAround(bytes: Buffer, place: number): readonly [number, number] {
  const from = place === 0 ? 0 : bytes.lastIndexOf(10, place - 1) + 1;
  const end = bytes.indexOf(10, place);
  return [from, end === -1 ? bytes.length : end + 1];
}

function repeated(what: Buffer, times: number, most: number): Buffer {
  return Buffer.concat(Array(Math.max(1, Math.min(times, Math.floor(most / (what.length || 1))))).fill(what));
}

/** @param most bytes that one mutation may add */
export function mutations(most: number): readonly Mutation[] {
  return [
    function flipByte(bytes, random) {
      const copy = Buffer.from(bytes);
      for (let n = random.size(32); n >= 0 && copy.length > 0; n -= 1)
        copy[random.below(copy.length)] = random.below(256);
      return copy;
    },
    function flipBit(bytes, random) {
      const copy = Buffer.from(bytes);
      if (copy.length > 0) copy[random.below(copy.length)]! ^= 1 << random.below(8);
      return copy;
    },
    function putPiece(bytes, random) {
      const place = at(bytes, random);
      return splice(bytes, place, place, Buffer.from(random.pick(PIECES)));
    },
    function putPieceAtLineStart(bytes, random) {
      const [from] = lineAround(bytes, at(bytes, random));
      return splice(bytes, from, from, Buffer.from(random.pick(PIECES)));
    },
    function repeatPiece(bytes, random) {
      const place = at(bytes, random);
      return splice(
        bytes,
        place,
        place,
        repeated(Buffer.from(random.pick(PIECES)), random.size(100_000), most),
      );
    },
    function repeatLine(bytes, random) {
      const [from, to] = lineAround(bytes, at(bytes, random));
      return splice(bytes, from, from, repeated(bytes.subarray(from, to), random.size(100_000), most));
    },
    function repeatWord(bytes, random) {
      const from = at(bytes, random);
      const to = from + random.size(12);
      return splice(bytes, from, from, repeated(bytes.subarray(from, to), random.size(100_000), most));
    },
    function repeatByte(bytes, random) {
      const place = at(bytes, random);
      const byte = random.next() < 0.5 ? random.below(256) : (bytes[place] ?? 32);
      return splice(bytes, place, place, Buffer.alloc(random.size(most), byte));
    },
    function cut(bytes, random) {
      const from = at(bytes, random);
      return splice(
        bytes,
        from,
        Math.min(bytes.length, from + random.size(bytes.length + 1)),
        Buffer.alloc(0),
      );
    },
    function cutLine(bytes, random) {
      const [from, to] = lineAround(bytes, at(bytes, random));
      return splice(bytes, from, to, Buffer.alloc(0));
    },
    function truncate(bytes, random) {
      return bytes.subarray(0, at(bytes, random));
    },
    function joinLines(bytes, random) {
      const end = bytes.indexOf(10, at(bytes, random));
      return end === -1 ? bytes : splice(bytes, end, end + 1, Buffer.alloc(0));
    },
    function swapLines(bytes, random) {
      const [a, b] = [lineAround(bytes, at(bytes, random)), lineAround(bytes, at(bytes, random))];
      const [one, two] = a[0] < b[0] ? [a, b] : [b, a];
      if (one[1] > two[0]) return bytes;
      return Buffer.concat([
        bytes.subarray(0, one[0]),
        bytes.subarray(...two),
        bytes.subarray(one[1], two[0]),
        bytes.subarray(...one),
        bytes.subarray(two[1]),
      ]);
    },
    function spliceOther(bytes, random, others) {
      const other = random.pick(others);
      const from = at(other, random);
      const place = at(bytes, random);
      return splice(bytes, place, place, other.subarray(from, from + random.size(4096)));
    },
    function append(bytes, random, others) {
      return Buffer.concat([bytes, random.pick(others)]);
    },
    function crlf(bytes) {
      return Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
    },
    function loneCr(bytes) {
      return Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r'), 'latin1');
    },
    function utf16(bytes) {
      return Buffer.from(bytes.subarray(0, most).toString('latin1'), 'utf16le');
    },
    function base64(bytes) {
      const body = bytes.indexOf('\n\n');
      if (body === -1) return bytes;
      const head = 'Content-Transfer-Encoding: base64\nContent-Type: text/plain; charset=utf-8\n\n';
      const text = bytes
        .subarray(body + 2)
        .toString('base64')
        .replace(/.{76}/g, '$&\n');
      return Buffer.concat([bytes.subarray(0, body + 1), Buffer.from(`${head}${text}\n`)]);
    },
    function multipart(bytes, random) {
      const body = bytes.indexOf('\n\n');
      if (body === -1) return bytes;
      let head = '';
      const depth = random.size(200);
      for (let n = 0; n <= depth; n += 1)
        head += `Content-Type: multipart/mixed; boundary=b${n}\n\n--b${n}\n`;
      return splice(bytes, body + 1, body + 2, Buffer.from(`${head}Content-Type: text/plain\n\n`));
    },
  ];
}

/**
 * One seed, changed in one to six ways.
 *
 * @param others what else may be put in
 * @param most bytes that one mutation may add
 * @returns also the names of what was done, for the report
 */
export function mutate(
  seed: Buffer,
  others: readonly Buffer[],
  random: Random,
  most: number,
): { readonly bytes: Buffer; readonly how: readonly string[] } {
  let bytes = seed;
  const ways = waysOf(most);
  const how: string[] = [];
  for (let n = 1 + random.size(5); n > 0; n -= 1) {
    const way = random.pick(random.next() < 0.5 ? ways : MAIL_MUTATIONS);
    how.push(way.name);
    // What was made large stays below the sizes that are tried on purpose.
    bytes = way(bytes, random, others).subarray(0, Math.max(most * 2, seed.length));
  }
  return { bytes, how };
}

const made = new Map<number, readonly Mutation[]>();

function waysOf(most: number): readonly Mutation[] {
  const known = made.get(most) ?? mutations(most);
  made.set(most, known);
  return known;
}
