import { ACTIVITY_SHARDS } from '../domain/activity.ts';
import { HOLD_SHARDS } from '../domain/reservation.ts';

/** The data sources by what their roles may do; infra/data-sources.ts has the permissions. */
export type DataSourceName =
  | 'stockReads'
  | 'stockWrites'
  | 'reservationReads'
  | 'reservationWrites'
  | 'movementReads'
  | 'requestReads'
  | 'orderWrites'
  | 'contendedWrites'
  | 'orders'
  | 'deadLetters'
  | 'none';

/**
 * The modules whose `request` and `response` the build puts together where code has no file of its
 * own. Relative to resolvers/, or with `./` to the field's folder; without `.ts`.
 */
export interface Handlers {
  request: string;
  response: string;
}

/** A field answered by one request to its data source; the code is `<Type.field>.ts`. */
interface Unit {
  dataSource: DataSourceName;
  handlers?: Handlers;
}

type Step = [step: string, dataSource: DataSourceName, handlers?: Handlers];

/**
 * A field answered by several; the code is `<Type.field>/index.ts` around one file a step. A step
 * may come again: it is then another attempt.
 */
interface Pipeline {
  steps: Step[];
}

const attempts = (count: number, ...steps: Step[]): Step[] => Array.from({ length: count }, () => steps).flat();

/** Both handlers of a module that fields share. */
const shared = (module: string): Handlers => ({ request: module, response: module });

const page: Step = ['page', 'stockReads', shared('lib/product')];
const readLevels: Step = ['read', 'stockReads', shared('lib/batch-levels')];
const publish: Unit = { dataSource: 'none', handlers: shared('lib/publish') };

/** Who else has the product that is short. */
const others: Step = ['others', 'stockReads', shared('lib/others')];

/** A function that waits and tries again what has met others. */
const writeContended: Step = ['write-contended', 'contendedWrites', { request: 'lib/contended-write', response: './write' }];

/**
 * A write that answers the easy case in one round trip; when it has met others, a function waits
 * and tries again. After each, what explains a refusal.
 */
const writes = (dataSource: DataSourceName, ...explain: Step[]): Step[] => [['write', dataSource], ...explain, writeContended, ...explain];

/** A write of a reservation that was read, and may be another by now; it may take units. */
const takes: Step[] = [...attempts(2, ['write', 'reservationWrites']), others, writeContended];

/**
 * Which resolver answers which field, from which data source. The build, the template and the tests
 * read it.
 */
export const manifest: Readonly<Record<string, Unit | Pipeline>> = {
  'Query.availability': { steps: attempts(2, page) },
  'Query.availabilities': { dataSource: 'none' },
  'ProductAvailability.availability': { steps: attempts(2, page) },
  'Query.stock': { dataSource: 'stockReads' },
  'Query.productStock': { steps: attempts(2, page) },
  'Query.stocks': { steps: attempts(2, readLevels) },
  'Query.listStock': {
    steps: [['find-by-id', 'stockReads'], ['find-by-name', 'stockReads'], ...attempts(2, readLevels)],
  },
  'Query.reservation': { dataSource: 'reservationReads' },
  'Query.listReservations': {
    steps: [...attempts(HOLD_SHARDS, ['find', 'reservationReads']), ...attempts(2, ['read', 'reservationReads'])],
  },

  'Mutation.updateStock': {
    steps: [
      ['find-sibling', 'stockReads'],
      ['write', 'stockWrites'],
      ['explain', 'stockReads'],
      ['find-sibling', 'stockReads'],
      writeContended,
      ['explain', 'stockReads'],
    ],
  },
  'Mutation.adjustStock': { steps: [...writes('stockWrites'), ['read', 'stockReads']] },
  'Mutation.transferStock': { steps: [['write', 'stockWrites'], others, writeContended, ...attempts(2, readLevels)] },
  'Mutation.removeStock': { steps: writes('stockWrites', ['explain', 'stockReads']) },
  'Mutation.describeProduct': {
    steps: [...attempts(2, ['read', 'stockReads'], ['write', 'stockWrites'], writeContended), ['read', 'stockReads']],
  },
  'Mutation.reserveStock': {
    steps: [['read', 'stockReads'], ...attempts(2, ['write', 'reservationWrites']), others, writeContended],
  },
  'Mutation.changeReservation': { steps: [['read', 'reservationReads'], ...attempts(2, ...takes)] },
  'Mutation.commitReservation': { steps: [['read', 'reservationReads'], ...attempts(2, ...takes)] },
  'Mutation.extendReservation': { steps: writes('reservationWrites', ['explain', 'reservationReads']) },
  'Mutation.releaseStock': {
    steps: [['read', 'reservationReads'], ...attempts(2, ['write', 'reservationWrites'], ...writes('reservationWrites'))],
  },

  'Query.stockSummary': { dataSource: 'movementReads' },
  'Query.stockHistory': { dataSource: 'movementReads' },
  'Query.recentChanges': {
    steps: [...attempts(ACTIVITY_SHARDS, ['find', 'movementReads']), ...attempts(2, ['read', 'movementReads'])],
  },
  'Query.deadLetters': { dataSource: 'deadLetters' },
  'Mutation.endSubscriptions': { dataSource: 'none' },
  'Mutation.publishStockChange': publish,
  'Mutation.publishAvailability': publish,
  'Subscription.onAvailabilityChange': { dataSource: 'none' },
  'Subscription.onStockChange': { dataSource: 'none' },

  'Query.fulfillment': { dataSource: 'requestReads' },
  'Mutation.fulfillStock': {
    steps: [
      ['read', 'reservationReads'],
      ['write', 'orderWrites'],
      ['write-contended', 'orders'],
    ],
  },
};

/** Code of a resolver or of a step: `<path>.ts` in resolvers/, unless it is made of handlers. */
interface Source {
  path: string;
  /** As in the manifest, all relative to resolvers/. */
  handlers?: Handlers;
}

/** The code of a field: the resolver's own first, then its steps in order. */
export function sourcesOf(field: string): { code: Source; steps: (Source & { dataSource: DataSourceName })[] } {
  const entry = manifest[field];
  if (!entry) {
    throw new Error(`resolvers/manifest.ts names no resolver for ${field}`);
  }
  if (!('steps' in entry)) return { code: sourceOf(field, field, entry.handlers), steps: [] };
  const steps = entry.steps.map(([step, dataSource, handlers]) => ({ ...sourceOf(field, `${field}/${step}`, handlers), dataSource }));
  return { code: { path: `${field}/index` }, steps };
}

function sourceOf(field: string, path: string, handlers?: Handlers): Source {
  if (!handlers) return { path };
  const at = (module: string) => module.replace(/^\.\//, `${field}/`);
  return { path, handlers: { request: at(handlers.request), response: at(handlers.response) } };
}
