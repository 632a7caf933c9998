import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Issuer, TokenRequest } from './emulator/cognito/issuer.ts';
import { MAX_LOGGED, type EventLog } from './emulator/events/log.ts';
import type { Faults } from './emulator/gateway/faults.ts';
import { readFault } from './emulator/gateway/read-fault.ts';
import { AS_LOCAL, readServiceLike } from './emulator/gateway/service-like-settings.ts';
import type { ServiceLike } from './emulator/gateway/service-like.ts';
import type { Units } from './emulator/gateway/units.ts';
import { isFromHere, readBody } from './emulator/lib/http.ts';
import type { Delivered } from './emulator/sns/delivered.ts';
import type { RunNow } from './run-now.ts';
import type { Shop } from './shop.ts';
import { type Workloads, WORKLOADS_PATH, type WorkloadToken } from './workloads.ts';

/** What the development routes under `/_local/` work on. */
export interface LocalServices {
  issuer: Issuer;
  faults: Faults;
  serviceLike: Pick<ServiceLike, 'settings' | 'set'>;
  units: Pick<Units, 'report' | 'reset'>;
  runNow: RunNow;
  /** What the topic of low stock has delivered, newest first. */
  alerts: () => Delivered[];
  /** What left by the buses. */
  eventLog: Pick<EventLog, 'list'>;
  shop: Shop;
  /** The issuer of identities of programs. */
  workloads: Workloads;
}

interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

const MAX_BODY_BYTES = 64 * 1024;
/** Where the stack plays the back end of the demo shop. */
export const SHOP_PATH = '/_local/shop';
/** What left by the buses. */
export const EVENTS_PATH = '/_local/events';
/** Events in an answer, where nobody says how many. */
const DEFAULT_EVENTS = 100;
const RUN_PATH = /^POST \/_local\/run\/([\w-]+)$/;

/**
 * Answers a request under `/_local/`: public keys of the issuers, tokens for tests, faults,
 * scheduled work by hand.
 */
export async function answerLocal(services: LocalServices, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, body, headers } = await route(services, request).catch((error: unknown) => refusal(400, (error as Error).message));
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers });
  response.end(`${JSON.stringify(body)}\n`);
}

async function route(services: LocalServices, request: IncomingMessage): Promise<Answer> {
  const { issuer, faults, serviceLike, units, runNow, shop, workloads } = services;
  const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://local.invalid');
  if (request.method !== 'GET' && !isFromHere(request.headers)) return refusal(403, 'Pages of other origins may not ask for this.');
  const wellKnown = `${new URL(issuer.url).pathname}/.well-known`;
  const [, work] = RUN_PATH.exec(`${request.method} ${path}`) ?? [];
  if (work !== undefined) return runNow(work);
  if (request.method === 'POST' && path.startsWith(`${SHOP_PATH}/`)) {
    const answer = await shop.answer(path.slice(SHOP_PATH.length + 1), await readJson(request));
    if (answer) return { status: 200, body: answer };
  }
  switch (`${request.method} ${path}`) {
    case `GET ${wellKnown}/openid-configuration`:
      return { status: 200, body: issuer.configuration(), headers: { 'access-control-allow-origin': '*' } };
    case `GET ${wellKnown}/jwks.json`:
      return { status: 200, body: issuer.jwks(), headers: { 'access-control-allow-origin': '*' } };
    case 'POST /_local/cognito/token':
      return { status: 200, body: { token: await issuer.mint(readTokenRequest(await readJson(request))) } };
    case `GET ${WORKLOADS_PATH}/.well-known/openid-configuration`:
      return { status: 200, body: workloads.configuration() };
    case `GET ${WORKLOADS_PATH}/jwks.json`:
      return { status: 200, body: workloads.jwks() };
    case `POST ${WORKLOADS_PATH}/token`:
      return { status: 200, body: { token: await workloads.mint(readWorkloadToken(await readJson(request))) } };
    case 'GET /_local/faults':
      return { status: 200, body: { faults: faults.list() } };
    case 'POST /_local/faults': {
      const body = await readJson(request);
      // All are read before the first is added: a list with one bad fault changes nothing.
      for (const fault of (Array.isArray(body) ? body : [body]).map(readFault)) faults.add(fault);
      return { status: 200, body: { faults: faults.list() } };
    }
    case 'DELETE /_local/faults':
      faults.clear();
      return { status: 200, body: { faults: [] } };
    case 'GET /_local/service-like':
      return { status: 200, body: serviceLike.settings() };
    case 'POST /_local/service-like':
      serviceLike.set(readServiceLike(await readJson(request)));
      return { status: 200, body: serviceLike.settings() };
    case 'DELETE /_local/service-like':
      serviceLike.set(AS_LOCAL);
      return { status: 200, body: serviceLike.settings() };
    case 'GET /_local/alerts':
      return { status: 200, body: services.alerts() };
    case `GET ${EVENTS_PATH}`:
      return { status: 200, body: services.eventLog.list(readEventQuery(query)) };
    case 'GET /_local/units':
      return { status: 200, body: units.report() };
    case 'DELETE /_local/units':
      units.reset();
      return { status: 200, body: units.report() };
    default:
      return refusal(404, `There is no ${request.method} ${path}.`);
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
    throw new Error('Send a JSON body with content-type application/json.');
  const text = await readBody(request, MAX_BODY_BYTES);
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('The body is not JSON.');
  }
}

function readEventQuery(query: URLSearchParams): Parameters<EventLog['list']>[0] {
  const stranger = [...query.keys()].find((name) => name !== 'kind' && name !== 'limit');
  if (stranger !== undefined) throw new Error(`There is no parameter ${stranger}: there are kind and limit.`);
  const limit = Number(query.get('limit') ?? DEFAULT_EVENTS);
  if (!isWholeNumber(limit) || limit < 1 || limit > MAX_LOGGED) throw new Error(`limit must be a whole number from 1 to ${MAX_LOGGED}.`);
  return { kind: query.get('kind') ?? undefined, limit };
}

function readTokenRequest(input: unknown): TokenRequest {
  const {
    username,
    groups = [],
    expiresInSeconds,
    claims,
  } = (typeof input === 'object' && input !== null ? input : {}) as Partial<TokenRequest>;
  if (typeof username !== 'string' || username === '') throw new Error('username must be text.');
  if (!Array.isArray(groups) || !groups.every((group) => typeof group === 'string'))
    throw new Error('groups must be a list of group names.');
  return { username, groups, ...readLifetime({ expiresInSeconds, claims }) };
}

function readWorkloadToken(input: unknown): WorkloadToken {
  const { subject, audience, expiresInSeconds, claims } = (isObject(input) ? input : {}) as Partial<WorkloadToken>;
  if (typeof subject !== 'string' || subject === '') throw new Error('subject must be text.');
  if (typeof audience !== 'string' || audience === '') throw new Error('audience must be text.');
  return { subject, audience, ...readLifetime({ expiresInSeconds, claims }) };
}

/** What both kinds of tokens take. */
function readLifetime({ expiresInSeconds, claims }: { expiresInSeconds: unknown; claims: unknown }) {
  if (expiresInSeconds !== undefined && !isWholeNumber(expiresInSeconds))
    throw new Error('expiresInSeconds must be a whole number of seconds.');
  if (claims !== undefined && !isObject(claims)) throw new Error('claims must be an object.');
  return { ...(expiresInSeconds !== undefined && { expiresInSeconds }), ...(claims !== undefined && { claims }) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isWholeNumber(value: unknown): value is number {
  return Number.isInteger(value);
}

function refusal(status: number, message: string): Answer {
  return { status, body: { message } };
}
