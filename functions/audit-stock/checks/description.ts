import { descriptionOf } from '../../../domain/level-fields.ts';
import { isLive } from '../../../domain/level.ts';
import { isSameDescription } from '../../../domain/product-description.ts';
import type { Audit, Finding } from '../audit.ts';
import type { StoredLevel } from './level.ts';

/** Different descriptions that a finding shows. */
const SHOWN = 3;

/**
 * The products of a page of levels whose levels may be described differently. The last one may go
 * on behind the page, so that it is always among them.
 */
export function productsToCompare(levels: readonly StoredLevel[]): string[] {
  const products = Map.groupBy(levels.filter(isLive), ({ product_id }) => product_id);
  const differing = [...products].filter(([, own]) => own.some((level) => !isSameDescription(level, own[0] ?? level)));
  const last = levels.at(-1)?.product_id;
  return [...new Set([...differing.map(([productId]) => productId), ...(last === undefined ? [] : [last])])];
}

/** Whether the levels of a product are described alike, by all of them as they are now. */
export async function descriptionFindings({ reads, tables }: Audit, productId: string): Promise<Finding[]> {
  const items = await reads.query({
    TableName: tables.inventory,
    KeyConditionExpression: '#product_id = :product_id',
    ExpressionAttributeNames: { '#product_id': 'product_id' },
    ExpressionAttributeValues: { ':product_id': productId },
    ConsistentRead: true,
  });
  const levels = (items as unknown as StoredLevel[]).filter(isLive);
  const different = Map.groupBy(levels, (level) => JSON.stringify(descriptionOf(level)));
  if (different.size < 2) return [];
  const shown = [...different].slice(0, SHOWN).map(([text, own]) => `${own[0]?.warehouse_id ?? ''} ${text}`);
  return [{ kind: 'DESCRIPTION', expected: 'one description', found: `${different.size}: ${shown.join(', ')}` }];
}
