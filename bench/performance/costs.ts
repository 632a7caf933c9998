import { randomUUID } from 'node:crypto';
import type { StackDescription } from '../../infra/stack-outputs.ts';
import type { UnitsReport } from '../../local/emulator/gateway/units.ts';
import { untilFeedCaughtUp } from './catch-up.ts';
import { loadOf, type Operation, type Sender } from './http-load.ts';
import { markdownTable } from './rounds.ts';
import {
  adjust,
  CANDIDATES,
  change,
  check,
  checkAll,
  commit,
  extend,
  openShop,
  readLevel,
  release,
  reserve,
  sell,
  ship,
  source,
  stockUp,
  type Shop,
} from './shop.ts';

/** What one operation takes of DynamoDB and AppSync. */
export interface CostFigure {
  operation: string;
  /** Calls of DynamoDB that the caller waits for. */
  roundTrips: number;
  leastRoundTrips: number;
  readUnits: number;
  writeUnits: number;
  /** Of what it cannot do without: each item that it reads or writes, once. */
  leastUnits: { read: number; write: number };
  /** What the change feed adds: write units of history, and requests to AppSync. */
  feed: { writeUnits: number; requests: number };
  /**
   * US dollars of a million of them, us-east-1: AppSync requests, its own and the feed's, and
   * DynamoDB units.
   */
  dollarsAMillion: number;
}

interface Case {
  name: string;
  by: (shop: Shop) => Sender;
  operation: (reservation: string) => Operation;
  least: { trips: number; read: number; write: number };
  /** Changes of levels that it makes. */
  changes: number;
}

const SAMPLES = 40;
const PRODUCTS = ['cost-1', 'cost-2', 'cost-3'];
const [ONE = ''] = PRODUCTS;
/** US dollars for a million. */
const PRICES = { request: 4, write: 0.625, read: 0.125 };

/**
 * The least: a strongly consistent read of one small item is a unit; a transaction writes each item
 * for two. A reservation is an item, an order is one, and a change that is safe to repeat leaves
 * its id. An index entry that comes, moves or goes is a write of its own.
 */
const CASES: readonly Case[] = [
  { name: 'check (availability)', by: by('storefront'), operation: () => check(ONE), least: { trips: 1, read: 1, write: 0 }, changes: 0 },
  {
    name: 'check 3 (availabilities)',
    by: by('storefront'),
    operation: () => checkAll(PRODUCTS),
    least: { trips: 3, read: 3, write: 0 },
    changes: 0,
  },
  { name: 'read a level (stock)', by: by('staff'), operation: () => readLevel(ONE), least: { trips: 1, read: 1, write: 0 }, changes: 0 },
  {
    name: 'reserve, 1 line',
    by: by('checkout'),
    operation: (reservation) => reserve(reservation, [ONE]),
    least: { trips: 1, read: 0, write: 5 },
    changes: 1,
  },
  { name: 'extend', by: by('checkout'), operation: extend, least: { trips: 1, read: 0, write: 3 }, changes: 0 },
  {
    name: 'change, 1 line',
    by: by('checkout'),
    operation: (reservation) => change(reservation, [ONE]),
    least: { trips: 2, read: 1, write: 4 },
    changes: 1,
  },
  { name: 'release, 1 line', by: by('checkout'), operation: release, least: { trips: 2, read: 1, write: 5 }, changes: 1 },
  {
    name: 'reserve, 3 lines',
    by: by('checkout'),
    operation: (reservation) => reserve(`${reservation}-3`, PRODUCTS),
    least: { trips: 1, read: 0, write: 9 },
    changes: 3,
  },
  {
    name: 'reserve, 1 line, of 4 warehouses',
    by: by('checkout'),
    operation: (reservation) => source(`${reservation}-4`, ONE, CANDIDATES),
    least: { trips: 2, read: 2, write: 5 },
    changes: 1,
  },
  {
    name: 'reserve, 1 line, of any warehouse',
    by: by('checkout'),
    operation: (reservation) => source(`${reservation}-any`, ONE),
    least: { trips: 2, read: 0.5, write: 5 },
    changes: 1,
  },
  {
    name: 'commit, 1 line',
    by: by('checkout'),
    operation: (reservation) => commit(`${reservation}-4`),
    least: { trips: 2, read: 1, write: 6 },
    changes: 1,
  },
  {
    name: 'fulfill a reservation, 3 lines',
    by: by('checkout'),
    operation: (reservation) => ship(`${reservation}-3`),
    least: { trips: 2, read: 1, write: 11 },
    changes: 3,
  },
  {
    name: 'fulfill without a reservation, 1 line',
    by: by('checkout'),
    operation: () => sell([ONE]),
    least: { trips: 1, read: 0, write: 4 },
    changes: 1,
  },
  { name: 'adjust', by: by('staff'), operation: () => adjust(ONE), least: { trips: 1, read: 0, write: 4 }, changes: 1 },
];

