import { FIELD_NAMES, productFields } from '../../domain/level-fields.ts';
import type { Field } from '../../domain/level-fields.ts';
import { stockChange } from '../../domain/movement.ts';
import type { AvailabilityInput, StockChange, StockChangeInput, WarehouseAvailability } from '../../schema/types.ts';
import type { AppSync } from '../lib/appsync.ts';
import { movementOf } from '../lib/movements.ts';
import { PermanentError } from '../lib/retry.ts';
import type { LevelChange } from './record.ts';

// Subscribers get what the mutation selects and nothing else, and an alias would keep it from them:
// so all fields, under their own names. Typed as records, so that a field that the schema gets
// cannot be forgotten here; those of the level's list come from it.
const STOCK_CHANGE_FIELDS: Readonly<Record<Exclude<keyof StockChange, Field['field'] | 'previous'>, true>> = {
  productId: true,
  warehouseId: true,
  sequence: true,
  cause: true,
  stockDelta: true,
  reservedDelta: true,
  committedDelta: true,
  stockCount: true,
  reservedCount: true,
  committedCount: true,
  availableCount: true,
  safetyStock: true,
  sellableCount: true,
  thresholdLevel: true,
  status: true,
  version: true,
  actor: true,
  actorKind: true,
  reason: true,
  note: true,
  reference: true,
  changedAt: true,
};
const AVAILABILITY_FIELDS: Readonly<Record<keyof WarehouseAvailability, true>> = {
  productId: true,
  warehouseId: true,
  availableCount: true,
  status: true,
  sequence: true,
  lastUpdated: true,
};

const PREVIOUS = `previous { ${productFields.map(({ field }) => field).join(' ')} }`;

/** What one request publishes: one change to staff, a state to shoppers. At least one of them. */
export interface News {
  stockChange?: StockChangeInput | undefined;
  availability?: AvailabilityInput | undefined;
}

/** The two audiences, in the order of the root fields. */
export type Audience = keyof News;
const AUDIENCES: readonly Audience[] = ['stockChange', 'availability'];

const FIELDS: Readonly<Record<Audience, { name: string; input: string; selection: string }>> = {
  stockChange: {
    name: 'publishStockChange',
    input: 'StockChangeInput',
    selection: [...Object.keys(STOCK_CHANGE_FIELDS), ...FIELD_NAMES, PREVIOUS].join(' '),
  },
  availability: { name: 'publishAvailability', input: 'AvailabilityInput', selection: Object.keys(AVAILABILITY_FIELDS).join(' ') },
};

/** Why news did not reach AppSync, by audience: PermanentError where sending it again is no use. */
export type Refusals = Partial<Record<Audience, unknown>>;

/** Publishes to subscribers. */
export interface Publisher {
  /** The event that staff get of a change. */
  stockChange: (change: LevelChange) => StockChangeInput;
  /**
   * Sends news once, by `deadline` (epoch milliseconds). Does not reject: answers with what failed.
   */
  publish: (news: News, deadline: number) => Promise<Refusals>;
}

interface Options {
  /** Whether one request, of which AppSync bills one, publishes to both audiences. */
  together: boolean;
}

/** A publisher to this API. */
export function createPublisher(appSync: AppSync, { together }: Options): Publisher {
  async function send(audiences: readonly Audience[], news: News, deadline: number): Promise<Refusals> {
    const inputs = Object.fromEntries(audiences.map((audience) => [audience, news[audience]]));
    try {
      const { data, errors } = await appSync(documentFor(audiences), inputs, deadline);
      const failures = audiences.map((audience) => [audience, failureOf(FIELDS[audience].name, data, errors)] as const);
      return Object.fromEntries(failures.filter(([, failure]) => failure !== undefined));
    } catch (error) {
      // Of a request that is refused as a whole, one part may be fine.
      if (error instanceof PermanentError && audiences.length > 1) return sendApart(audiences, news, deadline);
      return Object.fromEntries(audiences.map((audience) => [audience, error]));
    }
  }

  async function sendApart(audiences: readonly Audience[], news: News, deadline: number): Promise<Refusals> {
    const refusals = await Promise.all(audiences.map((audience) => send([audience], news, deadline)));
    return Object.assign({}, ...refusals) as Refusals;
  }

  return {
    stockChange: (change) => stockChange(movementOf(change)),
    publish: (news, deadline) => {
      const audiences = AUDIENCES.filter((audience) => news[audience] !== undefined);
      return together ? send(audiences, news, deadline) : sendApart(audiences, news, deadline);
    },
  };
}

/**
 * One mutation with a root field for each audience. They are different fields, so none needs an
 * alias.
 */
function documentFor(audiences: readonly Audience[]): string {
  const variables = audiences.map((audience) => `$${audience}: ${FIELDS[audience].input}!`);
  const fields = audiences.map((audience) => `${FIELDS[audience].name}(input: $${audience}) { ${FIELDS[audience].selection} }`);
  return `mutation Publish(${variables.join(', ')}) { ${fields.join(' ')} }`;
}

function failureOf(field: string, data: Readonly<Record<string, unknown>>, errors: ReadonlyMap<string, Error>): Error | undefined {
  const missing = data[field] === undefined || data[field] === null;
  return errors.get(field) ?? (missing ? new Error(`AppSync answered without ${field}.`) : undefined);
}
