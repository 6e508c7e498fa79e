/** Mutations that know how a mail is made: its headers, tags and hunks. What parsers take for sure is made untrue. */
import {
  atMatch,
  bytesOf,
  cut,
  fieldsOf,
  hunksOf,
  isTag,
  raw,
  text,
  withFields,
  withLines,
} from './mail-text';
import type { Mutation } from './mutate';
import { MIME_MUTATIONS } from './mutate-mime';

const NUMBERS = [
  '0',
  '-1',
  '1',
  '00',
  '2147483648',
  '9007199254740993',
  '1e309',
  '9'.repeat(400),
  '0x10',
  '1.5',
  '٣',
];
const HIDDEN =
  '\x1b[31m|\x1b]0;x\x07|\x1b]8;;http://x\x07|\u202e|\u2066|\u200b|\u2028|\x85|\x9b2J|\ud800|\0|\x7f|\u{e0041}|\ufe0f|\b\b\b'.split(
    '|',
  );
const TAGS =
  'Fixes: |Cc: stable@vger.kernel.org|Cc: |Signed-off-by: |Co-developed-by: |Reported-by: |Closes: |Link: https://lore.kernel.org/r/|Reviewed-by: |Suggested-by: |base-commit: |Change-Id: I|fixes |[x: '.split(
    '|',
  );
const FROM_LINES = [
  'From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001',
  'From mboxrd@z Thu Jan  1 00:00:00 1970',
  'From a b c Mon Jan 5 10:00 2026',
  'From ',
  '>From a@b Mon Jan  5 10:00:00 2026',
  '>>>From x',
  'From a@b Mon Jan  5 10:00:00 99999',
];

