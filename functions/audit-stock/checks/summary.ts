import { setTimeout as pause } from 'node:timers/promises';
import { ATTENTION_INDEX, LISTING_INDEX, OVERSOLD_INDEX } from '../../../domain/indexes.ts';
import type { Index } from '../../../domain/indexes.ts';
import { LISTING } from '../../../domain/level.ts';
import { counted, OVERSOLD } from '../../../domain/derived-status.ts';
import { SUMMARY_PARTITION } from '../../../domain/movement.ts';
import type { StockSummary } from '../../../schema/types.ts';
import type { Audit } from '../audit.ts';

/** One of the counters whose sum is the summary. */
export type Shard = StockSummary & { level: string; sequence: number };

/** What the counters should add up to, and the counters as they were all the time. */
export interface SummaryDrift {
  counted: StockSummary;
  summed: StockSummary;
  shards: Shard[];
}

export const SUMMARY_NAMES = ['levels', 'low', 'out', 'oversold'] as const;

/** Counts that must agree with each other, not with the counters, before these are wrong. */
const AGREEING = 3;
/** Counts before nothing is said. */
const MOST_COUNTS = 30;
const PAUSE_MS = 500;

/**
 * Compares the summary with a count. Neither is a snapshot, so it is right as soon as they agree
 * once. When the counters stood still while several counts, for longer than an index is behind, all
 * came to the same other numbers, the stored marks themselves are counted, which change with the
 * counters and only with them: a level that the feed has not marked yet is in an index and in no
 * counter. 'UNDECIDED' when it never was so quiet.
 */
export async function proveSummary(audit: Audit): Promise<SummaryDrift | 'UNDECIDED' | undefined> {
  let since = Date.now();
  let agreeing = 0;
  let last: SummaryDrift | undefined;
  for (let attempt = 0; attempt < MOST_COUNTS && Date.now() < audit.deadline; attempt += 1) {
    const shards = await readShards(audit);
    const seen = { counted: await countLevels(audit), summed: sumOf(shards), shards };
    if (sameSummary(seen.counted, seen.summed)) return undefined;
    const still = last && sameShards(last.shards, shards) && sameSummary(last.counted, seen.counted);
    if (!still) [since, agreeing] = [Date.now(), 0];
    agreeing += 1;
    last = seen;
    if (agreeing >= AGREEING && Date.now() - since >= audit.settleMs) {
      const marked = await countMarks(audit);
      // One more look at the counters, behind the last count.
      if (marked && sameShards(shards, await readShards(audit)))
        return sameSummary(marked, seen.summed) ? undefined : { ...seen, counted: marked };
    }
    await pause(Math.max(PAUSE_MS, audit.settleMs / AGREEING));
  }
  return 'UNDECIDED';
}

/** Text for people. */
export function summaryText(summary: StockSummary): string {
  return SUMMARY_NAMES.map((name) => `${name} ${summary[name]}`).join(', ');
}

async function readShards({ reads, tables }: Audit): Promise<Shard[]> {
  const items = await reads.query({
    TableName: tables.movements,
    KeyConditionExpression: '#level = :summary',
    ExpressionAttributeNames: { '#level': 'level' },
    ExpressionAttributeValues: { ':summary': SUMMARY_PARTITION },
    ConsistentRead: true,
  });
  return items as unknown as Shard[];
}

async function countLevels({ reads, tables }: Audit): Promise<StockSummary> {
  const count = ({ name, partition }: Index, value: string) =>
    reads.count({
      TableName: tables.inventory,
      IndexName: name,
      KeyConditionExpression: '#partition = :value',
      ExpressionAttributeNames: { '#partition': partition },
      ExpressionAttributeValues: { ':value': value },
    });
  const [levels, low, out, oversold] = await Promise.all([
    count(LISTING_INDEX, LISTING),
    count(ATTENTION_INDEX, 'LOW'),
    count(ATTENTION_INDEX, 'OUT'),
    count(OVERSOLD_INDEX, OVERSOLD),
  ]);
  return { levels, low, out, oversold };
}

/** What the marks of all levels count for; undefined when the time was over. */
async function countMarks({ reads, tables, deadline }: Audit): Promise<StockSummary | undefined> {
  const total: StockSummary = { levels: 0, low: 0, out: 0, oversold: 0 };
  let from: Record<string, unknown> | undefined;
  do {
    const { items, last } = await reads.scan({
      TableName: tables.inventory,
      ProjectionExpression: '#status, #oversold',
      ExpressionAttributeNames: { '#status': 'status', '#oversold': 'oversold' },
      ConsistentRead: true,
      ...(from && { ExclusiveStartKey: from }),
    });
    for (const item of items) {
      const counts = counted(item);
      for (const name of SUMMARY_NAMES) total[name] += counts[name];
    }
    from = last;
    if (from && Date.now() >= deadline) return undefined;
  } while (from);
  return total;
}

function sumOf(shards: readonly Shard[]): StockSummary {
  const sum = (name: keyof StockSummary) => shards.reduce((total, shard) => total + shard[name], 0);
  return { levels: sum('levels'), low: sum('low'), out: sum('out'), oversold: sum('oversold') };
}

function sameSummary(one: StockSummary, other: StockSummary): boolean {
  return SUMMARY_NAMES.every((name) => one[name] === other[name]);
}

function sameShards(one: readonly Shard[], other: readonly Shard[]): boolean {
  return (
    one.length === other.length &&
    one.every((shard, place) => shard.sequence === other[place]?.sequence && sameSummary(shard, other[place]))
  );
}
