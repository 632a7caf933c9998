import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { DEAD_LETTER_KINDS, functionVariable } from '../../domain/dead-letters.ts';
import type { DeadLetter, DeadLetterKind } from '../../schema/types.ts';

/** So many products name a batch well enough. */
const MOST_PRODUCTS = 10;

/**
 * What Lambda writes about a batch that a function gave up; `payload` is the event, as JSON text.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
interface FailedInvocation {
  requestContext?: { functionArn?: string };
  timestamp?: string;
  DDBStreamBatchInfo?: { batchSize?: number };
  payload?: string;
}

/** An object of the bucket as staff see it; undefined for one that no function left there. */
export function deadLetterOf(id: string, text: string): DeadLetter | undefined {
  const { requestContext, timestamp, DDBStreamBatchInfo, payload } = readObject(text);
  const kind = DEAD_LETTER_KINDS.find((each) => isOf(each, requestContext?.functionArn ?? ''));
  if (kind === undefined || timestamp === undefined) return undefined;
  const records = recordsOf(payload);
  return { id, kind, failedAt: timestamp, recordCount: DDBStreamBatchInfo?.batchSize ?? records.length, productIds: productsOf(records) };
}

/** A qualifier may follow the ARN of the function. */
function isOf(kind: DeadLetterKind, arn: string): boolean {
  const own = process.env[functionVariable(kind)] ?? '';
  return own !== '' && (arn === own || arn.startsWith(`${own}:`));
}

function readObject(text: string): FailedInvocation {
  try {
    return JSON.parse(text) as FailedInvocation;
  } catch {
    return {};
  }
}

function recordsOf(payload = ''): DynamoDBRecord[] {
  try {
    return (JSON.parse(payload) as { Records?: DynamoDBRecord[] }).Records ?? [];
  } catch {
    return [];
  }
}

/**
 * Levels have the product in their keys, movements in the level that they are of, reservations and
 * orders in their lines.
 */
function productsOf(records: readonly DynamoDBRecord[]): string[] {
  const products = new Set<string>();
  for (const { dynamodb } of records) {
    const image = (dynamodb?.NewImage ?? dynamodb?.OldImage ?? {}) as Record<string, AttributeValue>;
    for (const product of [dynamodb?.Keys?.['product_id']?.S, image['product_id']?.S, ...linesOf(image['lines'])]) {
      if (product !== undefined && products.size < MOST_PRODUCTS) products.add(product);
    }
  }
  return [...products];
}

function linesOf(lines: AttributeValue | undefined): (string | undefined)[] {
  return (lines?.L ?? []).map((line) => line.M?.['product_id']?.S);
}