export const MAIL_MUTATIONS: readonly Mutation[] = [
  function takeHeader(bytes, random, others) {
    const field = random.pick(fieldsOf(cut(text(random.pick(others)))[0]).concat('X: y\n'));
    const name = field.split(':')[0]!.toLowerCase();
    const keeps = random.next() < 0.3;
    return withFields(bytes, (fields) => {
      const rest = keeps ? fields : fields.filter((one) => one.split(':')[0]!.toLowerCase() !== name);
      return rest.toSpliced(random.below(rest.length + 1), 0, field);
    });
  },
  function dropHeader(bytes, random) {
    return withFields(bytes, (fields) => fields.toSpliced(random.below(fields.length), 1));
  },
  function emptyHeader(bytes, random) {
    return withFields(bytes, (fields) => {
      const at = random.below(fields.length);
      return fields.map((field, i) =>
        i === at ? `${field.split(':')[0]!.trim()}:${random.pick([' ', '', '\n ', '\n\t\n '])}\n` : field,
      );
    });
  },
  function swapHeaders(bytes, random) {
    return withFields(bytes, (fields) => (random.next() < 0.5 ? fields.toReversed() : fields.toSorted()));
  },
  ...MIME_MUTATIONS,
  function spliceDiff(bytes, random, others) {
    const other = text(random.pick(others));
    const at = other.indexOf('\ndiff --git ');
    const mail = text(bytes);
    const here = mail.indexOf('\ndiff --git ');
    if (at === -1) return bytes;
    const rest = random.next() < 0.5 || here === -1 ? '' : mail.slice(here);
    return bytesOf((here === -1 ? `${mail}\n---\n` : mail.slice(0, here)) + other.slice(at) + rest);
  },
  function cutHunk(bytes, random) {
    return withLines(bytes, (lines) => {
      const hunks = hunksOf(lines);
      if (hunks.length === 0) return lines;
      const [from, to] = random.pick(hunks);
      const keeps = random.next() < 0.5 ? random.below(to - from) : 0;
      return lines.toSpliced(from + keeps, to - from - keeps);
    });
  },
  function doubleHunk(bytes, random) {
    return withLines(bytes, (lines) => {
      const hunks = hunksOf(lines);
      if (hunks.length === 0) return lines;
      const [from, to] = random.pick(hunks);
      return lines.toSpliced(
        random.next() < 0.5 ? to : random.below(lines.length),
        0,
        ...lines.slice(from, to),
      );
    });
  },
  function changeCounts(bytes, random) {
    const number = () => random.pick([...NUMBERS, String(random.below(30)), String(random.below(30))]);
    const side = (sign: string) => `${sign}${number()}${random.next() < 0.8 ? `,${number()}` : ''}`;
    return atMatch(bytes, /^@@ -[^\n]* \+[^\n]*? @@/gm, random, () => `@@ ${side('-')} ${side('+')} @@`);
  },
  function changeSigns(bytes, random) {
    return withLines(bytes, (lines) => {
      const hunks = hunksOf(lines);
      if (hunks.length === 0) return lines;
      const [from, to] = random.pick(hunks);
      return lines.map((line, i) =>
        i > from && i < to ? random.pick(['+', '-', ' ', '\\', '']) + line.slice(1) : line,
      );
    });
  },
  function changePath(bytes, random) {
    const path = random.pick([
      '/dev/null',
      '',
      '"a\\tb\\303\\251"',
      '"',
      '../../x',
      'a b',
      'arch/x86/kvm/',
      'tools/testing/selftests/kvm/x86/x.c',
      'virt/kvm/kvm_main.c',
      'a/'.repeat(500),
    ]);
    return atMatch(
      bytes,
      /(?:(?<=^diff --git )|(?<=^\+\+\+ )|(?<=^--- )|(?<= b\/)|(?<=^rename to ))[^\n ]+/gm,
      random,
      () => raw(path),
    );
  },
  function doubleTags(bytes, random) {
    return withLines(bytes, (lines) => {
      const at = lines.findIndex((line, i) => i > 5 && isTag(line) && random.next() < 0.5);
      if (at === -1) return lines;
      return lines.toSpliced(at, 0, ...Array<string>(random.size(30)).fill(lines[at]!));
    });
  },
  function putTag(bytes, random) {
    const value = random.pick([
      '',
      'A <a@b>',
      '0123456789ab ("KVM: Add")',
      '<a@b',
      'a'.repeat(300),
      '("',
      random.pick(NUMBERS),
      '# 5.x',
      raw(random.pick(HIDDEN)),
    ]);
    return withLines(bytes, (lines) => {
      const tags = lines.flatMap((line, i) => (isTag(line) && i > 3 ? [i] : []));
      const at = tags.length > 0 ? random.pick(tags) : random.below(lines.length + 1);
      return lines.toSpliced(at, 0, random.pick(TAGS) + value);
    });
  },
  function shuffleTags(bytes, random) {
    return withLines(bytes, (lines) => {
      const places = lines.flatMap((line, i) => (isTag(line) ? [i] : []));
      const out = [...lines];
      for (const place of places) {
        const other = random.pick(places);
        [out[place], out[other]] = [out[other]!, out[place]!];
      }
      return out;
    });
  },
  function changeNumber(bytes, random) {
    return atMatch(bytes, /\d+/g, random, () => raw(random.pick(NUMBERS)));
  },
  function hide(bytes, random) {
    const put = raw(random.pick(HIDDEN));
    const where = random.pick([
      /^Subject: [^\n]*/gim,
      /^(?:diff|\+\+\+|@@)[^\n]*/gm,
      /^[A-Z][\w-]+: [^\n]*/gm,
      /\S+/g,
    ]);
    return atMatch(bytes, where, random, (found) => {
      const at = random.below(found.length + 1);
      return found.slice(0, at) + put + found.slice(at);
    });
  },
  function mixBreaks(bytes, random) {
    const share = random.next();
    const lines = text(bytes).split('\n');
    return bytesOf(
      lines
        .map(
          (line) =>
            line +
            (random.next() < share
              ? random.pick(['\r\n', '\r', '\0', '\r\r\n', '\n\n', '\x0b', '\x85'])
              : '\n'),
        )
        .join(''),
    );
  },
  function blankLines(bytes, random) {
    return withLines(bytes, (lines) =>
      lines.map((line) =>
        line === '' && random.next() < 0.5 ? random.pick([' ', '\t', '\n\n', '.', '> ']) : line,
      ),
    );
  },
  function swapWords(bytes, random, others) {
    const words = text(random.pick(others)).split(/\s+/);
    return atMatch(bytes, /\S+/g, random, () => random.pick(words));
  },
  function joinSentences(bytes, random) {
    return atMatch(bytes, /[.:;,] ?\n?/g, random, () =>
      random.pick(['', '. ', '.  ', '...', '\n', ': ', ' i.e. ', '(', ')', '"', '`', '``']),
    );
  },
  function changeBrackets(bytes, random) {
    const inside = random.pick([
      'PATCH',
      'PATCH v2 1/2',
      'PATCH 0/3',
      'RFC',
      'PATCH RESEND v99999999999 1/1',
      'PATCH 2/1',
      'kvm-unit-tests PATCH',
      'PATCH v',
      '',
      'PATCH 1/2] [PATCH 2/2',
      'PATCH\n 1/3',
      '[',
      'PATCH 00000000001/00000000002',
    ]);
    return atMatch(bytes, /\[[^\]\n]{0,80}\]/g, random, () => `[${inside}]`);
  },
  function frame(bytes, random, others) {
    const line = random.pick(FROM_LINES);
    const blank = random.pick(['', '\n', '\n\n', '\r\n\r\n']);
    if (random.next() < 0.5)
      return bytesOf(
        `${line}\n${text(bytes)}${blank}${random.pick(FROM_LINES)}\n${text(random.pick(others))}`,
      );
    return withLines(bytes, (lines) => lines.toSpliced(random.below(lines.length + 1), 0, blank + line));
  },
  function quote(bytes, random) {
    return withLines(bytes, (lines) => {
      const from = random.below(lines.length + 1);
      return lines.map((line, i) =>
        i >= from && i < from + 20 ? random.pick(['> ', '>', '| ', '\t', '  ']) + line : line,
      );
    });
  },
];
