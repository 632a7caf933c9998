import { manifest } from '../resolvers/manifest.ts';

/**
 * Which root fields each managed policy of the deploy allows; staff and shoppers get theirs by the
 * schema's directives.
 */
interface Fields {
  Query: readonly string[];
  Mutation: readonly string[];
  Subscription: readonly string[];
}

/** The first two may read everything. */
const queries = Object.keys(manifest)
  .filter((field) => field.startsWith('Query.'))
  .map((field) => field.slice('Query.'.length));

export const policyFields: Readonly<Record<'checkout' | 'catalogue' | 'returns', Fields>> = {
  /** The shop's back end. */
  checkout: {
    Query: queries,
    Mutation: ['reserveStock', 'changeReservation', 'commitReservation', 'extendReservation', 'releaseStock', 'fulfillStock'],
    Subscription: ['onAvailabilityChange', 'onStockChange'],
  },
  /** ERP and catalogue sync. */
  catalogue: {
    Query: queries,
    Mutation: ['updateStock', 'adjustStock', 'transferStock', 'removeStock', 'describeProduct'],
    Subscription: [],
  },
  /**
   * Whoever books what comes back. IAM cannot look at an input, so who may add one returned unit
   * may add any number: a right of its own, which a checkout that is taken over does not have.
   * Attach it beside `checkout` where one back end does both.
   */
  returns: {
    Query: [],
    Mutation: ['adjustStock'],
    Subscription: [],
  },
};
