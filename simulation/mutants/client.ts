import type { Mutant } from './mutant.ts';

/** Rules of the client and its stores. */
export const clientMutants: readonly Mutant[] = [
  {
    name: 'the client calls a write refused whose first answer was lost',
    file: 'web/client/retry.ts',
    find: "effectUnknown ||= effect === 'unknown';",
    replace: "effectUnknown &&= effect === 'unknown';",
    needs: { products: 1, thinkMs: 5, callers: 16 },
    rates: { 'API answer lost': 0.5 },
  },
  {
    name: 'a store takes an older event over what it has',
    file: 'web/client/stores/merge.ts',
    find: 'event.sequence <= entry.value.sequence) return',
    replace: 'event.sequence === entry.value.sequence) return',
  },
  {
    name: 'a store takes an older answer over what it has',
    file: 'web/client/stores/merge.ts',
    find: 'if (overtaken && (entry.gone || answer.sequence < entry.value.sequence)) return { entry, doubt: entry.gone };',
    replace: 'if (overtaken && entry.gone) return { entry, doubt: entry.gone };',
    needs: { products: 8, callers: 10, thinkMs: 300, hopMs: 40 },
    rates: { 'database is slow': 0.1 },
  },
  {
    name: 'a store shows a level that was retired',
    file: 'web/client/stores/stock.ts',
    find: "gone: change.cause === 'REMOVED'",
    replace: "gone: change.cause === 'REPAIRED'",
  },
];
