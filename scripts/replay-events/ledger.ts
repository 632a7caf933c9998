import { QueryCommand, paginateQuery, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { movementsOf } from '../../domain/movement.ts';
import type { MovementItem } from '../../domain/movement.ts';
import type { OrderItem } from '../../domain/orders.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { eventsOfMovement, eventsOfOrder, lastEventOfReservation } from '../../functions/send-events/events.ts';
import type { OutboundEvent } from '../../functions/send-events/events.ts';
import type { StackDescription } from '../../infra/stack-outputs.ts';
import type { Range } from './range.ts';

type Tables = StackDescription['tables'];

/**
 * How much later than its place in the order says a change may be dated, milliseconds: writes are
 * tried for less than that, and say when they were sent.
 */
const OUT_OF_ORDER_MS = 60_000;

/**
 * What happened in a range: by level, each in its order, then reservations as they are now, and
 * orders. Reads each level's newest movements, as far back as the range goes, and the tables of
 * reservations and orders whole.
 */
export async function* eventsOfLedger(dynamodb: DynamoDBDocumentClient, tables: Tables, range: Range): AsyncGenerator<OutboundEvent> {
  const { kind } = range;
  const asks = (prefix: string) => kind === undefined || kind.startsWith(prefix);
  const isAsked = (event: OutboundEvent) => kind === undefined || event.kind === kind;
  if (asks('stock.')) {
    for await (const { product_id, warehouse_id } of levelsOf(dynamodb, tables.inventory, range)) {
      const movements = await movementsIn(dynamodb, tables.movements, movementsOf(product_id, warehouse_id), range);
      yield* movements.flatMap(eventsOfMovement).filter(isAsked);
    }
  }
  if (asks('reservation.')) {
    for await (const reservation of all<ReservationItem>(dynamodb, tables.reservations)) {
      if (concerns(reservation, range) && mayBeIn(reservation, range)) yield* lastEventOfReservation(reservation).filter(isAsked);
    }
  }
  if (asks('order.')) {
    for await (const order of all<OrderItem>(dynamodb, tables.requests)) {
      if (order.state === 'SHIPPED' && concerns(order, range) && isIn(order.fulfilled_at ?? '', range)) yield* eventsOfOrder(order);
    }
  }
}

async function* levelsOf(dynamodb: DynamoDBDocumentClient, table: string, { product }: Range) {
  if (product === undefined) yield* all<{ product_id: string; warehouse_id: string }>(dynamodb, table, 'product_id, warehouse_id');
  else {
    const query = { KeyConditionExpression: 'product_id = :product', ExpressionAttributeValues: { ':product': product } };
    for await (const { Items = [] } of paginateQuery({ client: dynamodb }, { TableName: table, ...query }))
      yield* Items as { product_id: string; warehouse_id: string }[];
  }
}

/** A level's movements of the range, oldest first. */
async function movementsIn(dynamodb: DynamoDBDocumentClient, table: string, level: string, range: Range): Promise<MovementItem[]> {
  const before = new Date(Date.parse(range.from) - OUT_OF_ORDER_MS).toISOString();
  const found: MovementItem[] = [];
  const query = { KeyConditionExpression: '#level = :level', ExpressionAttributeNames: { '#level': 'level' }, ScanIndexForward: false };
  const input = { TableName: table, ...query, ExpressionAttributeValues: { ':level': level } };
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  // A few at first: most levels did not change in the range.
  for (let Limit = 10; ; Limit = 500) {
    const { Items = [], LastEvaluatedKey } = await dynamodb.send(
      new QueryCommand({ ...input, Limit, ...(ExclusiveStartKey && { ExclusiveStartKey }) }),
    );
    const movements = Items as MovementItem[];
    found.push(...movements.filter(({ changed_at }) => isIn(changed_at, range)));
    if (!LastEvaluatedKey || movements.some(({ changed_at }) => changed_at < before)) return found.reverse();
    ExclusiveStartKey = LastEvaluatedKey;
  }
}

async function* all<Item>(dynamodb: DynamoDBDocumentClient, table: string, ProjectionExpression?: string): AsyncGenerator<Item> {
  const scan = { TableName: table, ...(ProjectionExpression && { ProjectionExpression }) };
  for await (const { Items = [] } of paginateScan({ client: dynamodb }, scan)) yield* Items as Item[];
}

function isIn(time: string, { from, to }: Range): boolean {
  return time >= from && time < to;
}

/** When an open reservation was last changed, nothing says. */
function mayBeIn({ created_at, closed_at }: ReservationItem, range: Range): boolean {
  return closed_at ? isIn(closed_at, range) : created_at < range.to;
}

function concerns({ lines = [] }: Pick<OrderItem, 'lines'>, { product }: Range): boolean {
  return product === undefined || lines.some(({ product_id }) => product_id === product);
}
