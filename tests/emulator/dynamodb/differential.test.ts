import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamodbLocal, dynoxide, hasDynoxide, type Judge } from './support/judges.ts';
import { isKnown } from './support/known.ts';
import { runSeed, type Difference } from './support/run.ts';

/**
 * Another seed begins with empty tables; short ones reach more, since a difference that leaves
 * other data ends its seed.
 */
const REQUESTS_A_SEED = 250;
/**
 * `JUDGE_REQUESTS` and `JUDGE_SEED` in the environment ask for more, and for others. Without them
 * the same are sent each time: a judge has flaws that nobody has met yet, and those are to be found
 * by who looks for them.
 */
const WANTED = Number(process.env['JUDGE_REQUESTS'] ?? 8_000);
const FIRST_SEED = Number(process.env['JUDGE_SEED'] ?? 1);
const LANES = 3;
const TIME_LIMIT_MS = 12 * 60 * 60_000;

const judges: { name: string; share: number; start: () => Promise<Judge> }[] = [
  { name: 'DynamoDB Local', share: 0.75, start: dynamodbLocal },
  ...(hasDynoxide ? [{ name: 'dynoxide', share: 0.25, start: async () => dynoxide() }] : []),
];

describe.each(judges)('the embedded database and $name', ({ share, start }) => {
  let judge: Judge;
  beforeAll(async () => {
    judge = await start();
  });
  afterAll(() => judge.stop());

  test('answer the same to the same requests, with the same indexes and the same streams', { timeout: TIME_LIMIT_MS }, async () => {
    const wanted = Math.floor(WANTED * share);
    const { sent, differences } = await runMany(judge, wanted);
    process.stdout.write(`${judge.name}: ${sent} requests from JUDGE_SEED=${FIRST_SEED} on\n`);
    expect(differences.map(describeDifference)).toEqual([]);
    expect(sent).toBeGreaterThanOrEqual(wanted);
  });
});

/** Seed after seed, some at once, until so many requests were sent or something differs. */
async function runMany(judge: Judge, wanted: number): Promise<{ sent: number; differences: Difference[] }> {
  const differences: Difference[] = [];
  let [seed, sent] = [FIRST_SEED, 0];
  const lane = async () => {
    while (sent < wanted && differences.length === 0) {
      const run = await runSeed((seed += 1), REQUESTS_A_SEED, judge, isKnown);
      sent += run.operations;
      differences.push(...run.differences);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return { sent, differences };
}

function describeDifference({ seed, place, request, part, embedded, judged }: Difference): string {
  const [ours, theirs] = [embedded, judged].map((each) => each.slice(0, 2_000));
  return `seed ${seed}, request ${place}: ${part}\n${request.operation} ${JSON.stringify(request.body).slice(0, 4_000)}\nembedded: ${ours}\njudge: ${theirs}`;
}
