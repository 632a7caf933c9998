import { randomUUID } from 'node:crypto';
import { itemBytes } from '../../gateway/item-size.ts';
import type { DatabaseFile } from './file.ts';
import { keyOf } from './schema.ts';
import type { StoredItem, Table } from './table.ts';

/** A record as it is read; `sequence` is its place among the records of all tables. */
export interface LoggedRecord {
  sequence: number;
  record: Readonly<Record<string, unknown>>;
}

/** As DynamoDB Streams names who deletes by TTL. */
const TTL_IDENTITY = { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' };
const KEPT_MS = 24 * 60 * 60 * 1000;
const TRIM_EVERY_MS = 60_000;
/** Sequence numbers have 21 digits, so that they sort as texts too. */
const FIRST_NUMBER = 10n ** 20n;

/**
 * The records of the streams, written in the same transaction as the change that they tell of, and
 * kept for a day.
 */
export class StreamLog {
  readonly #file: DatabaseFile;
  readonly #region: string;
  #trimmed = 0;

  constructor(file: DatabaseFile, region: string) {
    this.#file = file;
    this.#region = region;
  }

  /**
   * Tells of a change, unless it changed nothing. `byTtl` marks it as the service's own deletion.
   */
  append(table: Table, old: StoredItem | undefined, next: StoredItem | undefined, byTtl: boolean): void {
    const { stream } = table.schema;
    if (!stream || old?.text === next?.text) return;
    const now = Date.now();
    this.#trim(now);
    const item = (next ?? old)?.item ?? {};
    const keys = keyOf(item, table.schema);
    const images = [
      ...(old && stream !== 'NEW_IMAGE' && stream !== 'KEYS_ONLY' ? [`"OldImage":${old.text}`] : []),
      ...(next && stream !== 'OLD_IMAGE' && stream !== 'KEYS_ONLY' ? [`"NewImage":${next.text}`] : []),
    ];
    const head = {
      eventID: randomUUID().replaceAll('-', ''),
      eventName: !old ? 'INSERT' : next ? 'MODIFY' : 'REMOVE',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: this.#region,
      ...(byTtl && { userIdentity: TTL_IDENTITY }),
    };
    const bytes = itemBytes(keys) + (old ? itemBytes(old.item) : 0) + (next ? itemBytes(next.item) : 0);
    const rest = { ApproximateCreationDateTime: now / 1000, Keys: keys, SizeBytes: bytes, StreamViewType: stream };
    // The images are JSON already.
    const dynamodb = `${JSON.stringify(rest).slice(0, -1)}${images.map((image) => `,${image}`).join('')}}`;
    const record = `${JSON.stringify(head).slice(0, -1)},"dynamodb":${dynamodb}}`;
    this.#file.write('INSERT INTO stream_records (table_id, written, record) VALUES (?, ?, ?)', table.id, now, record);
  }

  /** Up to `limit` records of a table behind a sequence. */
  read(table: Table, after: number, limit: number): LoggedRecord[] {
    const sql = 'SELECT sequence, record FROM stream_records WHERE table_id = ? AND sequence > ? ORDER BY sequence LIMIT ?';
    return this.#file.all(sql, table.id, after, limit).map((row) => {
      const sequence = Number(row['sequence']);
      const record = JSON.parse(String(row['record'])) as { dynamodb: object };
      return { sequence, record: { ...record, dynamodb: { ...record.dynamodb, SequenceNumber: sequenceNumber(sequence) } } };
    });
  }

  /** The last sequence of all that was ever written. */
  last(): number {
    return Number(this.#file.first("SELECT seq FROM sqlite_sequence WHERE name = 'stream_records'")?.['seq'] ?? 0);
  }

  /** Whether all records behind a sequence are still there. */
  reaches(sequence: number): boolean {
    const oldest = this.#file.first('SELECT min(sequence) AS oldest FROM stream_records')?.['oldest'];
    return sequence >= Number(oldest ?? this.last() + 1) - 1;
  }

  #trim(now: number): void {
    if (now - this.#trimmed < TRIM_EVERY_MS) return;
    this.#trimmed = now;
    this.#file.write('DELETE FROM stream_records WHERE written < ?', now - KEPT_MS);
  }
}

/** A sequence as callers see it. */
export function sequenceNumber(sequence: number): string {
  return String(FIRST_NUMBER + BigInt(sequence));
}

/** The sequence of such a number; undefined for one that cannot be ours. */
export function sequenceOf(number: unknown): number | undefined {
  return typeof number === 'string' && /^1\d{20}$/.test(number) ? Number(BigInt(number) - FIRST_NUMBER) : undefined;
}
