import { createServer } from 'node:http';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Context } from 'aws-lambda';
import { AwsError } from '../../local/emulator/gateway/gateway.ts';
import { close, listen, readBody } from '../../local/emulator/lib/http.ts';
import { type Backlog, backlogItems, type Run } from './fixture.ts';
import { type Item, type MemoryTable, placeOf } from './memory-table.ts';
import { type Assumptions, createStandIn, type Taken } from './stand-in.ts';

/** What came out: each run of the sweeper, and what they took of the stand-in. */
export interface Result {
  runs: Run[];
  taken: Taken;
  problems: string[];
}

/** As deployed. */
const TIMEOUT_MS = 60_000;
const MAX_BODY_BYTES = 16 * 1_048_576;
const TABLES = { inventory: 'Inventory', reservations: 'Reservations' };

/**
 * Lets the sweeper's own handler, with the SDK over HTTP, end a backlog on the stand-in, in as many
 * runs as it takes.
 */
export async function sweepStandIn(backlog: Backlog, assumptions: Assumptions): Promise<Result> {
  const { levels, holds } = backlogItems(backlog);
  const tables = new Map([
    [TABLES.inventory, tableOf(levels, ['product_id', 'warehouse_id'])],
    [TABLES.reservations, tableOf(holds, ['reservation_id'])],
  ]);
  const standIn = createStandIn(tables, assumptions);
  const server = createServer((request, response) => {
    void (async () => {
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      const body = JSON.parse(await readBody(request, MAX_BODY_BYTES)) as Record<string, unknown>;
      const answer = await standIn
        .call(operation, body)
        .then((value) => ({ status: 200, value }))
        .catch((error: unknown) =>
          error instanceof AwsError ? { status: error.status, value: error.body } : { status: 500, value: { message: String(error) } },
        );
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer.value));
    })();
  });
  const port = await listen(server, 0);
  try {
    const runs = await runAll(await loadHandler(port), assumptions.slowDown);
    return { runs, taken: standIn.taken, problems: problemsOf(tables) };
  } finally {
    await close(server);
  }
}

type Handler = (event: unknown, context: Context) => Promise<Omit<Run, 'seconds'>>;

let loaded = 0;

/** A new one for each address, which it reads once. */
async function loadHandler(port: number): Promise<Handler> {
  Object.assign(process.env, {
    ...{ AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' },
    ...{ AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`, POWERTOOLS_METRICS_DISABLED: 'true', POWERTOOLS_LOG_LEVEL: 'SILENT' },
    ...{ INVENTORY_TABLE: TABLES.inventory, RESERVATIONS_TABLE: TABLES.reservations },
  });
  loaded += 1;
  const module = (await import(`../../functions/expire-reservations/handler.ts?${loaded}`)) as { handler: Handler };
  return module.handler;
}

/** In the service's seconds. */
async function runAll(handler: Handler, slowDown: number): Promise<Run[]> {
  const runs: Run[] = [];
  do {
    const begun = Date.now();
    const context = { getRemainingTimeInMillis: () => begun + TIMEOUT_MS * slowDown - Date.now() } as Context;
    const run = await handler({}, context);
    runs.push({ ...run, seconds: (Date.now() - begun) / 1000 / slowDown });
  } while ((runs.at(-1)?.left ?? 0) > 0 && (runs.at(-1)?.closed ?? 0) > 0);
  return runs;
}

function tableOf(items: readonly object[], keys: readonly string[]): MemoryTable {
  return new Map(
    items.map((each) => {
      const item = marshall(each, { removeUndefinedValues: true }) as unknown as Item;
      return [placeOf(Object.fromEntries(keys.map((key) => [key, item[key] as Item[string]]))), item];
    }),
  );
}

function problemsOf(tables: ReadonlyMap<string, MemoryTable>): string[] {
  const reserved = [...(tables.get(TABLES.inventory)?.values() ?? [])].filter(
    ({ reserved_count, available_count, stock_count }) => reserved_count?.['N'] !== '0' || available_count?.['N'] !== stock_count?.['N'],
  );
  const open = [...(tables.get(TABLES.reservations)?.values() ?? [])].filter(({ status }) => status?.['S'] !== 'EXPIRED');
  return [
    ...(reserved.length > 0 ? [`${reserved.length} levels have units that are still reserved, or more than were.`] : []),
    ...(open.length > 0 ? [`${open.length} holds are not closed.`] : []),
  ];
}
