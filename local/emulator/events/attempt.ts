import type { BusEvent } from './event.ts';

/** How an attempt to deliver went. */
export type Attempt = { kind: 'delivered' } | Failure;

/** What went wrong, in the words that a dead-letter queue gets. */
export interface Failure {
  kind: 'failed';
  /** Whether it may go better another time. */
  retry: boolean;
  code: string;
  message: string;
  /** The least that the target asks to wait, milliseconds. */
  waitMs?: number;
}

/** Takes what a target gets to it. Never rejects. */
export type Deliver = (input: string, event: BusEvent) => Promise<Attempt>;

export const DELIVERED: Attempt = { kind: 'delivered' };
