import { isRead, type Meter } from './consumption.ts';
import type { Consumption } from './units.ts';

type Body = Readonly<Record<string, unknown>>;
type Answer = Record<string, unknown>;

const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'TransactWriteItems'];

/**
 * Sends a call and notes what it consumed, whether it works or not. The answer tells it only to a
 * caller who has asked.
 */
export async function metered(
  meter: Meter,
  operation: string,
  body: Body,
  send: (body: Body) => Promise<Answer>,
  note: (consumed: Consumption[]) => void,
): Promise<Answer> {
  if (!isRead(operation) && !WRITES.includes(operation)) return send(body);
  const wanted = body['ReturnConsumedCapacity'] !== undefined && body['ReturnConsumedCapacity'] !== 'NONE';
  try {
    const answer = await send(wanted ? body : { ...body, ReturnConsumedCapacity: 'INDEXES' });
    note(meter.consumed(operation, body, answer));
    if (wanted) return answer;
    return Object.fromEntries(Object.entries(answer).filter(([name]) => name !== 'ConsumedCapacity'));
  } catch (error) {
    note(meter.consumedByFailure(operation, body, error));
    throw error;
  }
}
