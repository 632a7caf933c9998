import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Outcome, TransactionAction } from '../../domain/calls/action.ts';
import type { Instant } from '../../domain/instant.ts';
import type { LevelItem } from '../../domain/level.ts';
import { levelKey } from '../../domain/lines.ts';
import { UNFINISHED_INDEX } from '../../domain/indexes.ts';
import { orderKey, UNFINISHED } from '../../domain/orders.ts';
import type { OrderItem } from '../../domain/orders.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { readItems, untilRead } from '../lib/batch-get.ts';
import { contended } from '../lib/refusal.ts';
import { transact } from '../lib/transactions.ts';
import type { LevelMove } from './level-move.ts';
import type { OpenOrder } from './open-order.ts';

/** The tables that an order reads. */
export interface Tables {
  inventory: string;
  reservations: string;
  requests: string;
}

/** DynamoDB as orders use it. Reads are strongly consistent. */
export interface Store {
  order: (orderId: string) => Promise<OrderItem | undefined>;
  /** Orders that are not at their end, a few at least. */
  unfinished: () => Promise<OpenOrder[]>;
  /** Each at the place of its id. */
  reservations: (reservationIds: readonly string[]) => Promise<(ReservationItem | undefined)[]>;
  /** The levels of these moves, each at the place of its move. */
  levels: (moves: readonly LevelMove[]) => Promise<(LevelItem | undefined)[]>;
  /** Throws CONTENTION when there is no time left for another attempt. */
  checkTime: () => void;
  /** Rejects as untilKnown does when it cannot end in time. */
  transact: (build: (at: Instant) => TransactionAction[]) => Promise<Outcome>;
}

/**
 * What a read may take at least, milliseconds: what explains a refusal comes when the time is over.
 */
const LAST_READ_MS = 1_000;

/** A store that tries until `deadline`, epoch milliseconds. */
export function createStore(dynamodb: DynamoDBDocumentClient, tables: Tables, deadline: number): Store {
  const checkTime = () => {
    if (Date.now() > deadline) throw contended();
  };
  const again = <Result>(call: () => Promise<Result>) => untilRead(call, Math.max(deadline, Date.now() + LAST_READ_MS));
  const read = <Item>(table: string, keys: readonly Record<string, unknown>[]) => readItems<Item>(dynamodb, table, keys, deadline);
  return {
    checkTime,
    order: async (orderId) => {
      const key = { request_id: orderKey(orderId) };
      const get = new GetCommand({ TableName: tables.requests, Key: key, ConsistentRead: true });
      const { Item } = await again(() => dynamodb.send(get));
      return Item as OrderItem | undefined;
    },
    unfinished: async () => {
      const query = new QueryCommand({
        TableName: tables.requests,
        IndexName: UNFINISHED_INDEX.name,
        KeyConditionExpression: '#unfinished = :order',
        ExpressionAttributeNames: { '#unfinished': UNFINISHED_INDEX.partition },
        ExpressionAttributeValues: { ':order': UNFINISHED },
      });
      const { Items = [] } = await again(() => dynamodb.send(query));
      const orders = await read<OpenOrder>(
        tables.requests,
        Items.map(({ request_id }) => ({ request_id: request_id as unknown })),
      );
      // The index may be behind: what has ended since is none of them.
      return orders.filter(({ unfinished }) => unfinished === UNFINISHED);
    },
    reservations: async (reservationIds) => {
      const items = await read<ReservationItem>(
        tables.reservations,
        reservationIds.map((id) => ({ reservation_id: id })),
      );
      const found = new Map(items.map((item) => [item.reservation_id, item]));
      return reservationIds.map((id) => found.get(id));
    },
    levels: async (moves) => {
      const keys = moves.map(({ product_id, warehouse_id }) => ({ product_id, warehouse_id }));
      const items = await read<LevelItem>(tables.inventory, keys);
      const found = new Map(items.map((item) => [levelKey(item.product_id, item.warehouse_id), item]));
      return moves.map((move) => found.get(levelKey(move.product_id, move.warehouse_id)));
    },
    transact: (build) => transact(dynamodb, build, deadline),
  };
}
