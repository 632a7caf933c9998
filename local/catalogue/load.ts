import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { UpdateStockInput } from '../../schema/types.ts';
import type { StackDescription } from '../description.ts';
import { parseOrderLines } from './order-lines.ts';
import { createProgress } from './progress.ts';
import type { SampleLevel } from './sample.ts';
import { deriveCatalogue } from './sample.ts';
import type { GraphqlAnswer, SendRequest } from './signed-client.ts';
import { createSignedClient, RequestError } from './signed-client.ts';

export interface LoadOptions {
  log(line: string): void;
  /** Requests under way at the same time. */
  concurrency?: number;
  /** Ends the load after the requests that are under way. */
  signal?: AbortSignal;
}

/** What a load did, in levels. */
export interface LoadSummary {
  /** Levels that are as the catalogue has them, whether this load or an earlier one made them. */
  loaded: number;
  /** Levels that somebody made or changed otherwise; they stay as they are. */
  kept: number;
}

const DATA = new URL('../../data/online-retail-10k.csv', import.meta.url);

/** Levels a request, as aliased fields. The API runs them one after the other: more of them save round trips to a remote stage, nothing locally. */
const BATCH_SIZE = 10;
const DEFAULT_CONCURRENCY = 8;
const MAX_ATTEMPTS = 6;
/** Milliseconds before the second attempt; doubles with each. */
const FIRST_PAUSE = 50;

/**
 * Creates the sample catalogue through the API, as a catalogue sync would. Levels that exist are left alone, so an interrupted load is
 * finished by the next one.
 * @throws Error that names the level and the reason, after a bounded number of attempts where another one could help; the signal's reason
 * when it was aborted.
 */
export async function loadCatalogue(stack: StackDescription, options: LoadOptions): Promise<LoadSummary> {
  const started = Date.now();
  const catalogue = deriveCatalogue(parseOrderLines(await readFile(DATA, 'utf8')));
  const send = createSignedClient(stack.graphqlUrl, stack.region, stack.credentials.catalogue);
  const progress = createProgress('Loading the sample catalogue', catalogue.length, (line) => {
    options.log(line);
  });
  const summary: LoadSummary = { loaded: 0, kept: 0 };
  // The workers share one queue. When one fails, its loop closes the queue and the others stop after their current batch.
  const queue = inBatches(catalogue, options.signal);
  const work = async (): Promise<void> => {
    for (const batch of queue) {
      const loaded = await loadLevels(send, batch);
      summary.loaded += loaded;
      summary.kept += batch.length - loaded;
      progress.add(batch.length);
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: options.concurrency ?? DEFAULT_CONCURRENCY }, work));
  progress.end();
  const failure = workers.find((worker) => worker.status === 'rejected');
  if (failure) throw failure.reason;
  options.signal?.throwIfAborted();
  options.log(summaryLine(catalogue, summary, Date.now() - started));
  return summary;
}

/** Creates the levels of one batch and returns how many of them are now as asked. */
async function loadLevels(send: SendRequest, batch: readonly SampleLevel[]): Promise<number> {
  let open = batch;
  let loaded = 0;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await attemptLevels(send, open);
    loaded += outcome.loaded;
    if (outcome.again.length === 0) return loaded;
    if (attempt === MAX_ATTEMPTS) throw loadError(outcome.again[0], `${outcome.reason} (${MAX_ATTEMPTS} attempts)`);
    open = outcome.again;
    await wait(Math.random() * FIRST_PAUSE * 2 ** attempt);
  }
}

interface Attempt {
  loaded: number;
  /** Levels worth another attempt, and why they need one. */
  again: SampleLevel[];
  reason: string;
}

async function attemptLevels(send: SendRequest, levels: readonly SampleLevel[]): Promise<Attempt> {
  let answer: GraphqlAnswer;
  try {
    answer = await send({ query: document(levels.length), variables: variables(levels) });
  } catch (error) {
    if (error instanceof RequestError && error.temporary) return { loaded: 0, again: [...levels], reason: error.message };
    throw loadError(levels[0], error instanceof Error ? error.message : String(error));
  }
  const refusal = answer.errors.find((error) => !error.path);
  if (refusal) throw loadError(levels[0], refusal.message);
  const attempt: Attempt = { loaded: 0, again: [], reason: '' };
  levels.forEach((level, index) => {
    const error = answer.errors.find(({ path }) => path?.[0] === alias(index));
    if (!error) attempt.loaded += 1;
    else if (error.errorType === 'CONTENTION') {
      attempt.again.push(level);
      attempt.reason = error.message;
    } else if (error.errorType !== 'ALREADY_EXISTS') throw loadError(level, `${error.message} (${error.errorType})`);
  });
  return attempt;
}

function document(size: number): string {
  const indices = Array.from({ length: size }, (_, index) => index);
  const parameters = indices.map((index) => `$${alias(index)}: UpdateStockInput!`).join(', ');
  const fields = indices.map((index) => `${alias(index)}: updateStock(input: $${alias(index)}) { version }`).join(' ');
  return `mutation LoadCatalogue(${parameters}) { ${fields} }`;
}

function variables(levels: readonly SampleLevel[]): Record<string, UpdateStockInput> {
  return Object.fromEntries(
    levels.map((level, index) => [alias(index), { ...level, expectedVersion: 0, reason: 'RECEIVED', note: 'Opening stock' }]),
  );
}

function alias(index: number): string {
  return `level${index}`;
}

function* inBatches(levels: readonly SampleLevel[], signal: AbortSignal | undefined): Generator<SampleLevel[], void> {
  for (let start = 0; start < levels.length && !signal?.aborted; start += BATCH_SIZE) yield levels.slice(start, start + BATCH_SIZE);
}

function loadError(level: SampleLevel | undefined, reason: string): Error {
  return new Error(`The sample catalogue could not be loaded: product ${level?.productId} in ${level?.warehouseId}: ${reason}`);
}

function summaryLine(catalogue: readonly SampleLevel[], { loaded, kept }: LoadSummary, milliseconds: number): string {
  const products = new Set(catalogue.map((level) => level.productId)).size;
  const warehouses = new Set(catalogue.map((level) => level.warehouseId)).size;
  const seconds = (milliseconds / 1000).toFixed(1);
  const others = kept > 0 ? `, ${kept} kept as they were` : '';
  return `Sample catalogue: ${products} products in ${warehouses} warehouses, ${loaded} levels loaded${others} (${seconds} s).`;
}
