import { itemBytes } from './item-size.ts';
import type { TouchedItem } from './touched-items.ts';

type Answer = Readonly<Record<string, unknown>>;
type Item = Readonly<Record<string, unknown>>;

/**
 * Sizes of items as calls showed them, bytes. What no call has shown whole counts as the little
 * that is known of it.
 */
export interface KnownSizes {
  /** 0 when it is not known. */
  stored(item: TouchedItem): number;
  /** The larger of the item as it is and as a call would leave it. */
  largest(item: TouchedItem): number;
  /** After a write that worked. */
  note(items: readonly TouchedItem[], answer: Answer): void;
}

/** The oldest are forgotten beyond that. */
const MOST_SIZES = 100_000;

/** Knows nothing at first. */
export function createKnownSizes(): KnownSizes {
  const sizes = new Map<string, number>();

  const stored = ({ item }: TouchedItem) => sizes.get(item) ?? 0;
  function remember(item: string, bytes: number): void {
    sizes.delete(item);
    sizes.set(item, bytes);
    const [oldest] = sizes.keys();
    if (sizes.size > MOST_SIZES && oldest !== undefined) sizes.delete(oldest);
  }

  return {
    stored,
    largest: (item) => Math.max(stored(item), bytesIn(item)),
    note(items, { Attributes }) {
      for (const touched of items) {
        const { kind, item, parameters } = touched;
        if (kind === 'Put') remember(item, bytesIn(touched));
        else if (kind === 'Delete') sizes.delete(item);
        else if (kind === 'Update' && parameters['ReturnValues'] === 'ALL_NEW') remember(item, itemBytes(Attributes as Item));
        else if (kind === 'Update') remember(item, Math.max(stored(touched), bytesIn(touched)));
      }
    },
  };
}

/**
 * What an entry itself shows of its item: all of it, or its key and the values that an update sets.
 */
function bytesIn({ kind, parameters }: TouchedItem): number {
  if (kind === 'Put') return itemBytes(parameters['Item'] as Item);
  const assigned = kind === 'Update' ? parameters['ExpressionAttributeValues'] : undefined;
  return itemBytes((parameters['Key'] ?? {}) as Item) + (assigned ? itemBytes(assigned as Item) : 0);
}
