import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { alertKey } from '../../domain/alerts.ts';
import type { AlertEntry, AlertItem } from '../../functions/check-thresholds/alert.ts';
import type { Delivered } from '../../local/emulator/sns/delivered.ts';
import type { StockKeyInput } from '../../schema/types.ts';
import type { StackDescription } from './stack.ts';
import { operator } from './tables.ts';

/** A message as a subscriber reads it, and the e-mail. */
export interface AlertMessage extends Delivered {
  message: { messageId: string; kind: string; part: number; parts: number; alerts: AlertEntry[] };
}

/** What the alert topic has delivered, newest first; with a level, the messages that tell of it. */
export async function deliveredAlerts(stack: StackDescription, level?: StockKeyInput): Promise<AlertMessage[]> {
  const response = await fetch(new URL('/_local/alerts', stack.graphqlUrl));
  const all = (await response.json()) as AlertMessage[];
  if (!level) return all;
  const isIt = (entry: AlertEntry) => entry.productId === level.productId && entry.warehouseId === level.warehouseId;
  return all.filter(({ message }) => message.alerts.some(isIt));
}

/** What is stored of a level's alert. */
export async function storedAlert(stack: StackDescription, level: StockKeyInput): Promise<AlertItem | undefined> {
  const { Item } = await operator(stack).send(new GetCommand({ ...itemOf(stack, level), ConsistentRead: true }));
  return Item as AlertItem | undefined;
}

/** As if the time were over that a run has for publishing about these levels. */
export async function lapse(stack: StackDescription, levels: readonly StockKeyInput[]): Promise<void> {
  const client = operator(stack);
  for (const level of levels) {
    const update = { UpdateExpression: 'SET pending.lease_until = :past', ConditionExpression: 'attribute_exists(pending)' };
    await client
      .send(new UpdateCommand({ ...itemOf(stack, level), ...update, ExpressionAttributeValues: { ':past': 0 } }))
      .catch((error: unknown) => {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      });
  }
}

/** As if a level had been published that long ago. */
export async function publishedAgo(stack: StackDescription, level: StockKeyInput, milliseconds: number): Promise<void> {
  const then = new Date(Date.now() - milliseconds).toISOString();
  const update = { UpdateExpression: 'SET told_at = :told', ExpressionAttributeValues: { ':told': then } };
  await operator(stack).send(new UpdateCommand({ ...itemOf(stack, level), ...update }));
}

function itemOf(stack: StackDescription, { productId, warehouseId }: StockKeyInput) {
  return { TableName: stack.tables.requests, Key: { request_id: alertKey(productId, warehouseId) } };
}
