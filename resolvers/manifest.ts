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
  | 'none';

/** A field answered by one request to its data source; the code is `<Type.field>.ts`. */
interface Unit {
  dataSource: DataSourceName;
}

/**
 * A field answered by several; the code is `<Type.field>/index.ts` around one file a step. A step
 * may come again: it is then another attempt.
 */
interface Pipeline {
  steps: [step: string, dataSource: DataSourceName][];
}

const attempts = (count: number, ...steps: Pipeline['steps']): Pipeline['steps'] => Array.from({ length: count }, () => steps).flat();

/**
 * A write that answers the easy case in one round trip; when it has met others, a function waits
 * and tries again. After each, what explains a refusal.
 */
const writes = (dataSource: DataSourceName, ...explain: Pipeline['steps']): Pipeline['steps'] => [
  ['write', dataSource],
  ...explain,
  ['write-contended', 'contendedWrites'],
  ...explain,
];

/**
 * Which resolver answers which field, from which data source. The build, the template and the tests
 * read it.
 */
export const manifest: Readonly<Record<string, Unit | Pipeline>> = {
  'Query.availability': { steps: attempts(2, ['page', 'stockReads']) },
  'Query.availabilities': { dataSource: 'none' },
  'ProductAvailability.availability': { steps: attempts(2, ['page', 'stockReads']) },
  'Query.stock': { dataSource: 'stockReads' },
  'Query.productStock': { steps: attempts(2, ['page', 'stockReads']) },
  'Query.stocks': { steps: attempts(2, ['read', 'stockReads']) },
  'Query.listStock': {
    steps: [['find-by-id', 'stockReads'], ['find-by-name', 'stockReads'], ...attempts(2, ['read', 'stockReads'])],
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
      ['write-contended', 'contendedWrites'],
      ['explain', 'stockReads'],
    ],
  },
  'Mutation.adjustStock': { steps: [...writes('stockWrites'), ['read', 'stockReads']] },
  'Mutation.transferStock': { steps: [...writes('stockWrites'), ...attempts(2, ['read', 'stockReads'])] },
  'Mutation.removeStock': { steps: writes('stockWrites', ['explain', 'stockReads']) },
  'Mutation.describeProduct': {
    steps: [
      ...attempts(2, ['read', 'stockReads'], ['write', 'stockWrites'], ['write-contended', 'contendedWrites']),
      ['read', 'stockReads'],
    ],
  },
  'Mutation.reserveStock': { steps: writes('reservationWrites') },
  'Mutation.changeReservation': {
    steps: [['read', 'reservationReads'], ...attempts(2, ['write', 'reservationWrites'], ...writes('reservationWrites'))],
  },
  'Mutation.extendReservation': { steps: writes('reservationWrites', ['explain', 'reservationReads']) },
  'Mutation.releaseStock': {
    steps: [['read', 'reservationReads'], ...attempts(2, ['write', 'reservationWrites'], ...writes('reservationWrites'))],
  },

  'Query.stockSummary': { dataSource: 'movementReads' },
  'Query.stockHistory': { dataSource: 'movementReads' },
  'Mutation.endSubscriptions': { dataSource: 'none' },
  'Mutation.publishStockChange': { dataSource: 'none' },
  'Mutation.publishAvailability': { dataSource: 'none' },
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

/**
 * The source files of a field, relative to resolvers/ and without `.ts`: the resolver's own first,
 * then its steps in order.
 */
export function sourcesOf(field: string): { code: string; steps: { code: string; dataSource: DataSourceName }[] } {
  const entry = manifest[field];
  if (!entry) {
    throw new Error(`resolvers/manifest.ts names no resolver for ${field}`);
  }
  if ('steps' in entry) {
    return { code: `${field}/index`, steps: entry.steps.map(([step, dataSource]) => ({ code: `${field}/${step}`, dataSource })) };
  }
  return { code: field, steps: [] };
}
