import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { LastChange } from '../../domain/last-change.ts';
import type { LevelItem } from '../../domain/level.ts';
import { textFields } from '../../domain/level-fields.ts';
import { limits } from '../../domain/limits.ts';
import type { Marks } from '../../domain/derived-status.ts';
import { whole } from '../../domain/stored.ts';
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
  COMMITTED: true,
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
type Rule = (value: unknown) => boolean;
const isId: Rule = (value) => typeof value === 'string' && value !== '';
const isCount: Rule = (value) => Number.isInteger(value) && Math.abs(value as number) <= limits.sum;
const isCountIfAny: Rule = (value) => value === undefined || isCount(value);
const isText: Rule = (value) => value === undefined || value === null || typeof value === 'string';
const isInstant: Rule = (value) => typeof value === 'string' && INSTANT.test(value) && Number.isFinite(Date.parse(value));

/** ISO 8601 in UTC, as every time of the API. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

// What the API could not show must not get into the history: one such movement would make the
// answer about the whole level fail.
const LEVEL_RULES: Readonly<Record<string, Rule>> = {
  product_id: isId,
  warehouse_id: isId,
  stock_count: isCount,
  reserved_count: isCount,
  available_count: isCount,
  committed_count: isCountIfAny,
  safety_stock: isCountIfAny,
  sellable_count: isCountIfAny,
  withheld_count: isCountIfAny,
  threshold_level: isCount,
  version: isCount,
  sequence: isCount,
  last_updated: isInstant,
  ...Object.fromEntries(textFields.map(({ attribute }) => [attribute, isText])),
};
const CHANGE_RULES: Readonly<Record<string, Rule>> = {
  cause: (value) => typeof value === 'string' && Object.hasOwn(CAUSES, value),
  reason: (value) => value === undefined || value === null || (typeof value === 'string' && Object.hasOwn(REASONS, value)),
  actor: isText,
  note: isText,
  reference: isText,
  reservation: isText,
};

/**
 * What a stream record tells. Undefined where nothing changed that concerns anybody: the sequence
 * is the same when the feed stored its own marks, and a deletion by hand leaves no state to
 * publish. Throws a PermanentError when a writer did not keep to the data model.
 */
export function readRecord(record: DynamoDBRecord): LevelChange | undefined {
  const { NewImage, OldImage, SequenceNumber = '' } = record.dynamodb ?? {};
  if (!NewImage) return undefined;
  const after = unmarshall(NewImage as Record<string, AttributeValue>) as ChangedLevel;
  const before = OldImage && (unmarshall(OldImage as Record<string, AttributeValue>) as LevelItem);
  if (before && Number.isInteger(after.sequence) && before.sequence === after.sequence) return undefined;
  check(after);
  // Numbers that somebody has written past the API are mended by a change, which must not be lost
  // over what they were.
  if (before) {
    const { stock_count, reserved_count, committed_count } = before;
    Object.assign(before, {
      ...{ stock_count: whole(stock_count), reserved_count: whole(reserved_count) },
      ...(committed_count !== undefined && { committed_count: whole(committed_count) }),
    });
  }
  return { recordNumber: SequenceNumber, before, after };
}

function check(level: Partial<ChangedLevel>): void {
  const wrong = brokenRule(LEVEL_RULES, level, '') ?? brokenRule(CHANGE_RULES, level.last_change ?? {}, 'last_change.');
  if (wrong === undefined) return;
  const name = `${String(level.product_id)} in ${String(level.warehouse_id)}`;
  throw new PermanentError(`The item of ${name} was written with a wrong or missing ${wrong}; docs/data-model.md says what it must have.`);
}

function brokenRule(rules: Readonly<Record<string, Rule>>, item: object, prefix: string): string | undefined {
  const values = item as Readonly<Record<string, unknown>>;
  const broken = Object.entries(rules).find(([name, rule]) => !rule(values[name]));
  return broken && prefix + broken[0];
}
