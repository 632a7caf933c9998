import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient, UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { attributeNames } from '../../domain/expression.ts';
import { secondsOf } from '../../domain/instant.ts';
import { retention } from '../../domain/limits.ts';
import { instantOf } from '../lib/clock.ts';
import { isRetryable } from '../lib/dynamodb-errors.ts';
import { withRetries } from '../lib/retry.ts';
import type { LedgerEntry } from './reserved-ledger.ts';
import type { Run } from './run.ts';

// One run at a time. An item in Requests says which, who works on it until when, and which object
// has its newest state. A worker writes an object first and then points the item at it, on the
// condition that it is still the worker: so what a death leaves is always one whole state.

/** The item. */
export interface RunRecord {
  run?: string;
  state_key?: string;
  finished?: boolean;
  /** Whether somebody asked for repairs. */
  repair?: boolean;
  worker?: string;
  lease_until?: number;
}

/** Where runs are kept. */
export interface ProgressParts {
  dynamodb: DynamoDBDocumentClient;
  s3: S3Client;
  table: string;
  bucket: string;
  /** A name that nobody else has. */
  worker: string;
}

/** Somebody else has gone on with the run: this worker was silent for too long. */
export class LostRun extends Error {
  override readonly name = 'LostRun';
}

const KEY = { request_id: 'AUDIT#run' };
/**
 * How long nobody else goes on after the last sign of life, milliseconds, and how often there is
 * one.
 */
const LEASE_MS = 8_000;
const SIGN_MS = 2_000;
/** How long a save is tried, milliseconds. */
const SAVE_MS = 8_000;

/** The saved states of runs. */
export class Progress {
  private readonly parts: ProgressParts;
  private saved = 0;

  constructor(parts: ProgressParts) {
    this.parts = parts;
  }

  async read(): Promise<RunRecord | undefined> {
    const { dynamodb, table } = this.parts;
    const { Item } = await this.tried(() => dynamodb.send(new GetCommand({ TableName: table, Key: KEY, ConsistentRead: true })));
    return Item;
  }

  /**
   * Becomes the worker, if there is none that lives. Answers with the record as it was; undefined
   * when somebody else is at work.
   */
  async take(): Promise<RunRecord | undefined> {
    const values = { worker: this.parts.worker, lease_until: Date.now() + LEASE_MS };
    const condition = 'attribute_not_exists(#lease_until) OR #lease_until < :now OR #worker = :worker';
    const before = await this.write(values, condition, { ':now': Date.now() });
    return before === undefined ? undefined : before;
  }

  /** Asks for repairs of the run that is not at its end, whoever works on it. */
  async askForRepair(run: string): Promise<void> {
    await this.write({ repair: true }, '#run = :was_run AND #finished = :no', { ':was_run': run, ':no': false }, ['run', 'finished']);
  }

  /** Whether somebody has asked for repairs. */
  async isRepairAsked(): Promise<boolean> {
    return (await this.read())?.repair === true;
  }

  async begin(run: Run, repair: boolean): Promise<void> {
    const now = instantOf();
    const texts = { input: '[]', created_at: now.iso, request_expiry: secondsOf(now) + retention.request };
    await this.point(run, { ...texts, run: run.id, finished: false, repair });
  }

  /**
   * Saves a run as it is at this moment, with the reservations that it has read since the last
   * time.
   */
  async save(run: Run, entries: readonly LedgerEntry[]): Promise<void> {
    if (entries.length > 0) {
      const key = `${this.prefix(run)}-holds.json`;
      // Within the state that follows, and only there: a death before it leaves an object that
      // nobody names.
      run.holdKeys.push(key);
      const state = JSON.stringify(run);
      await this.put(key, JSON.stringify(entries));
      return this.pointAt(this.stateKey(run), state, {});
    }
    await this.point(run, {});
  }

  async finish(run: Run): Promise<void> {
    await this.point(run, { finished: true, lease_until: 0 });
  }

  /** Lets others go on at once. */
  async release(): Promise<void> {
    await this.write({ lease_until: 0 }, '#worker = :was_worker', { ':was_worker': this.parts.worker }, ['worker']);
  }

  /** Gives signs of life until it is stopped: a step may take longer than a lease. */
  signs(): () => void {
    const timer = setInterval(() => {
      // A sign that fails is followed by others; what counts is whether a save does.
      this.write({ lease_until: Date.now() + LEASE_MS }, '#worker = :was_worker', { ':was_worker': this.parts.worker }, ['worker']).catch(
        () => undefined,
      );
    }, SIGN_MS);
    return () => {
      clearInterval(timer);
    };
  }

  async load<Value>(key: string): Promise<Value> {
    const { s3, bucket } = this.parts;
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return JSON.parse((await Body?.transformToString()) ?? '') as Value;
  }

  async put(key: string, text: string): Promise<void> {
    const { s3, bucket } = this.parts;
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text, ContentType: 'application/json' }));
  }

  private async point(run: Run, values: Record<string, unknown>): Promise<void> {
    await this.pointAt(this.stateKey(run), JSON.stringify(run), values);
  }

  private async pointAt(key: string, state: string, values: Record<string, unknown>): Promise<void> {
    await this.put(key, state);
    const all = { lease_until: Date.now() + LEASE_MS, ...values, state_key: key };
    const done = await this.write(all, '#worker = :was_worker', { ':was_worker': this.parts.worker }, ['worker']);
    if (done === undefined) throw new LostRun('Another worker has gone on with this run.');
  }

  private stateKey(run: Run): string {
    return `${this.prefix(run)}-state.json`;
  }

  private prefix(run: Run): string {
    this.saved += 1;
    return `work/${run.id}/${this.parts.worker}-${this.saved}`;
  }

  /** Answers with the item of before; undefined when the condition did not hold. */
  private async write(
    values: Record<string, unknown>,
    condition: string,
    conditionValues: Record<string, unknown>,
    names: readonly string[] = [],
  ): Promise<RunRecord | undefined> {
    const set = Object.keys(values);
    const input: UpdateCommandInput = {
      TableName: this.parts.table,
      Key: KEY,
      UpdateExpression: `SET ${set.map((name) => `#${name} = :${name}`).join(', ')}`,
      ConditionExpression: condition,
      ExpressionAttributeNames: attributeNames([...set, ...names]),
      ExpressionAttributeValues: { ...conditionValues, ...Object.fromEntries(set.map((name) => [`:${name}`, values[name]])) },
      ReturnValues: 'ALL_OLD',
    };
    try {
      const { Attributes = {} } = await this.tried(() => this.parts.dynamodb.send(new UpdateCommand(input)));
      return Attributes;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  private tried<Result>(step: () => Promise<Result>): Promise<Result> {
    return withRetries(step, Date.now() + SAVE_MS, isRetryable);
  }
}
