/** An archive from its mails to what the rules say about it, in bounded memory. No terminal, no files. */
import { type ArchivedMail, type Finished, type ReadError, readArchives } from '../patches/archive';
import { readHead } from '../patches/mail';
import type { Batch, BatchMail, BatchResult } from './batch';
import type { Pool } from './pool';
import { Recent } from './recent';
import type { Mark } from './state';
import { addTally, emptyTally, type Tally } from './tally';
import { Window } from './window';

/** A batch is closed at either; small enough that few are lost, large enough that handing over costs nothing. */
const BATCH_MAILS = 64;
const BATCH_BYTES = 512 * 1024;
/** Mails between two points from which an audit can be resumed. */
const BETWEEN_MARKS = 1000;

interface AuditOptions {
  readonly archives: readonly string[];
  readonly pool: Pool;
  readonly stdin?: AsyncIterable<Buffer | string>;
  /** Where to go on. */
  readonly mark?: Mark;
  /** Called in the same order each time, whatever the number of cores. With a mark where one can go on after it. */
  onResult(result: BatchResult, mark: Mark | null): Promise<void> | void;
  onProgress?(archive: number, done: number, mails: number): void;
}

interface Audited {
  /** What the reader alone counted: every mail, and those that need not go to the rules. */
  readonly tally: Tally;
  /** Archives that could not be read to their end. */
  readonly readErrors: readonly ReadError[];
}

export async function audit(options: AuditOptions): Promise<Audited> {
  const { mark } = options;
  const reader = new Reader(mark);
  const line = new Line(options);
  const from = mark?.held[0] ?? mark?.next ?? 0;
  const held = new Set(mark?.held);
  let marked = mark?.next ?? 0;
  let mails = 0;
  const { archives, stdin, onProgress } = options;
  const finished: Finished[] = [];
  for await (const one of readArchives(archives, {
    from,
    stdin,
    ...(mark && { finished: mark.finished }),
    onFinished: (source) => finished.push(source),
    onProgress: onProgress && ((archive, done) => onProgress(archive, done, mails)),
  })) {
    if ('reason' in one) {
      reader.readErrors.push(one);
      continue;
    }
    mails = one.number + 1;
    if (mark && one.number < mark.next) {
      if (held.has(one.number)) reader.hold(one);
      continue;
    }
    reader.take(one);
    if (!reader.isFull) continue;
    const isMark = mails - marked >= BETWEEN_MARKS;
    if (isMark) marked = mails;
    await line.push(reader.close(), isMark ? reader.mark(mails, finished) : null);
  }
  while (reader.releaseOne()) if (reader.isFull) await line.push(reader.close(), null);
  await line.push(reader.close(), null);
  await line.end();
  return { tally: reader.tally, readErrors: reader.readErrors };
}

/** Sorts out what is read, and gathers what goes to the rules. */
class Reader {
  readonly tally = emptyTally();
  readonly readErrors: ReadError[] = [];
  private window = new Window();
  private readonly recent: Recent;
  private ready: (readonly ArchivedMail[])[] = [];
  private mails = 0;
  private bytes = 0;

  constructor(mark?: Mark) {
    this.recent = new Recent(mark?.recent);
    if (mark) addTally(this.tally, mark.tally);
  }

  /** A mail that was taken before the mark, and is to wait on. */
  hold(mail: ArchivedMail): void {
    this.window.add(mail, readHead(mail.raw, mail.firstLine));
  }

  take(mail: ArchivedMail): void {
    this.sort(mail);
    for (const thread of this.window.ripe(mail.number)) this.release(thread);
  }

  private sort(mail: ArchivedMail): void {
    const { counts } = this.tally;
    if (mail.state === 'none') return;
    counts.read += 1;
    if (mail.state === 'withdrawn') {
      counts.other += 1;
      counts.withdrawn += 1;
      return;
    }
    const head = readHead(mail.raw, mail.firstLine);
    const { messageId } = head.headers;
    const seen = messageId !== null && this.recent.add(messageId);
    if (head.subject.reply && mail.broken === null) counts.replies += 1;
    else if (seen && head.subject.isPatch) {
      counts.other += 1;
      counts.copies += 1;
    } else this.window.add(mail, head);
  }

  /** Let the thread go that waits longest; false where none waits. */
  releaseOne(): boolean {
    const thread = this.window.oldest();
    if (thread !== null) this.release(thread);
    return thread !== null;
  }

  private release(thread: readonly ArchivedMail[]): void {
    this.ready.push(thread);
    this.mails += thread.length;
    for (const { raw } of thread) this.bytes += raw.length;
  }

  get isFull(): boolean {
    return this.mails >= BATCH_MAILS || this.bytes >= BATCH_BYTES;
  }

  close(): Batch {
    const bytes = new Uint8Array(this.bytes);
    let at = 0;
    const threads = this.ready.map((thread) =>
      thread.map(({ raw, place, firstLine, unquote, broken }): BatchMail => {
        const start = at;
        bytes.set(raw, start);
        at += raw.length;
        return { place, firstLine, unquote, broken, start, end: at };
      }),
    );
    this.ready = [];
    this.mails = 0;
    this.bytes = 0;
    return { bytes, threads };
  }

  /**
   * A point from which the audit can be resumed. What is held is taken in again, as it will be then: both go on in the
   * same state.
   */
  mark(next: number, finished: readonly Finished[]): Mark {
    const tally = emptyTally();
    addTally(tally, this.tally);
    const held = this.window.held();
    this.window = new Window();
    for (const mail of held) this.hold(mail);
    return {
      next,
      finished: [...finished],
      held: held.map(({ number }) => number),
      recent: String(this.recent),
      tally,
    };
  }
}

/** Batches on their way: in order out as in, and no more of them than there is room for. */
class Line {
  private readonly waiting: { result: Promise<BatchResult>; mark: Mark | null }[] = [];

  constructor(private readonly options: Pick<AuditOptions, 'pool' | 'onResult'>) {}

  async push(batch: Batch, mark: Mark | null): Promise<void> {
    const result = this.options.pool.linter(batch);
    // Looked at once it is its turn.
    result.catch(() => {});
    this.waiting.push({ result, mark });
    while (this.waiting.length >= this.options.pool.room) await this.shift();
  }

  async end(): Promise<void> {
    while (this.waiting.length > 0) await this.shift();
  }

  private async shift(): Promise<void> {
    const { result, mark } = this.waiting.shift()!;
    await this.options.onResult(await result, mark);
  }
}
