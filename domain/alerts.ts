import { KEY_SEPARATOR } from './text.ts';

/**
 * What subscribers know about a low level, its alert, is an item of Requests. This partition of
 * unfinished-index has the alerts of levels that have not recovered.
 */
export const OPEN_ALERT = 'ALERT';

/** How the key of each alert begins. */
export const ALERT_PREFIX = 'ALERT#';

/** The key of a level's alert. */
export function alertKey(productId: string, warehouseId: string): string {
  return ALERT_PREFIX + productId + KEY_SEPARATOR + warehouseId;
}

/** The level of an alert's key. */
export function levelOf(requestId: string): { product_id: string; warehouse_id: string } {
  const [product_id, warehouse_id] = requestId.slice(ALERT_PREFIX.length).split(KEY_SEPARATOR);
  return { product_id: product_id ?? '', warehouse_id: warehouse_id ?? '' };
}
