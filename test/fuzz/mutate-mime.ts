/** Mutations of how a mail is written down: charsets, encodings, parts. */
import libqp from 'libqp';
import { atMatch, bytesOf, cut, fieldsOf, text, withFields } from './mail-text';
import type { Mutation } from './mutate';
import type { Random } from './random';

const CHARSETS =
  'utf-8 us-ascii iso-8859-1 iso-8859-15 windows-1252 koi8-r gb18030 big5 euc-jp shift_jis iso-2022-jp utf-7 utf-16 utf-16be utf-32 x-unknown "" utf-8*'.split(
    ' ',
  );
const ENCODINGS = [
  '7bit',
  '8bit',
  'binary',
  'quoted-printable',
  'base64',
  'x-uuencode',
  'BASE64 ',
  '',
  '7bit, base64',
];
const BOUNDARIES = [
  'b',
  '',
  ' ',
  '.*+?(',
  '-',
  '--',
  'b b',
  "'()+_,-./:=?",
  'b'.repeat(300),
  '\\"',
  '===',
  'é',
];

function encodeBody(bytes: Buffer, random: Random, breaks: boolean): Buffer {
  const [head, body] = cut(text(bytes));
  const encoding = random.pick(['base64', 'quoted-printable']);
  const charset = random.pick(CHARSETS);
  const content = charset.startsWith('utf-16') ? Buffer.from(body, 'utf16le') : bytesOf(body);
  let coded =
    encoding === 'base64'
      ? content.toString('base64').replace(/.{76}/g, '$&\n')
      : libqp.wrap(libqp.encode(content), 76).replaceAll('\r\n', '\n');
  for (let n = breaks ? random.size(8) : 0; n > 0; n -= 1) {
    const at = random.below(coded.length + 1);
    coded =
      coded.slice(0, at) +
      random.pick(['=', '==', '=\n', '=Z', '\n', '-', '_', '\xe9', '=0', '=\t\n', '%']) +
      coded.slice(at + 1);
  }
  const fields = fieldsOf(head).filter((field) => !/^content-t/i.test(field));
  return bytesOf(
    `${fields.join('')}Content-Type: text/plain; charset=${charset}\nContent-Transfer-Encoding: ${encoding}\n\n${coded}\n`,
  );
}

/** A body of parts: text, empty ones, other types, mails in mails. */
function inParts(bytes: Buffer, random: Random): Buffer {
  const [head, body] = cut(text(bytes));
  const [outer, inner] = [random.pick(BOUNDARIES), random.pick(BOUNDARIES)];
  const fields = fieldsOf(head).filter((field) => !/^content-/i.test(field));
  const quote = random.pick(['"', '', "'"]);
  const part = () => {
    switch (random.below(6)) {
      case 0:
        return '';
      case 1:
        return `Content-Type: text/html; charset=${random.pick(CHARSETS)}\n\n<pre>${body.slice(0, 4000)}</pre>\n`;
      case 2:
        return `Content-Type: message/rfc822\n\n${head}\n${body.slice(0, 4000)}\n`;
      case 3:
        return `Content-Type: multipart/alternative; boundary=${quote}${inner}${quote}\n\n--${inner}\n\n${body}\n--${inner}--\n`;
      case 4:
        return `Content-Type: text/x-patch; name="=?utf-8?q?=22?="\nContent-Disposition: attachment; filename*0*=utf-8''a\nContent-Transfer-Encoding: ${random.pick(ENCODINGS)}\n\n${body}`;
      default:
        return `\n${body}\n`;
    }
  };
  const parts = Array.from({ length: random.below(5) }, () => `--${outer}\n${part()}`);
  const end = random.pick(['--', '-', '', '-- ', '--\nepilogue\n']);
  return bytesOf(
    `${fields.join('')}Content-Type: multipart/${random.pick(['mixed', 'signed', 'digest', ''])}; boundary=${quote}${outer}${quote}\n\npreamble\n${parts.join('\n')}\n--${outer}${end}\n`,
  );
}

export const MIME_MUTATIONS: readonly Mutation[] = [
  function encodeSubject(bytes, random) {
    const words = random.pick([
      '=?utf-8?q?',
      '=?UTF-8?B?',
      '=?iso-2022-jp?b?',
      '=?utf-8*en?Q?',
      '=?x-unknown?q?',
    ]);
    return atMatch(bytes, /^Subject: [^\n]*(?:\n[ \t][^\n]*)*/gim, random, (found) => {
      const value = found.slice(9);
      const at = random.below(value.length + 1);
      const coded = /b\?$/i.test(words)
        ? bytesOf(value.slice(at)).toString('base64')
        : value.slice(at).replace(/[^A-Za-z0-9]/g, (c) => `=${c.charCodeAt(0).toString(16)}`);
      return `Subject: ${value.slice(0, at)}${words}${coded}${random.pick(['?=', '?', '', '?= =?utf-8?q?=?='])}`;
    });
  },
  function changeCharset(bytes, random) {
    const charset = random.pick(CHARSETS);
    return atMatch(bytes, /charset="?[\w-]*"?|^Content-Type: [^\n]*/gim, random, () => `charset=${charset}`);
  },
  function claimEncoding(bytes, random) {
    const field = `Content-Transfer-Encoding: ${random.pick(ENCODINGS)}\nContent-Type: text/plain; charset=${random.pick(CHARSETS)}\n`;
    return withFields(bytes, (fields) => [...fields.filter((one) => !/^content-t/i.test(one)), field]);
  },
  function encode(bytes, random) {
    return encodeBody(bytes, random, false);
  },
  function breakEncoding(bytes, random) {
    return encodeBody(bytes, random, true);
  },
  inParts,
];
