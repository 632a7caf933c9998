import type { ReservationLine } from '../../../schema/types.ts';

/** What somebody wants to ship of an order. */
export interface Parcel {
  /** What goes into it. */
  lines: ReservationLine[];
  /** Whether something stays for another parcel. */
  isPart: boolean;
  /** Places of texts that are no number of units that the order has. */
  wrong: ReadonlySet<number>;
}

/** The parcel that was typed: a number of units for each line of the order, in its order. */
export function parcelOf(ordered: readonly ReservationLine[], texts: readonly string[]): Parcel {
  const quantities = ordered.map(({ quantity }, place) => unitsIn(texts[place] ?? '', quantity));
  const lines = ordered.flatMap((line, place) => (quantities[place] ? [{ ...line, quantity: quantities[place] }] : []));
  const isPart = ordered.some(({ quantity }, place) => quantities[place] !== quantity);
  return { lines, isPart, wrong: new Set(quantities.flatMap((quantity, place) => (quantity === undefined ? [place] : []))) };
}

/** 0 to `most`; an empty text is none. */
function unitsIn(text: string, most: number): number | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return 0;
  return /^\d{1,7}$/.test(trimmed) && Number(trimmed) <= most ? Number(trimmed) : undefined;
}
