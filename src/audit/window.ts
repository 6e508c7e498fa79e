/**
 * Mails on their way to the rules, held until the others of their thread have come: in an archive they lie near each
 * other, and not always in order. A thread is let go once nothing has come for it while `IDLE` other mails were read,
 * or when too much is held. What comes later is checked as part of a series.
 */
import type { ArchivedMail } from '../patches/archive';
import type { MailHead } from '../patches/mail';

const IDLE = 256;
const MOST_BYTES = 16 * 1024 * 1024;
const MOST_MAILS = 4096;

interface Thread {
  mails: ArchivedMail[];
  keys: string[];
  /** Those of its patches that only sender and brackets tie to it. */
  loose: Set<number>;
  bytes: number;
  /** The number of the last mail that was added. */
  last: number;
}

export class Window {
  /** In the order of `last`: a Map keeps the order of insertion. */
  private readonly threads = new Set<Thread>();
  private readonly byKey = new Map<string, Thread>();
  private bytes = 0;
  private mails = 0;

  /** Take a mail in; its bytes are copied, so that the chunk they came in can go. */
  add(mail: ArchivedMail, head: MailHead): void {
    const keys = keysOf(mail, head);
    const loose = looseKey(head);
    let thread: Thread | undefined;
    if (loose !== null) {
      thread = this.byKey.get(loose);
      // The same number again is another series of the same shape.
      if (thread?.loose.has(head.subject.n!)) thread = undefined;
    }
    for (const key of keys) {
      const found = this.byKey.get(key);
      if (found === undefined || found === thread) continue;
      if (thread === undefined) thread = found;
      else this.join(thread, found);
    }
    thread ??= { mails: [], keys: [], loose: new Set(), bytes: 0, last: 0 };
    if (loose !== null) {
      keys.push(loose);
      thread.loose.add(head.subject.n!);
    }
    for (const key of keys) {
      if (this.byKey.get(key) === thread) continue;
      this.byKey.set(key, thread);
      thread.keys.push(key);
    }
    thread.mails.push({ ...mail, raw: Buffer.from(mail.raw) });
    thread.bytes += mail.raw.length;
    thread.last = mail.number;
    this.bytes += mail.raw.length;
    this.mails += 1;
    this.threads.delete(thread);
    this.threads.add(thread);
  }

  /** The threads that nothing more is expected of once mail `number` was read, each with its mails in order. */
  *ripe(number: number): Generator<readonly ArchivedMail[]> {
    for (const thread of this.threads) {
      const isIdle = number - thread.last >= IDLE;
      if (!isIdle && this.bytes <= MOST_BYTES && this.mails <= MOST_MAILS) return;
      yield this.release(thread);
    }
  }

  /** The thread that waits longest, whether more is expected of it or not; null where none waits. */
  oldest(): readonly ArchivedMail[] | null {
    const [thread] = this.threads;
    return thread === undefined ? null : this.release(thread);
  }

  /** The mails that are held, in order. */
  held(): ArchivedMail[] {
    return [...this.threads].flatMap(({ mails }) => mails).sort((a, b) => a.number - b.number);
  }

  private release(thread: Thread): readonly ArchivedMail[] {
    this.threads.delete(thread);
    for (const key of thread.keys) if (this.byKey.get(key) === thread) this.byKey.delete(key);
    this.bytes -= thread.bytes;
    this.mails -= thread.mails.length;
    return thread.mails.sort((a, b) => a.number - b.number);
  }

  /** A mail that refers to two threads makes one of them. */
  private join(into: Thread, from: Thread): void {
    for (const key of from.keys) if (this.byKey.get(key) === from) this.byKey.set(key, into);
    into.keys.push(...from.keys);
    for (const number of from.loose) into.loose.add(number);
    into.mails.push(...from.mails);
    into.bytes += from.bytes;
    this.threads.delete(from);
  }
}

/** The Message-IDs that a mail names; one without any stands alone. */
function keysOf({ number }: ArchivedMail, { headers }: MailHead): string[] {
  const keys = [...headers.references, ...headers.inReplyTo];
  if (headers.messageId !== null) keys.push(headers.messageId);
  return keys.length > 0 ? keys : [`${number}`];
}

/** Sender and brackets, for `git format-patch` without a thread; null for a mail that refers to another. */
function looseKey({ headers, subject }: MailHead): string | null {
  if (
    subject.n === null ||
    [...headers.references, ...headers.inReplyTo].some((id) => id !== headers.messageId)
  ) {
    return null;
  }
  return `${headers.from?.email.toLowerCase() ?? ''} v${subject.version} ${subject.of}`;
}
