/** The Message-IDs of the mails read last, to tell a copy of a mail. No more are kept, whatever the archive. */
import { createHash } from 'node:crypto';

const MOST = 8192;
/** Characters of a hash, six bits each: two different ids out of a million mails do not meet in 60 bits. */
const LENGTH = 10;

export class Recent {
  private readonly ids: Set<string>;

  /** @param text what `toString` gave */
  constructor(text = '') {
    this.ids = new Set(text.match(/.{10}/g) ?? []);
  }

  /** Returns true if it was among the last ones; from now on it is. */
  add(messageId: string): boolean {
    const hash = createHash('sha1').update(messageId).digest('base64').slice(0, LENGTH);
    const seen = this.ids.delete(hash);
    this.ids.add(hash);
    if (this.ids.size > MOST) {
      const [oldest] = this.ids;
      this.ids.delete(oldest!);
    }
    return seen;
  }

  toString(): string {
    return [...this.ids].join('');
  }
}
