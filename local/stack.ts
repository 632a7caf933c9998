import { join, resolve as absolute } from 'node:path';
import { createInventoryClient, sigV4 } from '../web/client/main.ts';
import { siteConfig, type SiteConfig } from '../web/site-config.ts';
import { siteDirectory } from '../web/site.ts';
import { createGraphqlApi } from './emulator/appsync/api.ts';
import { startAws } from './emulator/aws.ts';
import type { SeedOptions } from './catalogue/load.ts';
import { makeBuild } from './built.ts';
import { createCleanups, type Cleanups } from './emulator/lib/cleanups.ts';
import { createIssuer, type Issuer } from './emulator/cognito/issuer.ts';
import { createSignIn } from './emulator/cognito/sign-in.ts';
import { describe, outputOf } from './stack-description.ts';
import type { StackDescription } from '../infra/stack-outputs.ts';
import type { Engine } from './emulator/dynamodb/database.ts';
import { openDatabase } from './emulator/dynamodb/open.ts';
import { createTables } from './emulator/dynamodb/tables.ts';
import { firewallOf, NO_FIREWALL } from './emulator/firewall/firewall.ts';
import { SERVICE_LIKE } from './emulator/gateway/service-like-settings.ts';
import { withGraphqlFaults } from './emulator/appsync/graphql-faults.ts';
import { createPrincipals } from './emulator/iam/principals.ts';
import { SHOP_PATH } from './routes.ts';
import { createRunNow } from './run-now.ts';
import { createShop } from './shop.ts';
import { createSite } from './site.ts';
import { serve } from './emulator/lib/listen.ts';
import { stackListener, stackUpgradeListener, type Services } from './router.ts';
import { openState } from './state.ts';
import type { Deployment } from './emulator/template/deployment.ts';
import { readDeployment, type Template } from './emulator/template/reader.ts';
import { synthesise } from './template/synthesise.ts';
import { createStopwatch, type Phases } from './stopwatch.ts';
import type { TtlDelay } from './emulator/ttl/ttl.ts';

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

/**
 * Starts the local stack; resolves once everything answers. When it rejects, nothing stays behind.
 */
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
    stackUpgradeListener(() => running.services),
  );

  const { dataDirectory, secrets } = state;
  const kept = options.memory ? {} : { dataDirectory };
  const { directory, log, engine = 'embedded', ttlDelay = 0 } = options;
  const [assembly, { database, failed }] = await Promise.all([
    synthesiseFor(options, stopwatch),
    stopwatch.time('database', openDatabase({ engine, directory, ...kept, accessKeyId: secrets.databaseKey, log }, cleanups)),
  ]);
  const deployment = readDeployment(assembly, { origin, apiKey: state.secrets.apiKey });
  const principals = createPrincipals(deployment, state.keyFor);
  const issuer = await createIssuer(deployment, origin, state.secrets.signingKey);
  await stopwatch.time('tables', createTables(deployment, database.call));
  const logDirectory = join(directory, 'logs');
  const aws = await startAws({ deployment, principals, database, dataDirectory, logDirectory, ttlDelay, log }, cleanups);
  const { gateway, faults, callers, functions, sns, mappings, schedule, ttl } = aws;
  const api = createGraphqlApi({ deployment, gateway, functions, principals, keys: issuer, log });
  cleanups.add(api.close);
  const { serviceLike, units } = gateway;
  const runNow = createRunNow({ deployment, functions, schedule, ttl });
  const answerGraphql = withGraphqlFaults({ api, faults, principals, callers });
  const signIn = createSignIn(deployment, issuer, origin);
  const site = createSite(deployment, siteDirectory, localSiteConfig(deployment, issuer));
  const credentials = principals.byPolicyArn(outputOf(deployment, 'CheckoutPolicyArn'));
  const shop = createShop(
    createInventoryClient({
      graphqlUrl: outputOf(deployment, 'GraphqlUrl'),
      realtimeUrl: outputOf(deployment, 'RealtimeUrl'),
      authorization: sigV4({ region: deployment.region, credentials }),
    }),
  );
  running.services = {
    signIn,
    site,
    shop,
    api,
    firewall: options.firewall ? firewallOf(deployment) : NO_FIREWALL,
    answerGraphql,
    issuer,
    faults,
    serviceLike,
    units,
    runNow,
    alerts: () => sns.delivered(outputOf(deployment, 'AlertsTopicArn')),
  };
  state.save();
  // Functions call the API, so their events come when it answers and stop before it does.
  cleanups.add(mappings.stop);
  mappings.start();
  cleanups.add(ttl.stop);
  ttl.start();

  const description = await describe({ deployment, principals, issuer, dynamodbEndpoint: aws.endpoint });
  if (!options.empty && !state.catalogueLoaded()) {
    await stopwatch.time('catalogue', seed({ gateway, deployment, log: options.log, ...(options.signal && { signal: options.signal }) }));
    state.noteCatalogue();
  }
  if (options.serviceLike) serviceLike.set(SERVICE_LIKE);
  // Runs of schedules count from here, when everything answers.
  cleanups.add(schedule.stop);
  schedule.start();
  // The last of the cleanups are the first to run: clients must not find an address that is going
  // away, nor lose a call under way.
  cleanups.add(stopServing);
  // A server ends only when its WebSocket connections have ended.
  cleanups.add(api.close);
  cleanups.add(mappings.stop);
  cleanups.add(state.publish(description));
  return { description, phases: stopwatch.phases(), failed, stop: cleanups.run };
}

async function synthesiseFor({ changeTemplate }: StackOptions, stopwatch: ReturnType<typeof createStopwatch>) {
  await stopwatch.time('build', makeBuild());
  const assembly = await stopwatch.time('template', synthesise());
  changeTemplate?.(assembly.template);
  return assembly;
}

/** Loaded where it is needed: it brings parts of the AWS SDK along, which no later start needs. */
async function seed(options: SeedOptions): Promise<void> {
  const { seedCatalogue } = await import('./catalogue/load.ts');
  await seedCatalogue(options);
}

/** Cognito's domain is a path here, and the stack is the shop's back end too. */
function localSiteConfig(deployment: Deployment, issuer: Issuer): SiteConfig {
  const config = siteConfig(deployment.outputs);
  const logoutUrl = String(issuer.configuration()['end_session_endpoint']);
  return { ...config, signIn: { ...config.signIn, logoutUrl }, shopUrl: SHOP_PATH };
}
