import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A message as SNS delivered it to a subscriber. */
export interface Delivered {
  /** SNS's own id; a message that is published again has another one. */
  messageId: string;
  /** ISO 8601. */
  timestamp: string;
  subject: string | null;
  attributes: Record<string, { Type: string; Value: string }>;
  /** What a queue gets, read as JSON where it is JSON. */
  message: unknown;
  /** What subscribers by e-mail read. */
  email: string;
}

/** What a topic has delivered. */
export interface DeliveryLog {
  add(message: Delivered): void;
  /** Newest first. */
  list(): Delivered[];
}

/** A log in a file of JSON lines, so that it is there again after a restart. */
export function openDeliveryLog(path: string): DeliveryLog {
  mkdirSync(dirname(path), { recursive: true });
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  const messages = lines.flatMap((line) => read(line) ?? []);
  // A line that a killed stack left half written must not spoil the next one.
  if (lines.at(-1)) appendFileSync(path, '\n');
  return {
    add(message) {
      appendFileSync(path, `${JSON.stringify(message)}\n`);
      messages.push(message);
    },
    list: () => messages.toReversed(),
  };
}

function read(line: string): Delivered | undefined {
  try {
    return JSON.parse(line) as Delivered;
  } catch {
    return undefined;
  }
}
