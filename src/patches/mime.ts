/** The readable part of a mail: MIME is taken apart by mailsplit. */
import type { MimeChunk, MimeNode } from 'mailsplit';
import { Body, decodeBody } from './body';
import type { MailHeaders } from './head';
import { mimeLibrary } from './late';
import { countLines } from './mbox';

interface Part {
  readonly node: MimeNode;
  readonly start: number;
  end: number;
}

/** What nearly every mail says. */
const PLAIN = /^text\/plain(?:; ?charset=(?:([\w-]+)|"([\w-]+)"))?$/i;

function parse(value: string): { value: string; params: Record<string, string> } {
  const plain = PLAIN.exec(value);
  if (plain) {
    const charset = plain[1] ?? plain[2];
    return { value: 'text/plain', params: charset === undefined ? {} : { charset } };
  }
  const { value: type, params } = mimeLibrary().parseHeaderValue(value.slice(0, 4096));
  return { value: String(type || '').toLowerCase(), params: params as Record<string, string> };
}

/**
 * The text of a mail as git reads it: of several parts the first of plain text, and after it the patch, where that is
 * its own part (`git format-patch --attach`, `--inline`).
 *
 * @param raw the whole mail
 * @param bodyAt where its headers end
 * @param bodyLine the line of the file at `bodyAt`
 */
export async function readBody(
  raw: Buffer,
  headers: MailHeaders,
  bodyAt: number,
  bodyLine: number,
  unquote: boolean,
): Promise<Body> {
  const type = parse(headers.raw('content-type') || 'text/plain');
  if (type.value.startsWith('multipart/'))
    return readMultipart(raw, bodyLine - countLines(raw.subarray(0, bodyAt)), unquote);
  if (type.value !== '' && !type.value.startsWith('text/')) return new Body();
  const body = decodeBody(raw.subarray(bodyAt), bodyLine, {
    encoding: headers.raw('content-transfer-encoding').toLowerCase(),
    charset: type.params.charset ?? '',
    unquote,
  });
  const isFlowed = type.params.format?.toLowerCase() === 'flowed';
  return isFlowed ? body.unflowed(type.params.delsp?.toLowerCase() === 'yes') : body;
}

async function splitParts(raw: Buffer): Promise<Part[]> {
  const splitter = new (mimeLibrary().Splitter)({ ignoreEmbedded: true });
  const parts: Part[] = [];
  let at = 0;
  splitter.end(raw);
  for await (const chunk of splitter as AsyncIterable<MimeNode | MimeChunk>) {
    if (chunk.type === 'node') {
      at += chunk.getHeaders().length;
      parts.push({ node: chunk, start: at, end: at });
      continue;
    }
    at += chunk.value.length;
    const part = parts[parts.length - 1];
    if (part?.node === chunk.node) part.end = at;
  }
  return parts;
}

async function readMultipart(raw: Buffer, firstLine: number, unquote: boolean): Promise<Body> {
  const parts = await splitParts(raw);
  const isPatch = ({ node }: Part) =>
    /^text\/x-(?:patch|diff)$/.test(node.contentType || '') ||
    (/^text\//.test(node.contentType || '') && /\.(?:patch|diff)$/i.test(node.filename || ''));
  const decode = (part: Part) => {
    const body = decodeBody(
      raw.subarray(part.start, part.end),
      firstLine + countLines(raw.subarray(0, part.start)),
      {
        encoding: part.node.encoding || '',
        charset: part.node.charset || '',
        unquote,
      },
    );
    return part.node.flowed ? body.unflowed(part.node.delSp) : body;
  };
  const patch = parts.find(isPatch);
  const text = parts.find((part) => part.node.contentType === 'text/plain' && !isPatch(part));
  if (text === undefined) return patch === undefined ? new Body() : decode(patch);
  const body = decode(text);
  const whole = body.lines.some((line) => line.startsWith('diff --git '));
  return patch === undefined || whole ? body : body.join(decode(patch));
}
