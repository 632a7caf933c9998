import { AwsError } from './gateway.ts';

/** What the service says beside each cancellation code. */
export const REASON_MESSAGES: Readonly<Record<string, string>> = {
  ConditionalCheckFailed: 'The conditional request failed',
  ItemCollectionSizeLimitExceeded: 'Collection size exceeded.',
  TransactionConflict: 'Transaction is ongoing for the item',
  ProvisionedThroughputExceeded: 'Throughput exceeds the current capacity of your table or index.',
  ThrottlingError: 'Throughput exceeds the current capacity for one or more global secondary indexes.',
  ValidationError: 'The provided expression refers to an attribute that does not exist in the item',
};

/** One entry's reason for a cancellation. */
export type Reason = Readonly<{ Code: string; Message?: string | undefined; Item?: unknown }>;

/** A cancelled transaction, with the reason of each of its entries. */
export function cancelled(reasons: readonly Reason[]): AwsError {
  const list = reasons.map((reason) => reason.Code).join(', ');
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${list}]`;
  return new AwsError('TransactionCanceledException', message, 400, { Message: message, CancellationReasons: reasons });
}

/** A transaction of so many entries that is cancelled for one code, at these places. */
export function cancelledFor(code: string, places: readonly number[], entries: number): AwsError {
  return cancelled(
    Array.from({ length: entries }, (_, place) =>
      places.includes(place) ? { Code: code, Message: REASON_MESSAGES[code] } : { Code: 'None' },
    ),
  );
}

/** A write of one item that met a transaction. */
export function conflicted(): AwsError {
  return new AwsError('TransactionConflictException', 'Transaction is ongoing for the item');
}

/**
 * A call that is no transaction, above what its key can take. Tables on demand answer with this
 * one.
 */
export function throttled(): AwsError {
  return new AwsError('ThrottlingException', 'Throughput exceeds the current capacity of your table or index. Try again shortly.');
}
