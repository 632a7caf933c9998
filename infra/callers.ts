import { manifest } from '../resolvers/manifest.ts';

/** Which root fields each managed policy of the deploy allows; staff and shoppers get theirs by the schema's directives. */
interface Fields {
  Query: readonly string[];
  Mutation: readonly string[];
  Subscription: readonly string[];
}

/** Both may read everything. */
const queries = Object.keys(manifest)
  .filter((field) => field.startsWith('Query.'))
  .map((field) => field.slice('Query.'.length));

export const policyFields: Readonly<Record<'checkout' | 'catalogue', Fields>> = {
  /** The shop's back end. */
  checkout: {
    Query: queries,
    Mutation: ['reserveStock', 'changeReservation', 'extendReservation', 'releaseStock', 'fulfillStock', 'adjustStock'],
    Subscription: ['onAvailabilityChange', 'onStockChange'],
  },
  /** ERP and catalogue sync. */
  catalogue: {
    Query: queries,
    Mutation: ['updateStock', 'adjustStock', 'transferStock', 'removeStock'],
    Subscription: [],
  },
};
