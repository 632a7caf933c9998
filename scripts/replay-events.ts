import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { sendEvents } from '../functions/send-events/bus.ts';
import type { OutboundEvent } from '../functions/send-events/events.ts';
import { beginCommand, stackOption } from '../tools/command-line.ts';
import { eventsOfLedger } from './replay-events/ledger.ts';
import { readRange } from './replay-events/range.ts';
import { operatorOf, readStage } from './stage.ts';

// `npm run replay-events`: see --help. Consumers drop the copies of what they have, so this may be
// stopped at any line and run again.

/** How long the bus may refuse what is sent to it, milliseconds. */
const PATIENCE_MS = 5 * 60_000;
/** Events that are read before they are sent. */
const EVENTS_AT_ONCE = 500;

const { values } = beginCommand({
  usage: 'npm run replay-events -- --from TIME --to TIME [options]',
  about: 'Sends what happened between two moments to the bus again, from the history: also what its archive no longer has.',
  options: {
    from: { type: 'string', value: 'TIME', help: 'from when on, such as 2026-11-30T09:00:00Z' },
    to: { type: 'string', value: 'TIME', help: 'until before when (default now)' },
    product: { type: 'string', value: 'ID', help: 'only events of this product' },
    kind: { type: 'string', value: 'KIND', help: 'only events of this kind, such as stock.changed' },
    'dry-run': { type: 'boolean', default: false, help: 'counts them, and sends nothing' },
    ...stackOption,
  },
  more:
    'Each has the id that it had, so that who has it drops it, and the name of the replay in `replay`. A reservation is sent as it is now, not in each of\n' +
    'its states; a status of a movement of before this release is not sent. Ends with 1 when the bus did not take all of them.',
});
const range = readRange(values);
const stage = readStage(values.stack);
if (stage.events === undefined) throw new Error(`${values.stack} names no event bus: the stage was deployed without events.`);
const client = operatorOf(stage);
const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient(client));
const bus = { client: new EventBridgeClient(client), name: stage.events.bus };
const replay = `replay ${new Date().toISOString()}`;
const counts = new Map<string, number>();
let waiting: OutboundEvent[] = [];
for await (const event of eventsOfLedger(dynamodb, stage.tables, range)) {
  counts.set(event.kind, (counts.get(event.kind) ?? 0) + 1);
  waiting.push(event);
  if (waiting.length >= EVENTS_AT_ONCE) await sendWaiting();
}
await sendWaiting();
report();

async function sendWaiting(): Promise<void> {
  const [first] = values['dry-run'] ? [] : await sendEvents(waiting, bus, Date.now() + PATIENCE_MS, replay);
  waiting = [];
  if (!first) return;
  throw new Error(`The bus ${bus.name} did not take ${first.event.id}: ${(first.cause as Error).message} Run the same command again.`);
}

function report(): void {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  for (const [kind, count] of [...counts].sort()) process.stdout.write(`${kind}: ${count}\n`);
  process.stdout.write(values['dry-run'] ? `${all} events would be sent\n` : `${all} events were sent to ${bus.name} as "${replay}"\n`);
}
