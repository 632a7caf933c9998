import { join, resolve as absolute } from 'node:path';
import type { StackDescription } from '../infra/stack-outputs.ts';
import type { SeedOptions } from './catalogue/load.ts';
import type { Database, Engine } from './emulator/dynamodb/database.ts';
import { openDatabase } from './emulator/dynamodb/open.ts';
import { emulateStack, type EmulatedStack } from './emulator/emulator.ts';
import { SERVICE_LIKE } from './emulator/gateway/service-like-settings.ts';
import { createCleanups, type Cleanups } from './emulator/lib/cleanups.ts';
import { serve } from './emulator/lib/listen.ts';
import type { Assembly, Template } from './emulator/template/reader.ts';
import type { TtlDelay } from './emulator/ttl/ttl.ts';
import { INSTRUMENTED, makeBuild } from './built.ts';
import { stackListener, stackUpgradeListener, type Services } from './router.ts';
import { createServices } from './services.ts';
import { describe } from './stack-description.ts';
import { openState, type State } from './state.ts';
import { createStopwatch, type Phases, type Stopwatch } from './stopwatch.ts';
import { synthesise } from './template/synthesise.ts';
import { createWorkloads, WORKLOAD_ISSUER, WORKLOADS_PATH } from './workloads.ts';

export interface StackOptions {
  /** Of the GraphQL address; 0 picks a free one. */
  port: number;
  /** Data and `stack.json` go here. */
  directory: string;
  /** Keep nothing. */
  memory: boolean;
  /** Begin with empty data. */
  fresh: boolean;
  /** Without the sample catalogue. */
  empty: boolean;
  /** The embedded one when left out. */
  engine?: Engine;
  /** Of the deletion of items whose time is over; 0 when left out. */
  ttlDelay?: TtlDelay;
  /** Conflicts and throttling as DynamoDB has them, from the moment when everything answers. */
  serviceLike?: boolean;
  /** Whether the API's firewall blocks what its rules say. */
  firewall?: boolean;
  log: (line: string) => void;
  /** Ends the stack, or a start that is under way. */
  signal?: AbortSignal;
  /**
   * For tests that deploy something else: called with the synthesised template before it is read.
   */
  changeTemplate?: (template: Template) => void;
}

export interface RunningStack {
  /** The content of `stack.json`. */
  description: StackDescription;
  /** Where the time of the start went. */
  phases: Phases;
  /** Resolves with a sentence when the stack can no longer work. */
  failed: Promise<string>;
  /** Ends everything that the start began and removes `stack.json`. */
  stop: () => Promise<void>;
}

/** One start: what its phases share. */
interface Start extends StackOptions {
  stopwatch: Stopwatch;
  /** Ends what clients and streams reach, so that nothing new comes in; runs first. */
  traffic: Cleanups;
  /** Ends what answers them. */
  backing: Cleanups;
}

/**
 * Starts the local stack; resolves once everything answers. When it rejects, nothing stays behind.
 */
export async function startStack(options: StackOptions): Promise<RunningStack> {
  const { signal } = options;
  const [traffic, backing] = [createCleanups(), createCleanups()];
  const stop = async () => {
    await traffic.run();
    await backing.run();
  };
  const aborted = new Promise<never>((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new Error('The start was interrupted.')), { once: true });
  });
  const start = { ...options, directory: absolute(options.directory), stopwatch: createStopwatch(), traffic, backing };
  try {
    return { ...(await Promise.race([run(start), aborted])), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * The phases of a start. Each registers the end of what it began; ends run backwards, those of
 * `traffic` before those of `backing`.
 */
async function run(start: Start): Promise<Omit<RunningStack, 'stop'>> {
  const { stopwatch, traffic, backing } = start;
  const state = await openState(start.directory, start);
  backing.add(state.release);
  const { origin, attach } = await listen(start);
  const [assembly, { database, failed }] = await Promise.all([
    makeAssembly(start),
    stopwatch.time('database', openDatabase(databaseOptions(start, state), backing)),
  ]);
  const stack = await stopwatch.time('services', emulate(start, { state, origin, assembly, database }));
  state.save();
  attach(createServices(stack, await createWorkloads()));
  deliver(stack, traffic);
  const description = await describe({ ...stack, dynamodbEndpoint: stack.endpoint });
  await seed(start, state, stack);
  if (start.serviceLike) stack.gateway.serviceLike.set(SERVICE_LIKE);
  // Runs of schedules count from here, when everything answers.
  stack.schedule.start();
  traffic.add(state.publish(description));
  return { description, phases: stopwatch.phases(), failed };
}

/** Takes the port, since addresses are in what comes next; who calls before `attach` gets 503. */
async function listen({ port, log, traffic }: Start): Promise<{ origin: string; attach: (services: Services) => void }> {
  let services: Services | undefined;
  const { origin } = await serve(
    port,
    stackListener(() => services, log),
    traffic,
    stackUpgradeListener(() => services),
  );
  const attach = (running: Services) => {
    services = running;
  };
  return { origin, attach };
}

async function makeAssembly({ changeTemplate, stopwatch }: Start): Promise<Assembly> {
  await stopwatch.time('build', makeBuild());
  const assembly = await stopwatch.time('template', synthesise());
  changeTemplate?.(assembly.template);
  return assembly;
}

function databaseOptions({ engine = 'embedded', directory, memory, log }: Start, { dataDirectory, secrets }: State) {
  return { engine, directory, ...(memory ? {} : { dataDirectory }), accessKeyId: secrets.databaseKey, log };
}

/** What the phases before made. */
interface Made {
  state: State;
  origin: string;
  assembly: Assembly;
  database: Database;
}

async function emulate(start: Start, { state, origin, assembly, database }: Made): Promise<EmulatedStack> {
  const { directory, ttlDelay = 0, firewall = false, log } = start;
  const { dataDirectory, secrets, keyFor } = state;
  return emulateStack(
    {
      ...{ assembly, database, origin, title: 'Onhand, local stack', ttlDelay, firewall, log },
      ...{ dataDirectory, logDirectory: join(directory, 'logs'), cacheDirectory: INSTRUMENTED },
      issuerAddresses: { [WORKLOAD_ISSUER]: origin + WORKLOADS_PATH },
      secrets: { apiKey: secrets.apiKey, signingKey: secrets.signingKey, keyFor },
    },
    start.backing,
  );
}

/**
 * Begins what comes by itself. Functions call the API, so their events come when it answers and
 * stop before it does; the server ends only when its WebSocket connections have.
 */
function deliver({ api, events, mappings, ttl }: EmulatedStack, traffic: Cleanups): void {
  traffic.add(api.close);
  traffic.add(events.stop);
  traffic.add(mappings.stop);
  events.start();
  mappings.start();
  ttl.start();
}

/** Loads the sample catalogue where it is wanted and not there yet. */
async function seed({ empty, log, signal, stopwatch }: Start, state: State, { gateway, deployment }: EmulatedStack): Promise<void> {
  if (empty || state.catalogueLoaded()) return;
  await stopwatch.time('catalogue', loadCatalogue({ gateway, deployment, log, ...(signal && { signal }) }));
  state.noteCatalogue();
}

/** Imported where it is needed: it brings parts of the AWS SDK, which no later start needs. */
async function loadCatalogue(options: SeedOptions): Promise<void> {
  const { seedCatalogue } = await import('./catalogue/load.ts');
  await seedCatalogue(options);
}
