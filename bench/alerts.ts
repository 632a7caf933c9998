import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { functionDirectory } from '../infra/build.ts';
import type { UnitsReport } from '../local/emulator/gateway/units.ts';
import { startStack } from '../local/stack.ts';
import { beginCommand, wholeNumber } from '../tools/command-line.ts';
import type { StackDescription } from '../tests/support/stack.ts';
import { withoutFeed } from '../tests/support/without-feed.ts';
import { givenCatalogue } from './alerts/fixture.ts';

// `npm run bench:alerts`: see --help. The first run tells of all that are low, the second of none.

interface Run {
  report: { low: number; told: number; messages: number };
  seconds: number;
  megabytes: number;
}

const TIMEOUT_MS = 300_000;
const { values } = beginCommand({
  usage: 'npm run bench:alerts -- [options]',
  about:
    'How long the check for low levels takes, how much memory and how many request units, on a stack of its own in memory without change\n' +
    'feed and schedules.',
  options: {
    levels: { type: 'string', value: 'N', default: '1000000', help: 'levels there are' },
    low: { type: 'string', value: 'N', default: '1000', help: 'how many of them are low' },
  },
  more: 'Prints a line for each run and a line of JSON. Fails when not every low level is published exactly once, never on speed.',
});
const levels = wholeNumber('--levels', values.levels, { least: 1, most: 10_000_000 });
const low = wholeNumber('--low', values.low, { least: 0, most: levels });
const directory = mkdtempSync(join(tmpdir(), 'onhand-bench-'));
const options = { port: 0, directory, memory: true, fresh: false, empty: true };
const stack = await startStack({ ...options, changeTemplate: withoutFeed, log: () => undefined });
try {
  const begun = performance.now();
  await givenCatalogue(stack.description, levels, low, (written) => {
    if (written % 100_000 === 0) print(`  ${written} levels written after ${Math.round((performance.now() - begun) / 1_000)} s`);
  });
  const runs = [await measure(stack.description), await measure(stack.description)];
  const published = runs.map(({ report }) => report.told);
  process.exitCode = published[0] === low && published[1] === 0 && (await distinctEvents(stack.description)) === low ? 0 : 1;
  print(
    process.exitCode === 0
      ? 'Every low level was published once.'
      : `${low} levels are low, but the runs published ${published.join(' and ')}.`,
  );
  print(JSON.stringify({ levels, low, runs }));
} finally {
  await stack.stop();
  rmSync(directory, { recursive: true, force: true });
}

async function measure(description: StackDescription): Promise<Run & { readUnits: number; writeUnits: number }> {
  await fetch(new URL('/_local/units', description.graphqlUrl), { method: 'DELETE' });
  const run = await runAlone(description);
  const { total } = (await (await fetch(new URL('/_local/units', description.graphqlUrl))).json()) as UnitsReport;
  const { low: found, told: published, messages } = run.report;
  print(
    `a run of ${run.seconds.toFixed(1)} s and ${Math.round(run.megabytes)} MB found ${found} low levels among ${levels} and published ${published} in ${messages} messages; ` +
      `${total.read} read and ${total.write} write units`,
  );
  return { ...run, readUnits: total.read, writeUnits: total.write };
}

async function runAlone({ tables, alerts, region, dynamodbEndpoint }: StackDescription): Promise<Run> {
  const env = {
    ...process.env,
    ...{ AWS_REGION: region, AWS_ENDPOINT_URL: dynamodbEndpoint, AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' },
    ...{ INVENTORY_TABLE: tables.inventory, MOVEMENTS_TABLE: tables.movements, REQUESTS_TABLE: tables.requests },
    ...{ ALERTS_TOPIC_ARN: alerts.topicArn, ALERT_MARGIN_PERCENT: '10', ALERT_REMINDER: 'true' },
    ...{ ALERT_REMINDER_HOUR: '6', ALERT_REMINDER_ZONE: 'UTC' },
  };
  const bundle = join(functionDirectory, 'check-thresholds/index.mjs');
  const program = join(import.meta.dirname, 'alerts/run.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program, bundle, String(TIMEOUT_MS)], {
    env,
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Run;
}

async function distinctEvents({ graphqlUrl }: StackDescription): Promise<number> {
  const messages = (await (await fetch(new URL('/_local/alerts', graphqlUrl))).json()) as {
    message: { alerts: { productId: string }[] };
  }[];
  return new Set(messages.flatMap(({ message }) => message.alerts.map(({ productId }) => productId))).size;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
