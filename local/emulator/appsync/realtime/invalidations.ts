/** An argument of `extensions.invalidateSubscriptions`. */
export interface Invalidation {
  subscriptionField: string;
  payload: Readonly<Record<string, unknown>>;
}

/** What the resolvers of one mutation want ended. */
export interface Invalidations {
  /** Throws what the service refuses. */
  add: (given: unknown) => void;
  all: () => Invalidation[];
}

/** Different ones of a request, as the service allows. */
const MOST = 5;

export function createInvalidations(): Invalidations {
  const wanted = new Map<string, Invalidation>();
  return {
    add: (given) => {
      const { subscriptionField, payload } = (given ?? {}) as Partial<Invalidation>;
      if (typeof subscriptionField !== 'string' || typeof payload !== 'object') throw new Error('needs a subscriptionField and a payload');
      wanted.set(JSON.stringify([subscriptionField, payload]), { subscriptionField, payload });
      if (wanted.size > MOST) throw new Error(`at most ${MOST} different invalidations of a request`);
    },
    all: () => [...wanted.values()],
  };
}
