import { DYNAMODB_TARGET } from '../../local/emulator/gateway/actions.ts';
import type { StockKeyInput, StockLevel } from '../../schema/types.ts';
import { createAvailabilityStore, createStockStore, type InventoryClient } from '../../web/client/main.ts';
import type { Ledger } from '../checks/ledger.ts';
import { watchSequences, type ShownPage } from '../checks/pages.ts';
import type { Violation } from '../checks/violation.ts';
import type { History } from '../history.ts';
import { createClient, type ClientParts, type Role } from './clients.ts';
import type { Floor, Person } from './person.ts';
import { workOnce } from './work.ts';

/** What a crowd works with. */
export interface CrowdParts extends ClientParts {
  history: History;
  ledger: Ledger;
  /** People that stay away. */
  without: readonly string[];
  /** Gets a rule that does not hold on a page. */
  fail: (violation: Violation) => void;
}

/** All who call: people, programs and pages. */
export interface Crowd {
  names: readonly string[];
  pages: readonly ShownPage[];
  /** Makes the levels, and opens the pages. */
  begin: () => Promise<void>;
  /** Lets people begin that many calls, and end them. */
  work: (calls: number) => Promise<void>;
  end: () => Promise<void>;
}

const WAREHOUSES = ['LONDON', 'PARIS', 'ROME'];
const PAGES: readonly string[] = ['shop page', 'panel'];
/** Enough of them for orders that no transaction holds. */
const LARGE_PRODUCTS = 45;
const ROLES: readonly Role[] = ['checkout', 'checkout', 'catalogue', 'checkout', 'admin', 'viewer', 'checkout', 'storefront'];
const FIRST_COUNT = 20;
/** Where orders take all levels: enough for some of them. */
const LARGE_COUNT = 15;

/** A crowd of the size that the settings say. */
export function createCrowd(parts: CrowdParts): Crowd {
  const { chance, settings, history, ledger, without, cloud, fail } = parts;
  const own = chance.fork('crowd');
  const floor: Floor = {
    ...{ prefix: '', levels: drawLevels(parts), reservations: [], orders: [] },
    ...{ longestHoldS: settings.longestHoldS, largeOrders: settings.largeOrders, forced: own.happens(0.3) },
  };
  const people = Array.from({ length: settings.callers }, (_, place): Person => {
    const role = ROLES[place % ROLES.length] as Role;
    const name = `${role} ${place + 1}`;
    let keys = 0;
    const newKey = (kind: string) => `${kind}-${place + 1}-${(keys += 1)}`;
    return {
      name,
      role,
      floor,
      history,
      newKey,
      client: createClient(role, name, parts),
      chance: chance.fork(name),
      versions: new Map(),
      carts: new Map(),
    };
  }).filter(({ name }) => !without.includes(name));
  const pages: ShownPage[] = [];
  const opened: InventoryClient[] = [];

  function openPage(name: string, role: Role): void {
    if (without.includes(name)) return;
    const client = createClient(role, name, parts);
    opened.push(client);
    const watch = watchSequences(ledger);
    const seen = (level: string, sequence: number, isOut?: boolean) => {
      try {
        watch(level, sequence, name, isOut);
      } catch (violation) {
        fail(violation as Violation);
      }
    };
    if (role === 'storefront') {
      const availability = createAvailabilityStore(client.api);
      for (const product of new Set(floor.levels.map(({ productId }) => productId)))
        availability.watch(product, ({ availability: shown }) => {
          for (const { warehouseId, sequence, availableCount } of shown?.warehouses ?? [])
            seen(`${product}/${warehouseId}`, sequence, availableCount === 0);
        });
      pages.push({ name, availability });
    } else {
      const stock = createStockStore(client.api, { complete: true });
      stock.listen(() => {
        for (const level of stock.all()) seen(keyOf(level), level.sequence);
      });
      pages.push({ name, stock });
    }
  }

  async function live(person: Person, left: { calls: number }): Promise<void> {
    while (left.calls > 0) {
      left.calls -= 1;
      await cloud.hops.pause(-Math.log(1 - person.chance.next()) * settings.thinkMs);
      await workOnce(person);
    }
  }

  return {
    names: [...people.map(({ name }) => name), ...PAGES.filter((name) => !without.includes(name))],
    pages,
    begin: async () => {
      const client = createClient('catalogue', 'beginning', parts);
      for (const key of floor.levels)
        await client.updateStock({
          ...key,
          expectedVersion: 0,
          stockCount: (settings.largeOrders ? LARGE_COUNT : 0) + own.below(FIRST_COUNT),
          thresholdLevel: own.below(6),
          ...(!settings.oldItems && own.happens(0.3) && { safetyStock: own.below(6) }),
          note: `first-${keyOf(key)}`,
        });
      if (settings.oldItems) await ageLevels(parts, floor.levels);
      openPage('shop page', 'storefront');
      openPage('panel', 'viewer');
    },
    work: async (calls) => {
      const left = { calls };
      await Promise.all(people.map((person) => live(person, left)));
    },
    end: async () => {
      for (const { availability, stock } of pages) {
        availability?.close();
        stock?.close();
      }
      for (const client of opened) client.close();
    },
  };
}

function drawLevels({ chance, settings }: CrowdParts): StockKeyInput[] {
  const own = chance.fork('levels');
  const products = settings.largeOrders ? LARGE_PRODUCTS : settings.products;
  return Array.from({ length: products }, (_, place) => {
    const count = settings.largeOrders ? WAREHOUSES.length : 1 + own.below(WAREHOUSES.length);
    return WAREHOUSES.slice(0, count).map((warehouseId) => ({ productId: `P${place + 1}`, warehouseId }));
  }).flat();
}

/** Attributes that levels of the release before do not have. */
const NEW_ATTRIBUTES = ['committed_count', 'safety_stock', 'sellable_count', 'withheld_count'];

/** Leaves every other level as the release before has left it. */
async function ageLevels({ cloud }: CrowdParts, levels: readonly StockKeyInput[]): Promise<void> {
  for (const { productId, warehouseId } of levels.filter((_, place) => place % 2 === 0))
    await cloud.database.call(`${DYNAMODB_TARGET}UpdateItem`, {
      TableName: cloud.outputs.tables.inventory,
      Key: { product_id: { S: productId }, warehouse_id: { S: warehouseId } },
      UpdateExpression: `REMOVE ${NEW_ATTRIBUTES.join(', ')}`,
    });
}

function keyOf({ productId, warehouseId }: Pick<StockLevel, 'productId' | 'warehouseId'>): string {
  return `${productId}/${warehouseId}`;
}
