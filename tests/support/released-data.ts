import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Template } from '../../local/emulator/template/reader.ts';
import released from './released-data.json' with { type: 'json' };
import type { StackDescription } from './stack.ts';
import { operator } from './tables.ts';
import { withoutFeed } from './without-feed.ts';

// Data as the release before this one has stored it: made with that release's own code, written
// anew when a release is made, and at no other time. Nothing here follows what the code of today
// would write. Two levels of a lamp, a chair, a stool and a retired level with their whole history;
// reservations that are open, changed, due, released, shipped; a call of each kind; an open alert;
// an order of two reservations whose function died when half of it had shipped.

type Item = Record<string, unknown>;

/** What the tables have, by table. */
export const releasedData = released as unknown as Record<'inventory' | 'reservations' | 'requests' | 'movements', Item[]>;

const NEW_INDEXES = ['committed-index', 'activity-index'];
const NEW_KEYS = ['commit_shard', 'commit_key', 'activity_shard', 'activity_key'];

const HOUR = 3_600;
const MONTH = 30 * 24 * HOUR;

/** Makes a template's tables those of the release before, and leaves out what follows them. */
export function asReleased(template: Template): void {
  withoutFeed(template);
  for (const { Type, Properties = {} } of Object.values(template.Resources)) {
    if (Type !== 'AWS::DynamoDB::Table') continue;
    const drop = (list: string, isNew: (part: Record<string, unknown>) => boolean) => {
      const all = Properties[list] as Record<string, unknown>[] | undefined;
      if (all) Properties[list] = all.filter((part) => !isNew(part));
    };
    drop('GlobalSecondaryIndexes', ({ IndexName }) => NEW_INDEXES.includes(String(IndexName)));
    drop('AttributeDefinitions', ({ AttributeName }) => NEW_KEYS.includes(String(AttributeName)));
  }
}

/** Writes it all into a stack's tables, with times that are over, or not, as they were then. */
export async function loadReleasedData({ tables, ...stack }: StackDescription): Promise<void> {
  const client = operator({ tables, ...stack });
  const now = Math.floor(Date.now() / 1_000);
  for (const [name, items] of Object.entries(releasedData))
    for (const item of items)
      await client.send(new PutCommand({ TableName: tables[name as keyof typeof releasedData], Item: asOf(now, item) }));
}

/** The reservation whose name says so is due since a minute, other active ones last an hour. */
function asOf(now: number, item: Item): Item {
  const { reservation_id, hold_key } = item;
  if (typeof hold_key === 'string') {
    const expires_at = reservation_id === 'cart-due' ? now - 60 : now + HOUR;
    const times = { expires_at, latest_end: expires_at + 23 * HOUR, reservation_expiry: expires_at + 24 * HOUR };
    return { ...item, ...times, hold_key: hold_key.replace(/^\d{10}/, `${expires_at}`) };
  }
  const ends = ['request_expiry', 'reservation_expiry'].filter((name) => name in item);
  return { ...item, ...Object.fromEntries(ends.map((name) => [name, now + MONTH])) };
}
