import type { JWK } from 'jose';
import { createGraphqlApi, type GraphqlApi } from './appsync/api.ts';
import { withGraphqlFaults, type AnswerGraphql } from './appsync/graphql-faults.ts';
import { startAws, type Aws } from './aws.ts';
import { createIssuer, type Issuer } from './cognito/issuer.ts';
import { createSignIn, type SignIn } from './cognito/sign-in.ts';
import type { Database } from './dynamodb/database.ts';
import { createTables } from './dynamodb/tables.ts';
import { firewallOf, NO_FIREWALL, type Firewall } from './firewall/firewall.ts';
import type { Principals } from './iam/principal.ts';
import { createPrincipals, type KeyFor } from './iam/principals.ts';
import { createSessions } from './iam/sessions.ts';
import type { Cleanups } from './lib/cleanups.ts';
import type { IssuerAddresses } from './sts/keys.ts';
import type { Deployment } from './template/deployment.ts';
import { readDeployment, type Assembly } from './template/reader.ts';
import type { TtlDelay } from './ttl/ttl.ts';

/** A stack to emulate, and where. The emulator knows nothing of it but what is in here. */
export interface EmulatorOptions {
  /** The synthesised template and the code that it names. */
  assembly: Assembly;
  /** What `openDatabase` opened. */
  database: Database;
  /**
   * Where clients will reach the API, such as `http://127.0.0.1:4000`. Something has to listen
   * there and hand requests to `answerGraphql`, `api.upgrade`, `signIn` and `answerSts`.
   */
  origin: string;
  /** What stays the same from start to start, or the keys and tokens of clients would end. */
  secrets: { apiKey: string; signingKey: JWK; keyFor: KeyFor };
  /** For objects, checkpoints, deliveries and the code of functions. */
  dataDirectory: string;
  /** For the logs of functions. */
  logDirectory: string;
  /** Where instrumented resolvers are kept from start to start; nowhere when left out. */
  cacheDirectory?: string;
  /** What people sign in to, on the page in place of Cognito's. */
  title: string;
  /** Where issuers of tokens are found that are on this machine only, by their names. */
  issuerAddresses?: IssuerAddresses;
  /** Of the deletion of items whose time is over; 0 when left out. */
  ttlDelay?: TtlDelay;
  /** Whether the firewall in front of the API blocks what its rules say. */
  firewall?: boolean;
  log: (line: string) => void;
}

/** The stack as it would be after a deploy. Streams, schedules and TTL wait for their `start`. */
export interface EmulatedStack extends Aws {
  deployment: Deployment;
  principals: Principals;
  issuer: Issuer;
  signIn: SignIn;
  firewall: Firewall;
  api: GraphqlApi;
  /** The API over HTTP, with injected faults in front of it. */
  answerGraphql: AnswerGraphql;
}

/**
 * Stands up what the template names. The cleanups end it, but for what may have clients at that
 * moment: the caller first ends `mappings`, `api` and the server in front of it. Throws a sentence
 * on anything in the template that is not understood.
 */
export async function emulateStack(options: EmulatorOptions, cleanups: Cleanups): Promise<EmulatedStack> {
  const { assembly, database, origin, secrets, title, log } = options;
  const deployment = readDeployment(assembly, { origin, apiKey: secrets.apiKey });
  const sessions = createSessions();
  const principals = createPrincipals(deployment, secrets.keyFor, sessions);
  const issuer = await createIssuer(deployment, origin, secrets.signingKey);
  await createTables(deployment, database.call);
  const aws = await startAws({ ...options, deployment, principals, sessions }, cleanups);
  const { gateway, functions, faults, callers } = aws;
  const { cacheDirectory } = options;
  const api = createGraphqlApi({
    deployment,
    gateway,
    functions,
    principals,
    keys: issuer,
    log,
    ...(cacheDirectory && { cacheDirectory }),
  });
  return {
    ...aws,
    deployment,
    principals,
    issuer,
    signIn: createSignIn(deployment, issuer, origin, title),
    firewall: options.firewall ? firewallOf(deployment) : NO_FIREWALL,
    api,
    answerGraphql: withGraphqlFaults({ api, faults, principals, callers }),
  };
}
