import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { marksOf } from '../../domain/derived-status.ts';
import { mapLimited } from '../../functions/lib/concurrency.ts';
import { importedLevel } from '../../tests/support/import.ts';
import type { StackDescription } from '../../tests/support/stack.ts';
import { operator } from '../../tests/support/tables.ts';

/** The most that DynamoDB writes in one BatchWriteItem. */
const MOST_WRITES = 25;
const CONCURRENCY = 16;
/** Units of a level that is low, and of one that is not; the threshold is 5. */
const [FEW, MANY] = [3, 50];

/**
 * Writes a catalogue past the API, marks included, as it is when the change feed has followed. The
 * low levels are spread evenly over it.
 */
export async function givenCatalogue(
  stack: StackDescription,
  levels: number,
  low: number,
  progress: (written: number) => void,
): Promise<void> {
  const client = operator(stack);
  const each = Math.floor(levels / low);
  const starts = Array.from({ length: Math.ceil(levels / MOST_WRITES) }, (_, call) => call * MOST_WRITES);
  let written = 0;
  await mapLimited(starts, CONCURRENCY, async (start) => {
    const count = Math.min(MOST_WRITES, levels - start);
    const puts = Array.from({ length: count }, (_, place) => {
      const index = start + place;
      const isLow = index % each === 0 && index / each < low;
      const item = importedLevel({ productId: `product-${index}`, warehouseId: 'LONDON' }, isLow ? FEW : MANY);
      const since = isLow && { attention_since: item.last_updated };
      return { PutRequest: { Item: { ...item, category: 'Lights', ...marksOf(item), ...since } } };
    });
    await client.send(new BatchWriteCommand({ RequestItems: { [stack.tables.inventory]: puts } }));
    written += count;
    progress(written);
  });
}