/**
 * Each operation some times, one after the other; what it took is what the stack counted meanwhile.
 */
export async function measureCosts(stack: StackDescription): Promise<CostFigure[]> {
  const shop = openShop(stack);
  try {
    await stockUp(shop, PRODUCTS);
    const reservations = Array.from({ length: SAMPLES }, () => randomUUID());
    const figures: CostFigure[] = [];
    for (const each of CASES) figures.push(await measureCase(stack, shop, each, reservations));
    return figures;
  } finally {
    shop.close();
  }
}

async function measureCase(stack: StackDescription, shop: Shop, each: Case, reservations: readonly string[]): Promise<CostFigure> {
  await untilFeedCaughtUp(shop, PRODUCTS);
  await units(stack, 'DELETE');
  await loadOf(each.by(shop), 1, SAMPLES, (index) => each.operation(reservations[index] as string));
  const own = await units(stack, 'GET');
  await untilFeedCaughtUp(shop, PRODUCTS);
  const after = await units(stack, 'GET');
  const { movements } = stack.tables;
  const of = (report: UnitsReport, ofHistory: boolean) =>
    Object.entries(report.tables).flatMap(([table, operations]) => ((table === movements) === ofHistory ? Object.entries(operations) : []));
  const sum = (entries: ReturnType<typeof of>, amount: (metered: { read: number; write: number }) => number) =>
    entries.reduce((total, [, metered]) => total + amount(metered), 0) / SAMPLES;
  const [readUnits, writeUnits] = [sum(of(own, false), ({ read }) => read), sum(of(own, false), ({ write }) => write)];
  const feed = { writeUnits: sum(of(after, true), ({ write }) => write), requests: each.changes };
  const { trips, ...leastUnits } = each.least;
  return {
    operation: each.name,
    roundTrips: callsOf(own, movements) / SAMPLES,
    leastRoundTrips: trips,
    readUnits,
    writeUnits,
    leastUnits,
    feed,
    dollarsAMillion: (1 + feed.requests) * PRICES.request + (writeUnits + feed.writeUnits) * PRICES.write + readUnits * PRICES.read,
  };
}

/** Calls, each once: a transaction of several tables counts at the one that has most of them. */
function callsOf({ tables }: UnitsReport, without: string): number {
  const byOperation = new Map<string, number>();
  for (const [table, operations] of Object.entries(tables)) {
    if (table === without) continue;
    for (const [operation, { calls }] of Object.entries(operations))
      byOperation.set(
        operation,
        operation.startsWith('Transact') ? Math.max(calls, byOperation.get(operation) ?? 0) : calls + (byOperation.get(operation) ?? 0),
      );
  }
  return [...byOperation.values()].reduce((sum, calls) => sum + calls, 0);
}

function by(who: 'storefront' | 'checkout' | 'staff') {
  return (shop: Shop) => shop[who];
}

async function units({ graphqlUrl }: StackDescription, method: 'GET' | 'DELETE'): Promise<UnitsReport> {
  const response = await fetch(new URL('/_local/units', graphqlUrl), { method });
  return (await response.json()) as UnitsReport;
}

/** The table of these figures. */
export function costsTable(figures: readonly CostFigure[]): string {
  return markdownTable(
    ['operation', 'round trips', 'least', 'read units', 'least', 'write units', 'least', 'feed: write units', 'requests', '$ a million'],
    figures.map(({ operation, roundTrips, leastRoundTrips, readUnits, writeUnits, leastUnits, feed, dollarsAMillion }) => [
      operation,
      roundTrips.toFixed(1),
      String(leastRoundTrips),
      readUnits.toFixed(1),
      String(leastUnits.read),
      writeUnits.toFixed(1),
      String(leastUnits.write),
      feed.writeUnits.toFixed(1),
      String(feed.requests),
      dollarsAMillion.toFixed(2),
    ]),
  );
}
