import { randomUUID } from 'node:crypto';
import type { StackDescription } from '../../infra/stack-outputs.ts';
import { untilFeedCaughtUp } from './catch-up.ts';
import { loadOf, type Operation, type Sender } from './http-load.ts';
import { markdownTable, measured, shown, type Measured } from './rounds.ts';
import {
  adjust,
  CANDIDATES,
  change,
  check,
  commit,
  extend,
  noOp,
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

/** What `operations` measures of one operation with so many clients. */
export interface OperationFigure {
  operation: string;
  clients: number;
  /** Requests a second. */
  rate: Measured;
  /** Of the throughput of a no-op field in the same round, 0 to 1. */
  share: Measured;
  /** Milliseconds, over all rounds. */
  p50: number;
  p99: number;
  /**
   * How long the change feed needed after the load to have followed it all, milliseconds; 0 for
   * reads.
   */
  followedAfter: Measured;
}

interface Step {
  name: string;
  by: (shop: Shop) => Sender;
  /** The request of a turn; holds are those of the step that made them. */
  operation: (product: string, reservation: string) => Operation;
  writes: boolean;
}

const PRODUCTS = 200;
const CLIENTS = [1, 8, 32];
const LINES = 3;

/**
 * In an order in which each finds the reservations that it needs: made, extended, changed and given
 * back; then made again and shipped.
 */
const STEPS: readonly Step[] = [
  { name: 'no-op field', by: ({ storefront }) => storefront, operation: noOp, writes: false },
  { name: 'check (availability)', by: ({ storefront }) => storefront, operation: check, writes: false },
  { name: 'read a level (stock)', by: ({ staff }) => staff, operation: readLevel, writes: false },
  {
    name: 'reserve, 1 line',
    by: ({ checkout }) => checkout,
    operation: (product, reservation) => reserve(reservation, [product]),
    writes: true,
  },
  { name: 'extend', by: ({ checkout }) => checkout, operation: (_product, reservation) => extend(reservation), writes: true },
  {
    name: 'change, 1 line',
    by: ({ checkout }) => checkout,
    operation: (product, reservation) => change(reservation, [product]),
    writes: true,
  },
  { name: 'release, 1 line', by: ({ checkout }) => checkout, operation: (_product, reservation) => release(reservation), writes: true },
  {
    name: 'reserve, 3 lines',
    by: ({ checkout }) => checkout,
    operation: (product, reservation) => reserve(`${reservation}-3`, some(product)),
    writes: true,
  },
  {
    name: 'reserve, 1 line, of 4 warehouses',
    by: ({ checkout }) => checkout,
    operation: (product, reservation) => source(`${reservation}-4`, product, CANDIDATES),
    writes: true,
  },
  {
    name: 'reserve, 1 line, of any warehouse',
    by: ({ checkout }) => checkout,
    operation: (product, reservation) => source(`${reservation}-any`, product),
    writes: true,
  },
  {
    name: 'commit, 1 line',
    by: ({ checkout }) => checkout,
    operation: (_product, reservation) => commit(`${reservation}-4`),
    writes: true,
  },
  {
    name: 'fulfill a reservation, 3 lines',
    by: ({ checkout }) => checkout,
    operation: (_product, reservation) => ship(`${reservation}-3`),
    writes: true,
  },
  { name: 'fulfill without a reservation, 1 line', by: ({ checkout }) => checkout, operation: (product) => sell([product]), writes: true },
  { name: 'adjust', by: ({ staff }) => staff, operation: (product) => adjust(product), writes: true },
];

/** Each operation at 1, 8 and 32 clients, each round beside a no-op field of its own. */
export async function measureOperations(stack: StackDescription, rounds: number, requests: number): Promise<OperationFigure[]> {
  const shop = openShop(stack);
  const products = Array.from({ length: PRODUCTS }, (_, index) => `bench-${index}`);
  try {
    await stockUp(shop, products);
    await untilFeedCaughtUp(shop, products);
    // What runs for the first time is slow on every machine; it is a figure of its own (cold
    // starts).
    await round(shop, products, 8, Math.ceil(requests / 4));
    const figures: OperationFigure[] = [];
    for (const clients of CLIENTS) figures.push(...(await withClients(shop, products, clients, { rounds, requests })));
    return figures;
  } finally {
    shop.close();
  }
}

async function withClients(
  shop: Shop,
  products: string[],
  clients: number,
  size: { rounds: number; requests: number },
): Promise<OperationFigure[]> {
  const all: RoundOfStep[][] = [];
  // One client has the whole machine to itself: fewer requests tell as much.
  const requests = clients === 1 ? Math.ceil(size.requests / 4) : size.requests;
  for (let number = 0; number < size.rounds; number += 1) all.push(await round(shop, products, clients, requests));
  return STEPS.map(({ name }, place) => {
    const own = all.map((each) => each[place] as RoundOfStep);
    const latencies = own.flatMap((each) => each.latencies).sort((a, b) => a - b);
    const at = (share: number) => latencies[Math.floor(share * (latencies.length - 1))] ?? 0;
    return {
      operation: name,
      clients,
      rate: measured(own.map((each) => each.rate)),
      share: measured(own.map((each, turn) => each.rate / (all[turn]?.[0]?.rate ?? 1))),
      p50: at(0.5),
      p99: at(0.99),
      followedAfter: measured(own.map((each) => each.followedAfter)),
    };
  });
}

interface RoundOfStep {
  rate: number;
  latencies: number[];
  followedAfter: number;
}

async function round(shop: Shop, products: readonly string[], clients: number, requests: number): Promise<RoundOfStep[]> {
  const reservations = Array.from({ length: requests }, () => randomUUID());
  const results: RoundOfStep[] = [];
  for (const { by, operation, writes } of STEPS) {
    const load = await loadOf(by(shop), clients, requests, (index) =>
      operation(products[index % products.length] as string, reservations[index] as string),
    );
    results.push({ ...load, followedAfter: writes ? await untilFeedCaughtUp(shop, products) : 0 });
  }
  return results;
}

/** A product and those behind it. */
function some(product: string): string[] {
  const first = Number(product.slice('bench-'.length));
  return Array.from({ length: LINES }, (_, place) => `bench-${(first + place) % PRODUCTS}`);
}

/** The table of these figures. */
export function operationsTable(figures: readonly OperationFigure[]): string {
  const percent = ({ median, low, high }: Measured) => `${shown({ median: median * 100, low: low * 100, high: high * 100 })} %`;
  return markdownTable(
    ['operation', 'clients', 'requests/s', 'of a no-op field', 'p50 ms', 'p99 ms', 'feed caught up after ms'],
    figures.map(({ operation, clients, rate, share, p50, p99, followedAfter }) => [
      operation,
      String(clients),
      shown(rate),
      percent(share),
      p50.toFixed(1),
      p99.toFixed(1),
      shown(followedAfter),
    ]),
  );
}
