import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Issuer, TokenRequest } from './cognito/issuer.ts';
import type { Faults } from './gateway/faults.ts';
import { readFault } from './gateway/read-fault.ts';
import { readBody } from './http.ts';

/** What the development routes under `/_local/` work on. */
export interface LocalServices {
  issuer: Issuer;
  faults: Faults;
}

interface Answer {
  status: number;
  body: unknown;
}

const MAX_BODY_BYTES = 64 * 1024;

/** Answers a request under `/_local/`: the user pool's public keys, tokens for tests, faults. */
export async function answerLocal(services: LocalServices, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, body } = await route(services, request).catch((error: unknown) => refusal(400, (error as Error).message));
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}

async function route(services: LocalServices, request: IncomingMessage): Promise<Answer> {
  const { issuer, faults } = services;
  const path = new URL(request.url ?? '/', 'http://local.invalid').pathname;
  const wellKnown = `${new URL(issuer.url).pathname}/.well-known`;
  switch (`${request.method} ${path}`) {
    case `GET ${wellKnown}/openid-configuration`:
      return { status: 200, body: issuer.configuration() };
    case `GET ${wellKnown}/jwks.json`:
      return { status: 200, body: issuer.jwks() };
    case 'POST /_local/cognito/token':
      return { status: 200, body: { token: await issuer.mint(readTokenRequest(await readJson(request))) } };
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
    default:
      return refusal(404, `There is no ${request.method} ${path}.`);
  }
}

/**
 * A page of another origin can make a browser send a request here, but not one of this content type without asking first,
 * and nobody answers that question.
 */
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
  if (expiresInSeconds !== undefined && !isWholeNumber(expiresInSeconds))
    throw new Error('expiresInSeconds must be a whole number of seconds.');
  if (claims !== undefined && !isObject(claims)) throw new Error('claims must be an object.');
  return { username, groups, ...(expiresInSeconds === undefined ? {} : { expiresInSeconds }), ...(claims === undefined ? {} : { claims }) };
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
