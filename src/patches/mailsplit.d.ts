/** What is used of mailsplit 5, which brings no types. */
declare module 'mailsplit' {
  import type { Transform } from 'node:stream';

  export class Headers {
    constructor(headers: Buffer | string);
    /** In the order of the mail; the lines of a folded header are joined by CRLF. */
    getList(): { key: string; line: string }[];
  }

  export interface MimeNode {
    readonly type: 'node';
    readonly parentNode: MimeNode | false;
    readonly contentType: string | false;
    readonly charset: string | false;
    readonly encoding: string | false;
    readonly disposition: string | false;
    readonly filename: string | false;
    readonly multipart: string | false;
    /** Of `format=flowed`, and of `delsp=yes` in it. */
    readonly flowed: boolean;
    readonly delSp: boolean;
    getHeaders(): Buffer;
  }

  export interface MimeChunk {
    readonly type: 'body' | 'data';
    readonly node: MimeNode;
    readonly value: Buffer;
  }

  export class Splitter extends Transform {
    constructor(config?: { ignoreEmbedded?: boolean; maxHeadSize?: number; maxChildNodes?: number });
  }
}
