import { isContentionCode } from '../../../domain/errors.ts';
import type { Outcome, There } from './load.ts';

/** Why DynamoDB cancelled a transaction, action by action, as on the wire. */
export type Reasons = readonly { Code?: string | undefined; Item?: Record<string, AttributeValue> | undefined }[];

interface AttributeValue {
  S?: string | undefined;
  N?: string | undefined;
  M?: Record<string, AttributeValue> | undefined;
}

/**
 * What a cancelled transaction means for a load. Undefined where nothing of it is known: sending it
 * again would not help.
 */
export function outcomeOf(reasons: Reasons): Outcome | undefined {
  const there = reasons.flatMap(({ Code, Item }, place): There[] =>
    Code === 'ConditionalCheckFailed'
      ? [{ place, load: Item?.['last_change']?.M?.['load']?.S, stockCount: Number(Item?.['stock_count']?.N) }]
      : [],
  );
  if (there.length > 0) return { there };
  return reasons.some(({ Code = '' }) => isContentionCode(Code)) ? 'busy' : undefined;
}
