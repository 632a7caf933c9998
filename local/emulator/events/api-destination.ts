import { isLocalHost } from '../lib/http.ts';
import { machineTime } from '../lib/machine-time.ts';
import { isAllowed, type Principals } from '../iam/principal.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Deployment, Resource } from '../template/deployment.ts';
import { DELIVERED, type Attempt, type Deliver, type Failure } from './attempt.ts';
import type { RuleTarget } from './rules.ts';

/** Milliseconds of machine time, after which EventBridge gives up to wait for an answer. */
const TIMEOUT_MS = 5_000;
/** Beside 5xx. */
const RETRIED_STATUSES = [401, 407, 409, 429];
const ACTION = 'events:InvokeApiDestination';
/** What EventBridge sends in any case. */
const OWN_HEADERS = {
  'user-agent': 'Amazon/EventBridge/ApiDestinations',
  'content-type': 'application/json; charset=utf-8',
  range: 'bytes=0-1048575',
};

type Properties = Readonly<Record<string, unknown>>;
type Pairs = Record<string, string>;

/** What the way to an API destination is made of. */
export interface ApiDestinationParts {
  deployment: Deployment;
  principals: Principals;
  secrets: Pick<Secrets, 'resolve'>;
}

/**
 * The way to an API destination: an HTTP request with what its connection adds. Throws a sentence
 * on an address that is not on this machine, and on what is not understood.
 */
export function apiDestination(target: RuleTarget, { deployment, principals, secrets }: ApiDestinationParts): Deliver {
  const { arn, rule } = target;
  const destination = deployment.ofType('AWS::Events::ApiDestination').find((own) => own.arn === arn);
  if (!destination) throw new Error(`${rule.logicalId} sends to ${arn}, which the template does not have.`);
  const role = principals.byRoleArn(String(target.properties['RoleArn']));
  if (!isAllowed(role, ACTION, arn)) throw new Error(`${rule.logicalId} sends to ${destination.logicalId} with a role that may not do so.`);
  const added = connectionOf(destination, deployment, secrets);
  const own = (target.properties['HttpParameters'] ?? {}) as { HeaderParameters?: Pairs; QueryStringParameters?: Pairs };
  const { HeaderParameters = {}, QueryStringParameters = {}, ...others } = own;
  const stranger = Object.keys(others)[0];
  if (stranger !== undefined) throw new Error(`A target of ${rule.logicalId} has ${stranger}, which the local stack does not understand.`);
  const url = addressOf(destination, { ...QueryStringParameters, ...added.query });
  const method = String(destination.properties['HttpMethod']);
  const headers = { ...OWN_HEADERS, ...HeaderParameters, ...added.headers };
  return (input) => send(url, { method, headers, ...(method !== 'GET' && method !== 'HEAD' && { body: input }) });
}

function addressOf({ logicalId, properties }: Resource, query: Pairs): URL {
  const text = String(properties['InvocationEndpoint']);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !isLocalHost(url.host)) throw new Error(`${logicalId} calls ${text}; the local stack calls 127.0.0.1 and localhost only.`);
  if (url.pathname.includes('*')) throw new Error(`${logicalId} has a path with a star, which the local stack does not understand.`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}

/** What a connection adds to each request. */
function connectionOf(destination: Resource, deployment: Deployment, secrets: Pick<Secrets, 'resolve'>): { headers: Pairs; query: Pairs } {
  const arn = destination.properties['ConnectionArn'];
  const connection = deployment.ofType('AWS::Events::Connection').find((own) => own.arn === arn);
  if (!connection) throw new Error(`${destination.logicalId} has the connection ${String(arn)}, which the template does not have.`);
  const { logicalId, properties } = connection;
  const { InvocationHttpParameters, ...authorisation } = (properties['AuthParameters'] ?? {}) as Record<string, Properties>;
  const { HeaderParameters, QueryStringParameters, ...others } = InvocationHttpParameters ?? {};
  const stranger = Object.keys(others)[0];
  if (stranger !== undefined) throw new Error(`${logicalId} has ${stranger}, which the local stack does not understand.`);
  const resolve = (value: unknown) => secrets.resolve(String(value), logicalId);
  const pairs = (list: unknown): Pairs =>
    Object.fromEntries(((list ?? []) as Properties[]).map(({ Key, Value }): [string, string] => [String(Key), resolve(Value)]));
  const headers = { ...pairs(HeaderParameters), ...authorisationOf(connection, authorisation, resolve) };
  return { headers, query: pairs(QueryStringParameters) };
}

function authorisationOf(
  { logicalId, properties }: Resource,
  parameters: Record<string, Properties>,
  resolve: (value: unknown) => string,
): Pairs {
  const { ApiKeyAuthParameters, BasicAuthParameters } = parameters;
  if (properties['AuthorizationType'] === 'API_KEY' && ApiKeyAuthParameters)
    return { [String(ApiKeyAuthParameters['ApiKeyName'])]: resolve(ApiKeyAuthParameters['ApiKeyValue']) };
  if (properties['AuthorizationType'] === 'BASIC' && BasicAuthParameters) {
    const pair = `${resolve(BasicAuthParameters['Username'])}:${resolve(BasicAuthParameters['Password'])}`;
    return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
  }
  throw new Error(`${logicalId} authorises by ${String(properties['AuthorizationType'])}; the local stack has API_KEY and BASIC.`);
}

async function send(url: URL, request: RequestInit): Promise<Attempt> {
  const limit = new AbortController();
  const forget = machineTime.after(TIMEOUT_MS, () => {
    limit.abort();
  });
  try {
    const response = await fetch(url, { ...request, redirect: 'manual', signal: limit.signal });
    await response.body?.cancel();
    return response.ok ? DELIVERED : refusedBy(response);
  } catch (error) {
    if (limit.signal.aborted) return failure(true, 'TIMEOUT', `No answer within ${TIMEOUT_MS / 1000} seconds.`);
    return failure(true, 'CONNECTION_FAILURE', causeOf(error as Error));
  } finally {
    forget();
  }
}

function refusedBy({ status, headers }: Response): Failure {
  const seconds = Number(headers.get('retry-after') ?? 0);
  // A receiver that does not want to be asked again says so with a time that is over.
  const retry = (status >= 500 || RETRIED_STATUSES.includes(status)) && !(seconds < 0);
  const code = status === 429 ? 'THROTTLING' : status >= 500 ? 'ERROR_FROM_TARGET' : 'SDK_CLIENT_ERROR';
  return { ...failure(retry, code, `The API destination answered with status ${status}.`), ...(seconds > 0 && { waitMs: seconds * 1000 }) };
}

function failure(retry: boolean, code: string, message: string): Failure {
  return { kind: 'failed', retry, code, message };
}

function causeOf({ message, cause }: Error): string {
  return cause instanceof Error ? cause.message || message : message;
}
