/** A request of the API for a write that has a key. Times are milliseconds of the run's clock. */
export interface AnsweredRequest {
  operation: string;
  /** What makes it the same write when it is sent again. */
  key: string;
  begun: number;
  /** Infinity until it is answered. */
  ended: number;
  /** What it was refused with; undefined where it was done, or nobody knows. */
  errorType: string | undefined;
}

/** Which part of its input names a write. */
const KEYS: Readonly<Record<string, string>> = {
  reserveStock: 'reservationId',
  adjustStock: 'adjustmentId',
  transferStock: 'transferId',
  fulfillStock: 'orderId',
  updateStock: 'note',
  removeStock: 'note',
};

/** A request that begins now; undefined for one without a key. */
export function requestOf(body: string, begun: number): AnsweredRequest | undefined {
  const { query, variables } = JSON.parse(body) as { query: string; variables?: { input?: Record<string, unknown> } };
  const operation = /^\s*mutation[^{]*\{\s*(\w+)/.exec(query)?.[1] ?? '';
  const key = variables?.input?.[KEYS[operation] ?? ''];
  return typeof key === 'string' ? { operation, key, begun, ended: Infinity, errorType: undefined } : undefined;
}

/** Notes what a request came to. */
export function endRequest(request: AnsweredRequest, body: string, ended: number): void {
  const { errors } = JSON.parse(body) as { errors?: { errorType?: string }[] };
  Object.assign(request, { ended, errorType: errors?.[0]?.errorType });
}
