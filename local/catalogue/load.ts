import { readFile } from 'node:fs/promises';
import { marshall } from '@aws-sdk/util-dynamodb';
import { isContentionCode } from '../../domain/errors.ts';
import { AwsError, type Gateway } from '../emulator/gateway/gateway.ts';
import { operator } from '../emulator/iam/principals.ts';
import type { Deployment } from '../emulator/template/deployment.ts';
import type { Action, LevelInput } from './bulk/items.ts';
import { loadLevels, type Transact } from './bulk/load.ts';
import { outcomeOf, type Reasons } from './bulk/outcome.ts';
import { parseOrderLines } from './order-lines.ts';
import { deriveCatalogue } from './sample.ts';

export interface SeedOptions {
  gateway: Gateway;
  deployment: Deployment;
  log: (line: string) => void;
  /** Ends the load after the transactions that are under way. */
  signal?: AbortSignal;
}

/** What a load did, in levels. */
export interface SeedSummary {
  /** Levels that are as the catalogue has them, whether this load or an earlier one made them. */
  loaded: number;
  /** Levels that were there and are not; they stay as they are. */
  kept: number;
}

const DATA = new URL('../../data/online-retail-10k.csv', import.meta.url);
/**
 * In the levels that it writes: a start that goes on with a load that was ended knows them again.
 */
const LOAD = 'sample-catalogue';

/**
 * Fills the stage with the sample catalogue, past the API as an initial load does. Levels that
 * exist are left alone, so an interrupted load is finished by the next one.
 * @throws Error with what the database said, or the signal's reason when it was aborted
 */
export async function seedCatalogue({ gateway, deployment, log, signal }: SeedOptions): Promise<SeedSummary> {
  const started = Date.now();
  const catalogue = deriveCatalogue(parseOrderLines(await readFile(DATA, 'utf8'))).map((level): LevelInput => ({
    ...level,
    reason: 'RECEIVED',
    note: 'Opening stock',
  }));
  const summary: SeedSummary = { loaded: 0, kept: 0 };
  await loadLevels(catalogue, {
    id: LOAD,
    now: new Date(started),
    tables: { inventory: tableOf(deployment, 'InventoryTable'), movements: tableOf(deployment, 'MovementsTable') },
    transact: transactor(gateway, deployment.accountId),
    perSecond: Infinity,
    ...(signal && { signal }),
    onLoaded(levels, kept) {
      summary.kept += kept.size;
      summary.loaded += levels.length - kept.size;
    },
  });
  log(summaryLine(catalogue, summary, Date.now() - started));
  return summary;
}

/** Through the gateway, as an operator. */
function transactor(gateway: Gateway, accountId: string): Transact {
  const everything = operator(accountId);
  return async (actions) => {
    try {
      await gateway.dynamodb(everything, 'TransactWriteItems', { TransactItems: actions.map(onTheWire) });
      return 'done';
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const outcome = outcomeOf((error.body['CancellationReasons'] ?? []) as Reasons);
      if (outcome) return outcome;
      if (isContentionCode(error.code)) return 'busy';
      throw new Error(`The sample catalogue could not be loaded: ${error.message}`, { cause: error });
    }
  };
}

const PLAIN = ['Item', 'Key', 'ExpressionAttributeValues'];

function onTheWire(action: Action): unknown {
  const encode = (request: object = {}) =>
    Object.fromEntries(
      Object.entries(request).map(([name, value]: [string, unknown]) => [name, PLAIN.includes(name) ? marshall(value) : value]),
    );
  return Object.fromEntries(Object.entries(action).map(([kind, request]) => [kind, encode(request)]));
}

function tableOf({ outputs }: Deployment, output: string): string {
  const name = outputs[output];
  if (name === undefined) throw new Error(`The template has no output ${output}, which the sample catalogue needs.`);
  return name;
}

function summaryLine(catalogue: readonly LevelInput[], { loaded, kept }: SeedSummary, milliseconds: number): string {
  const products = new Set(catalogue.map((level) => level.productId)).size;
  const warehouses = new Set(catalogue.map((level) => level.warehouseId)).size;
  const seconds = (milliseconds / 1000).toFixed(1);
  const others = kept > 0 ? `, ${kept} kept as they were` : '';
  return `Sample catalogue: ${products} products in ${warehouses} warehouses, ${loaded} levels loaded${others} (${seconds} s).`;
}
