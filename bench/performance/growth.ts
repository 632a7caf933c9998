import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { marksOf } from '../../domain/derived-status.ts';
import { openEmbedded } from '../../local/emulator/dynamodb/embedded/database.ts';
import { createTables } from '../../local/emulator/dynamodb/tables.ts';
import { DYNAMODB_TARGET } from '../../local/emulator/gateway/actions.ts';
import { readDeployment } from '../../local/emulator/template/reader.ts';
import { synthesise } from '../../local/template/synthesise.ts';
import { importedLevel } from '../../tests/support/import.ts';
import { spawnStack } from '../../tests/support/process.ts';
import { marshall } from '@aws-sdk/util-dynamodb';
import { loadOf } from './http-load.ts';
import { residentMegabytes } from './memory.ts';
import { markdownTable, measured, shown, type Measured } from './rounds.ts';
import { check, openShop, sell, type Shop } from './shop.ts';

/** What a catalogue of so many levels does to a start, to operations and to memory. */
export interface GrowthFigure {
  levels: number;
  /** Megabytes of the data file. */
  file: number;
  /** Seconds from the command to the first answer. */
  start: number;
  checks: Measured;
  orders: Measured;
  pages: Measured;
  /** Resident megabytes of the stack afterwards. */
  memory: number;
}

const SIZES = [1_000, 100_000, 1_000_000];
const CLIENTS = 8;
const REQUESTS = 400;
const BATCH = 25;
const UNITS = 1_000_000;

/**
 * Each size on a stack of its own with its data on a file. The rates are requests a second from 8
 * clients.
 */
export async function measureGrowth(rounds: number): Promise<GrowthFigure[]> {
  const figures: GrowthFigure[] = [];
  for (const levels of SIZES) figures.push(await withLevels(levels, rounds));
  return figures;
}

async function withLevels(levels: number, rounds: number): Promise<GrowthFigure> {
  const directory = mkdtempSync(join(tmpdir(), 'onhand-growth-'));
  try {
    const path = await fill(directory, levels);
    const began = performance.now();
    const stack = await spawnStack({ directory, memory: false });
    const start = (performance.now() - began) / 1000;
    const shop = openShop(stack.description);
    try {
      const productOf = (index: number) => `product-${(index * 7919) % levels}`;
      const rates = async (run: (index: number) => Parameters<Shop['staff']['send']>[0], who: keyof Omit<Shop, 'close'>) => {
        const all: number[] = [];
        for (let round = 0; round < rounds; round += 1) all.push((await loadOf(shop[who], CLIENTS, REQUESTS, run)).rate);
        return measured(all);
      };
      const checks = await rates((index) => check(productOf(index)), 'storefront');
      const orders = await rates((index) => sell([productOf(index)]), 'checkout');
      const pages = await rates(() => ({ query: '{ listStock(limit: 50) { items { productId availableCount } nextToken } }' }), 'staff');
      const memory = residentMegabytes(stack.pid);
      return { levels, file: statSync(path).size / 2 ** 20, start, checks, orders, pages, memory };
    } finally {
      shop.close();
      await stack.stop();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * Writes the levels straight into the data file of a stack that has not started yet: as an initial
 * load leaves them, but for history.
 */
async function fill(directory: string, levels: number): Promise<string> {
  const data = join(directory, 'data');
  mkdirSync(data, { recursive: true });
  const path = join(data, 'database.sqlite');
  const deployment = readDeployment(await synthesise(), { origin: 'http://127.0.0.1:1', apiKey: 'da2-none' });
  const table = deployment.ofType('AWS::DynamoDB::Table').find(({ logicalId }) => logicalId.includes('Inventory'))?.physicalId ?? '';
  const { region, accountId } = deployment;
  const database = openEmbedded({ path, region, accountId, problem: (sentence) => void process.stderr.write(`${sentence}\n`) });
  await createTables(deployment, database.call);
  for (let first = 0; first < levels; first += BATCH) {
    const puts = Array.from({ length: Math.min(BATCH, levels - first) }, (_, place) => {
      const level = importedLevel({ productId: `product-${first + place}`, warehouseId: 'LONDON' }, UNITS);
      const loaded = { ...level, last_change: { ...level.last_change, load: true } };
      return { PutRequest: { Item: marshall({ ...loaded, ...marksOf(level) }, { removeUndefinedValues: true }) } };
    });
    await database.call(`${DYNAMODB_TARGET}BatchWriteItem`, { RequestItems: { [table]: puts } });
  }
  await database.close();
  return path;
}

/** The table of these figures. */
export function growthTable(figures: readonly GrowthFigure[]): string {
  return markdownTable(
    ['levels', 'data file MB', 'start s', 'checks/s', 'orders/s', 'pages of listStock/s', 'resident MB'],
    figures.map(({ levels, file, start, checks, orders, pages, memory }) => [
      levels.toLocaleString('en'),
      file.toFixed(0),
      start.toFixed(1),
      shown(checks),
      shown(orders),
      shown(pages),
      memory.toFixed(0),
    ]),
  );
}
