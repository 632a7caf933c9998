import { FIELD_NAMES, productFields } from '../../domain/level-fields.ts';

// What staff and back ends ask of each type: all of its fields. A test compares them with the
// schema.

const STATE = `productId warehouseId ${FIELD_NAMES.join(' ')} stockCount reservedCount committedCount availableCount safetyStock sellableCount thresholdLevel status version sequence`;
export const LEVEL = `${STATE} lastUpdated`;
export const CHANGE = `${STATE} cause stockDelta reservedDelta committedDelta actor actorKind reason note reference previous{${productFields.map(({ field }) => field).join(' ')}} changedAt`;
export const PRODUCT = `productId stockCount reservedCount committedCount availableCount sellableCount status levels{${LEVEL}}`;
export const SUMMARY = 'levels low out oversold';
export const DEAD_LETTERS = 'total isCut items{id kind failedAt recordCount productIds}';

const LINES = 'lines{productId warehouseId quantity}';
export const RESERVATION = `reservationId status revision ${LINES} reference createdAt expiresAt orderId committedAt closedAt`;
export const FULFILLMENT = `orderId reference reservationIds ${LINES} fulfilledAt`;
