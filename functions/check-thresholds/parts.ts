import type { Services } from './alert-store.ts';
import type { Rules } from './decide.ts';
import type { Message } from './message.ts';

/** What the check works with beside the tables. */
export interface Parts extends Services {
  rules: Omit<Rules, 'now'>;
  /** Hands a message to SNS; rejects when it may not have taken it. */
  publish: (message: Message) => Promise<void>;
  /** Gets what failed and does not stop the run. */
  onError: (message: string, error: Error) => void;
}

/** What a run did. */
export interface CheckReport {
  /** Levels that are low or out now. */
  low: number;
  /**
   * Of these, levels whose units are all there and all reserved: shoppers find none, and nobody has
   * bought one.
   */
  held: number;
  /** Levels that it told of, and the messages that this took. */
  told: number;
  messages: number;
}
