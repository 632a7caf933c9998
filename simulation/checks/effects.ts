import type { Ledger } from './ledger.ts';

/** By the key of a call. */
type EffectsOf = (key: string, ledger: Ledger) => readonly { at: number }[];

const once =
  (...causes: string[]): EffectsOf =>
  (key, ledger) =>
    causes.flatMap((cause) => ledger.effectsOf(cause, key));

/** What each kind of call leaves in the tables, once. */
const EFFECTS: Readonly<Record<string, EffectsOf>> = {
  updateStock: once('CREATED', 'COUNTED', 'SETTINGS'),
  adjustStock: once('ADJUSTED'),
  transferStock: once('TRANSFERRED_OUT'),
  removeStock: once('REMOVED'),
  reserveStock: (key, ledger) => {
    const life = ledger.reservations.get(key);
    return Array.from({ length: life?.births ?? 0 }, () => ({ at: life?.states[0]?.at ?? 0 }));
  },
  fulfillStock: (key, ledger) => ledger.orders.get(key) ?? [],
};

/** The effects of all calls with this key; undefined where such calls have none of their own. */
export function effectsOf(operation: string, key: string, ledger: Ledger): readonly { at: number }[] | undefined {
  return EFFECTS[operation]?.(key, ledger);
}
