import { retention } from './limits.ts';

/**
 * What is done once per id of the caller's. The kind is part of the key, so ids of different kinds
 * never meet.
 */
export type RequestKind = 'ADJUSTMENT' | 'TRANSFER' | 'DESCRIPTION' | 'EXPIRED_HOLD';

/** An item of the Requests table: written in the same transaction as its effect. */
export interface RequestItem {
  request_id: string;
  /** The input as one text in a canonical form: equal texts are equal calls. */
  input: string;
  created_at: string;
  /** TTL attribute, epoch seconds. */
  request_expiry: number;
}

/** The record of one call. */
export function requestItem(kind: RequestKind, id: string, input: string, createdAt: string, nowSeconds: number): RequestItem {
  return {
    request_id: `${kind}#${id}`,
    input,
    created_at: createdAt,
    request_expiry: nowSeconds + retention.request,
  };
}
