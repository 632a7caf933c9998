import type { Chance } from './platform/chance.ts';

/** What a seed draws once for its whole run. Times are milliseconds. */
export interface Settings {
  /** Products, each in one to three warehouses. Few of them make crowds. */
  products: number;
  /** People and programs that call the API. */
  callers: number;
  /** Between two calls of one of them, on average: from a crowd to more than an hour of work. */
  thinkMs: number;
  /** Of one hop of a call, on average. */
  hopMs: number;
  /** How long DynamoDB has the items of a transaction, so that others meet it. */
  transactionMs: readonly [number, number];
  writeMs: readonly [number, number];
  /** How far the clocks of functions and callers are from the service's, either way. */
  skewMs: number;
  /**
   * After its time, when DynamoDB's TTL deletes an item; negative: before, of the day that it has.
   */
  ttlDelayS: number;
  /** How long a token of staff lasts. */
  tokenMs: number;
  /** Longest that reservations are asked for, seconds. */
  longestHoldS: number;
  /** Whether some orders have more lines than one transaction takes. */
  largeOrders: boolean;
  /** Whether some levels are as the release before has left them. */
  oldItems: boolean;
}

const DAY_S = 86_400;
/** AWS refuses signatures that are five minutes off; a function's clock is synchronised by AWS. */
const MOST_SKEW_MS = 2_000;

/** The settings of a seed. */
export function drawSettings(chance: Chance): Settings {
  const own = chance.fork('settings');
  const hopMs = own.pick([0.5, 3, 10, 40]);
  const transactionMs = own.pick([
    [0, 0],
    [4, 8],
    [10, 60],
    [50, 300],
  ] as const);
  return {
    products: own.pick([1, 2, 4, 8]),
    callers: own.pick([3, 6, 10, 16]),
    thinkMs: own.pick([5, 50, 300, 2_000, 20_000]),
    hopMs,
    transactionMs,
    writeMs: [transactionMs[0] / 2, transactionMs[1] / 2],
    skewMs: own.pick([0, 0, 50, MOST_SKEW_MS]),
    ttlDelayS: own.pick([0, 0, -DAY_S, 60 - DAY_S, 2 * DAY_S]),
    tokenMs: own.pick([3_600_000, 60_000, 5_000]),
    longestHoldS: own.pick([2, 20, 90, 900]),
    largeOrders: own.happens(0.2),
    oldItems: own.happens(0.25),
  };
}
