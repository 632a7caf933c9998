import type { Call } from '../../../../local/emulator/dynamodb/database.ts';
import { DYNAMODB_TARGET } from '../../../../local/emulator/gateway/actions.ts';
import { embedded, type Judge, type JudgeName } from './judges.ts';
import { partsOf } from './normal.ts';
import { send, type Outcome } from './outcome.ts';
import { randomOf } from './random.ts';
import type { Request } from './parts.ts';
import { requestOf } from './requests.ts';
import { recordsByItem } from './streams.ts';
import { creationOf, TABLES } from './tables.ts';

/** Something that the embedded database and a judge say differently. */
export interface Difference {
  judge: JudgeName;
  seed: number;
  /** Which request of the seed, from 0; how many there were for what is compared at the end. */
  place: number;
  request: Request;
  part: string;
  embedded: string;
  judged: string;
  outcomes: { embedded: Outcome; judge: Outcome };
}

/** What one seed came to. */
export interface Run {
  operations: number;
  differences: Difference[];
}

/**
 * Sends the requests of a seed to the embedded database and a judge, each with empty tables. Ends
 * at the first write that only one of them did.
 */
export async function runSeed(seed: number, operations: number, judge: Judge, isKnown: (difference: Difference) => boolean): Promise<Run> {
  const ours = embedded();
  const theirs = await judge.open();
  const differences: Difference[] = [];
  const random = randomOf(seed);
  let place = 0;
  const compare = async (request: Request) => {
    const [mine, other] = await Promise.all([send(ours.call, request), send(theirs.call, request)]);
    const found = differencesOf({ judge: judge.name, seed, place, request, outcomes: { embedded: mine, judge: other } }).filter(
      (each) => !isKnown(each),
    );
    differences.push(...found);
    return Boolean(mine.error) === Boolean(other.error) || request.paged === true || request.operation.includes('Get');
  };
  try {
    await createTables([ours.call, theirs.call]);
    let agree = true;
    for (; place < operations && agree; place += 1) {
      const request = requestOf(random, judge.flawed);
      agree = await compare(request);
      if (agree && request.body['ClientRequestToken'] !== undefined && random.percent(30)) agree = await compare(request);
    }
    if (agree) differences.push(...(await compareAll(seed, place, judge.name, ours.call, theirs.call)));
    return { operations: place, differences };
  } finally {
    await Promise.all([ours.close(), theirs.close()]);
  }
}

async function createTables(calls: readonly Call[]): Promise<void> {
  for (const table of TABLES) await Promise.all(calls.map((call) => call(`${DYNAMODB_TARGET}CreateTable`, creationOf(table))));
}

function differencesOf(about: Omit<Difference, 'part' | 'embedded' | 'judged'>): Difference[] {
  const [ours, theirs] = [partsOf(about.request, about.outcomes.embedded), partsOf(about.request, about.outcomes.judge)];
  if (ours['code'] !== theirs['code']) return [{ ...about, part: 'code', embedded: ours['code'] ?? '', judged: theirs['code'] ?? '' }];
  return Object.keys({ ...ours, ...theirs })
    .filter((part) => ours[part] !== theirs[part])
    .map((part) => ({ ...about, part, embedded: String(ours[part]), judged: String(theirs[part]) }));
}

/** All items, all entries of all indexes and all records of the streams. */
async function compareAll(seed: number, place: number, judge: JudgeName, ours: Call, theirs: Call): Promise<Difference[]> {
  const found: Difference[] = [];
  for (const { name, indexes, stream } of TABLES) {
    const requests: Request[] = [{ operation: 'Scan', body: { TableName: name }, flaws: 0, paged: true }];
    const { answer } = await send(ours, requests[0] as Request);
    const items = (answer?.['Pages'] as { Items: Record<string, object>[] }[]).flatMap(({ Items }) => Items);
    for (const index of indexes) {
      const partition = index.key[0]?.[0] ?? '';
      const values = new Set(items.filter((item) => Object.hasOwn(item, partition)).map((item) => JSON.stringify(item[partition])));
      for (const value of values) requests.push(queryOf(name, index.name, partition, JSON.parse(value)));
    }
    for (const request of requests) {
      const [mine, other] = await Promise.all([send(ours, request), send(theirs, request)]);
      found.push(...differencesOf({ judge, seed, place, request, outcomes: { embedded: mine, judge: other } }));
    }
    if (stream) found.push(...(await compareStream({ judge, seed, place, table: name }, ours, theirs)));
  }
  return found;
}

function queryOf(TableName: string, IndexName: string, partition: string, value: unknown): Request {
  const expressions = { ExpressionAttributeNames: { '#key': partition }, ExpressionAttributeValues: { ':value': value } };
  return {
    operation: 'Query',
    body: { TableName, IndexName, KeyConditionExpression: '#key = :value', ...expressions },
    flaws: 0,
    paged: true,
  };
}

async function compareStream(
  { table, ...about }: { judge: JudgeName; seed: number; place: number; table: string },
  ours: Call,
  theirs: Call,
): Promise<Difference[]> {
  const [mine, other] = await Promise.all([recordsByItem(ours, table), recordsByItem(theirs, table)]);
  const request = { operation: 'GetRecords', body: { TableName: table }, flaws: 0 };
  return [...new Set([...mine.keys(), ...other.keys()])]
    .filter((key) => mine.get(key)?.join() !== other.get(key)?.join())
    .map((key) => ({
      ...about,
      request,
      part: `records of ${key}`,
      embedded: String(mine.get(key)?.join('\n')),
      judged: String(other.get(key)?.join('\n')),
      outcomes: { embedded: {}, judge: {} },
    }));
}
