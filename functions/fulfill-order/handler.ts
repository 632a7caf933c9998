import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import type { FulfillStockInput, Fulfillment } from '../../schema/types.ts';
import { documentClient } from '../lib/dynamodb.ts';
import { environment } from '../lib/environment.ts';
import { Refusal } from '../lib/refusal.ts';
import { finishOrders } from './resume.ts';
import type { Finished } from './resume.ts';
import { fulfill } from './fulfill.ts';
import { readOrder } from './input.ts';
import { createStore } from './store.ts';

/** What the resolver of fulfillStock hands over, or what the schedule asks for. */
type Event = { task: 'finish' } | { task: 'fulfil'; input: FulfillStockInput; actor: string; asked?: string | null };

/** What the resolver answers with, or refuses by. */
type FulfillAnswer = { fulfillment: Fulfillment } | { refusal: { type: string; message: string; info: Record<string, unknown> } };

/**
 * How long an order is worked on, milliseconds: AppSync waits 30 seconds, a cold start and the last
 * step included. What is left then is gone on with by the next call.
 */
const BUDGET_MS = Number(environment('BUDGET_MS'));

const logger = new Logger();
const dynamodb = documentClient(1);
const tables = {
  inventory: environment('INVENTORY_TABLE'),
  reservations: environment('RESERVATIONS_TABLE'),
  requests: environment('REQUESTS_TABLE'),
};

/**
 * Ships an order, or finishes what dead runs left. Refusals are answers; anything that rejects
 * becomes INTERNAL in the resolver, and the log has the cause.
 */
export async function handler(event: Event, context: Context): Promise<FulfillAnswer | Finished> {
  logger.addContext(context);
  const deadline = Date.now() + BUDGET_MS;
  if (event.task === 'finish') return finishOrders((until) => createStore(dynamodb, tables, until), deadline, logger);
  try {
    const order = readOrder(event.input, event.actor, event.asked);
    return { fulfillment: await fulfill(order, createStore(dynamodb, tables, deadline)) };
  } catch (error) {
    if (error instanceof Refusal) return { refusal: { type: error.type, message: error.message, info: error.info } };
    logger.error('An order failed', { order_id: event.input.orderId, reservation_ids: event.input.reservationIds, error: error as Error });
    throw error;
  }
}
