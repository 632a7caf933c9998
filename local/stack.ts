import { createServer, type RequestListener } from 'node:http';
import { resolve as absolute } from 'node:path';
import { buildForAppSync } from '../infra/build.ts';
import { createGraphqlApi } from './appsync/api.ts';
import { loadCatalogue } from './catalogue/load.ts';
import { createCleanups, type Cleanups } from './cleanups.ts';
import { createIssuer, type Issuer } from './cognito/issuer.ts';
import type { StackDescription } from './description.ts';
import { durable } from './dynamodb/durable.ts';
import { startEmulator, type Emulator } from './dynamodb/emulator.ts';
import { createTables } from './dynamodb/tables.ts';
import { createGateway } from './gateway/create.ts';
import { createFaults } from './gateway/faults.ts';
import { createBackend } from './gateway/forward.ts';
import { gatewayListener } from './gateway/http.ts';
import { close, listen, LOOPBACK } from './http.ts';
import { createPrincipals } from './iam/principals.ts';
import type { Principals } from './iam/principal.ts';
import { stackListener, type Services } from './server.ts';
import { openState, type State } from './state.ts';
import type { Deployment } from './template/deployment.ts';
import { LOCAL_REGION, readDeployment, type Template } from './template/reader.ts';
import { synthesise } from './template/synthesise.ts';
import { createStopwatch, type Phases } from './stopwatch.ts';

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
  log: (line: string) => void;
  /** Ends the stack, or a start that is under way. */
  signal?: AbortSignal;
  /** For tests that deploy something else: called with the synthesised template before it is read. */
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

/** Starts the local stack; resolves once everything answers. When it rejects, nothing stays behind. */
export async function startStack(options: StackOptions): Promise<RunningStack> {
  const cleanups = createCleanups();
  const aborted = new Promise<never>((_resolve, reject) => {
    options.signal?.addEventListener(
      'abort',
      () => {
        reject(new Error('The start was interrupted.'));
      },
      { once: true },
    );
  });
  try {
    return await Promise.race([start({ ...options, directory: absolute(options.directory) }, cleanups), aborted]);
  } catch (error) {
    await cleanups.run();
    throw error;
  }
}

async function start(options: StackOptions, cleanups: Cleanups): Promise<RunningStack> {
  const stopwatch = createStopwatch();
  const state = await openState(options.directory, options);
  cleanups.add(state.release);
  const running: { services?: Services } = {};
  const { origin, stopServing } = await serve(
    options.port,
    stackListener(() => running.services, options.log),
    cleanups,
  );

  const [assembly, emulator] = await Promise.all([
    synthesiseFor(options, stopwatch),
    stopwatch.time('database', startDatabase(options, state, cleanups)),
  ]);
  const deployment = readDeployment(assembly, { origin, apiKey: state.secrets.apiKey });
  const principals = createPrincipals(deployment, state.keyFor);
  const direct = createBackend(emulator.endpoint, state.secrets.databaseKey, deployment.region);
  const backend = state.databaseDirectory === undefined ? direct : durable(direct);
  cleanups.add(backend.close);
  const faults = createFaults();
  const gateway = createGateway({ deployment, backend, faults });
  const issuer = await createIssuer(deployment, origin, state.secrets.signingKey);
  await stopwatch.time('tables', createTables(deployment, backend));
  const api = createGraphqlApi({ deployment, gateway, principals, keys: issuer, log: options.log });
  const { origin: dynamodbEndpoint } = await serve(0, gatewayListener(gateway, principals, deployment), cleanups);
  running.services = { api, issuer, faults };
  state.save();

  const description = await describe({ deployment, principals, issuer, dynamodbEndpoint });
  if (!options.empty && !state.catalogueLoaded()) {
    await stopwatch.time('catalogue', loadCatalogue(description, { log: options.log, ...(options.signal && { signal: options.signal }) }));
    state.noteCatalogue();
  }
  // The last of the cleanups are the first to run: clients must not find an address that is going away, nor lose a call under way.
  cleanups.add(stopServing);
  cleanups.add(state.publish(description));
  return { description, phases: stopwatch.phases(), failed: emulator.crashed, stop: cleanups.run };
}

async function synthesiseFor({ changeTemplate }: StackOptions, stopwatch: ReturnType<typeof createStopwatch>) {
  await stopwatch.time('bundles', buildForAppSync());
  const assembly = await stopwatch.time('template', synthesise());
  changeTemplate?.(assembly.template);
  return assembly;
}

async function startDatabase({ directory }: StackOptions, state: State, cleanups: Cleanups): Promise<Emulator> {
  const { databaseDirectory, secrets } = state;
  const emulator = await startEmulator({
    directory,
    accessKeyId: secrets.databaseKey,
    region: LOCAL_REGION,
    ...(databaseDirectory === undefined ? {} : { databaseDirectory }),
  });
  cleanups.add(emulator.stop);
  return emulator;
}

async function serve(
  port: number,
  listener: RequestListener,
  cleanups: Cleanups,
): Promise<{ origin: string; stopServing: () => Promise<void> }> {
  const server = createServer(listener);
  const chosen = await listen(server, port);
  const stopServing = () => close(server);
  cleanups.add(stopServing);
  return { origin: `http://${LOOPBACK}:${chosen}`, stopServing };
}

interface Parts {
  deployment: Deployment;
  principals: Principals;
  issuer: Issuer;
  dynamodbEndpoint: string;
}

async function describe({ deployment, principals, issuer, dynamodbEndpoint }: Parts): Promise<StackDescription> {
  const output = (key: string) => {
    const value = deployment.outputs[key];
    if (value === undefined) throw new Error(`The template has no output ${key}, which stack.json needs.`);
    return value;
  };
  const credentials = (key: string) => {
    const { accessKeyId, secretAccessKey } = principals.byPolicyArn(output(key));
    return { accessKeyId, secretAccessKey };
  };
  return {
    graphqlUrl: output('GraphqlUrl'),
    realtimeUrl: output('RealtimeUrl'),
    region: output('Region'),
    apiKey: output('ApiKey'),
    tokens: {
      admin: await issuer.mint({ username: 'admin', groups: ['admin'] }),
      viewer: await issuer.mint({ username: 'viewer', groups: ['viewer'] }),
    },
    credentials: { checkout: credentials('CheckoutPolicyArn'), catalogue: credentials('CataloguePolicyArn') },
    dynamodbEndpoint,
    tables: {
      inventory: output('InventoryTable'),
      reservations: output('ReservationsTable'),
      requests: output('RequestsTable'),
      movements: output('MovementsTable'),
    },
  };
}
