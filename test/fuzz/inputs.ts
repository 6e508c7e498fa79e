/** Which input a number stands for, and what is tried with it. The same seed and number make the same input. */
import { heavy } from './heavy';
import { mutate } from './mutate';
import { Random } from './random';
import type { Seeds } from './seeds';
import { configText, tryConfig, withValue } from './try-config';
import { tryFix, tryMessageFix } from './try-fix';
import { tryMails, tryMessage } from './try-input';
import { seriesOf, tryOrder } from './try-order';
import { tryProgram } from './try-program';
import { tryGitSaid, trySend, tryStatus } from './try-send';

/** Of 100,000 inputs. What takes longest is rare, so that the rest is many. */
const SHARES = {
  heavy: 20,
  program: 30,
  fix: 12_000,
  messageFix: 8_000,
  order: 6_000,
  config: 8_000,
  send: 2_000,
  gitSaid: 8_000,
  status: 8_000,
  message: 18_000,
  mail: 37_950,
} as const;
export type Kind = keyof typeof SHARES;
export const KINDS = Object.keys(SHARES) as Kind[];

export interface Input {
  readonly kind: Kind;
  readonly bytes: Buffer;
  readonly how: readonly string[];
  act(): unknown;
}

export interface Places {
  /** A folder for the files that an input needs. */
  readonly scratch: string;
  /** The program, built; null where none is to be started. */
  readonly dist: string | null;
}

export function inputOf(seed: number, n: number, seeds: Seeds, places: Places): Input {
  const random = new Random(seed * 1_000_003 + n);
  const kind = kindOf(random);
  const { scratch, dist } = places;
  const made = (from: readonly Buffer[], others = from) =>
    mutate(small(from, random), others, random, mostBytes(random));
  const input = (one: { bytes: Buffer; how: readonly string[] }, act: () => unknown): Input => ({
    kind,
    ...one,
    act,
  });
  switch (kind) {
    case 'heavy': {
      const { bytes, how, isMessage } = heavy(random);
      return input({ bytes, how: [how] }, () => (isMessage ? tryMessage(bytes, n) : tryMails(bytes, n)));
    }
    case 'program': {
      const one = made(n % 8 === 5 || n % 8 === 6 ? seeds.messages : seeds.mails);
      return input(one, () =>
        dist === null ? tryMails(one.bytes, n) : tryProgram(one.bytes, dist, scratch, n),
      );
    }
    case 'fix': {
      const one = made(seeds.mails);
      return input(one, () => tryFix(one.bytes, n));
    }
    case 'messageFix': {
      const one = made(seeds.messages);
      return input(one, () => tryMessageFix(one.bytes, n));
    }
    case 'order': {
      const series = seriesOf(seeds.mails, random);
      const one = mutate(series, seeds.mails, random, 4_000);
      return input(one, () => tryOrder(one.bytes, n));
    }
    case 'config': {
      const { text, ending } = configText(random);
      const plain = { bytes: Buffer.from(withValue(text, random)), how: ['withValue'] };
      const one =
        random.next() < 0.5 ? plain : mutate(Buffer.from(text), seeds.messages, random, mostBytes(random));
      return input(one, () => tryConfig(one.bytes, ending, scratch, n));
    }
    case 'send': {
      const one = made(seeds.mails);
      return input(one, () => trySend(one.bytes, scratch, new Random(n)));
    }
    case 'gitSaid': {
      const one = made(seeds.said, seeds.mails);
      return input(one, () => tryGitSaid(one.bytes, new Random(n)));
    }
    case 'status': {
      const one = made(seeds.replies, seeds.mails);
      return input(one, () => tryStatus(one.bytes));
    }
    case 'message': {
      const one = made(seeds.messages);
      return input(one, () => tryMessage(one.bytes, n));
    }
    case 'mail': {
      const one = made(seeds.mails);
      return input(one, () => tryMails(one.bytes, n));
    }
  }
}

function kindOf(random: Random): Kind {
  let left = random.below(100_000);
  for (const kind of KINDS) {
    left -= SHARES[kind];
    if (left < 0) return kind;
  }
  return 'mail';
}

/** Seeds stand in the order of their size: of two, the smaller one finds as much, sooner. */
function small(seeds: readonly Buffer[], random: Random): Buffer {
  return seeds[Math.floor(random.next() ** 1.5 * seeds.length)]!;
}

/** What one mutation may add. */
function mostBytes(random: Random): number {
  const luck = random.next();
  return luck < 0.002 ? 400_000 : luck < 0.05 ? 20_000 : 2_000;
}
