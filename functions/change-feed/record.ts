import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { LastChange } from '../../domain/last-change.ts';
import type { LevelItem } from '../../domain/level.ts';
import type { Marks } from '../../domain/marks.ts';
import type { AdjustmentReason, StockChangeCause } from '../../schema/types.ts';
import { PermanentError } from '../lib/retry.ts';

/** A level as the stream shows it after a change. */
export type ChangedLevel = LevelItem & Marks & { last_change: LastChange };

/** One change of one level. */
export interface LevelChange {
  /** The record's own number in the stream, which names it in the answer to Lambda. */
  recordNumber: string;
  /** Undefined for the first change of a level. */
  before: LevelItem | undefined;
  after: ChangedLevel;
}

// Records, so that a cause or reason that the schema gets cannot be forgotten here.
const CAUSES: Readonly<Record<StockChangeCause, true>> = {
  CREATED: true,
  COUNTED: true,
  ADJUSTED: true,
  TRANSFERRED_IN: true,
  TRANSFERRED_OUT: true,
  SETTINGS: true,
  REMOVED: true,
  RESERVED: true,
  RESERVATION_CHANGED: true,
  RELEASED: true,
  EXPIRED: true,
  FULFILLED: true,
  REPAIRED: true,
};
const REASONS: Readonly<Record<AdjustmentReason, true>> = {
  CORRECTION: true,
  RECEIVED: true,
  RETURN: true,
  DAMAGED: true,
  LOST: true,
  PROMOTION: true,
  OTHER: true,
};
const NUMBERS = ['stock_count', 'reserved_count', 'available_count', 'threshold_level', 'version', 'sequence'] as const;
const TEXTS = ['product_id', 'warehouse_id', 'last_updated'] as const;

/**
 * What a stream record tells. Undefined where nothing changed that concerns anybody: the sequence is the same when the feed stored its own
 * marks, and a deletion by hand leaves no state to tell.
 * Throws a PermanentError when a writer did not keep to the data model.
 */
export function readRecord(record: DynamoDBRecord): LevelChange | undefined {
  const { NewImage, OldImage, SequenceNumber = '' } = record.dynamodb ?? {};
  if (!NewImage) return undefined;
  const after = unmarshall(NewImage as Record<string, AttributeValue>) as ChangedLevel;
  const before = OldImage && (unmarshall(OldImage as Record<string, AttributeValue>) as LevelItem);
  if (before?.sequence === after.sequence) return undefined;
  check(after);
  return { recordNumber: SequenceNumber, before, after };
}

function check(level: Partial<ChangedLevel>): void {
  const wrong =
    NUMBERS.find((name) => !Number.isSafeInteger(level[name])) ??
    TEXTS.find((name) => typeof level[name] !== 'string') ??
    wrongPartOf(level.last_change);
  if (wrong !== undefined) {
    const name = `${String(level.product_id)} in ${String(level.warehouse_id)}`;
    throw new PermanentError(
      `The item of ${name} was written with a wrong or missing ${wrong}; docs/data-model.md says what it must have.`,
    );
  }
}

function wrongPartOf(change: LastChange | undefined): string | undefined {
  if (!change || !Object.hasOwn(CAUSES, change.cause)) return 'last_change.cause';
  return change.reason !== undefined && !Object.hasOwn(REASONS, String(change.reason)) ? 'last_change.reason' : undefined;
}
