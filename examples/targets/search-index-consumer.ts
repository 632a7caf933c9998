import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';

/** Of an event `stock.changed` what this consumer needs; all of `data` goes into the index. */
interface StockChanged {
  detail: { data: { productId: string; warehouseId: string; sequence: number } };
}

const TIMEOUT_MS = 5_000;

/**
 * Writes levels to the index. What it could not write comes again; the rest of the batch does not.
 */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const failed = await Promise.all(
    Records.map(async ({ messageId, body }) => {
      try {
        await write((JSON.parse(body) as StockChanged).detail.data);
        return [];
      } catch (error) {
        process.stderr.write(`${messageId}: ${(error as Error).message}\n`);
        return [{ itemIdentifier: messageId }];
      }
    }),
  );
  return { batchItemFailures: failed.flat() };
}

/**
 * One document a level, with the level's sequence as its version: the index itself takes the newest
 * only. Events come more than once and overtake each other, so there is nothing else to remember. A
 * level that was retired stays, with the cause `REMOVED`: leave those out of what you search.
 */
async function write(level: StockChanged['detail']['data']): Promise<void> {
  const id = encodeURIComponent(`${level.productId}@${level.warehouseId}`);
  const response = await fetch(`${process.env['INDEX_URL']}/_doc/${id}?version_type=external&version=${level.sequence}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(level),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  // The index has this change already, or a later one.
  if (response.status === 409) return;
  if (!response.ok) throw new Error(`The index answered ${response.status}: ${await response.text()}`);
}
