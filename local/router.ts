import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { BodyTooLarge, LOOPBACK, readBody, refuseUpgrade } from './emulator/lib/http.ts';
import type { UpgradeListener } from './emulator/lib/listen.ts';
import { answerLocal, type LocalServices } from './routes.ts';
import type { GraphqlApi } from './emulator/appsync/api.ts';
import { refusal, RequestError, type HttpRequest } from './emulator/appsync/http.ts';
import type { SignIn } from './emulator/cognito/sign-in.ts';
import type { Firewall } from './emulator/firewall/firewall.ts';
import type { AnswerGraphql } from './emulator/appsync/graphql-faults.ts';
import type { Site } from './site.ts';
import { SIGN_IN_PATH } from './emulator/template/naming.ts';

/** Everything behind the stack's one address. */
export interface Services extends LocalServices {
  api: Pick<GraphqlApi, 'upgrade'>;
  /** In front of the API. */
  firewall: Firewall;
  answerGraphql: AnswerGraphql;
  answerSts: RequestListener;
  signIn: SignIn;
  site: Site;
}

/** Larger than anything a valid request needs; AppSync gives no number of its own. */
const MAX_GRAPHQL_BODY_BYTES = 6 * 1024 * 1024;
const GRAPHQL_PATH = '/graphql';
/** Where the token service is for programs that outlive a start of the stack. */
export const STS_PATH = '/_local/sts';
/**
 * What AppSync answers for its firewall. Nobody says whether a page of another origin may read it;
 * here it may.
 */
const BLOCKED = new RequestError(403, 'WAFForbiddenException', '403 Forbidden');

const WELCOME = `Onhand, local stack: a development tool for this machine only.

POST /graphql                                              the GraphQL API
     /graphql/realtime                                     its subscriptions, AppSync's real-time protocol over WebSocket
GET  /, /admin-panel.html                                  the demo shop and the admin panel
     /inventory-widget.js, /api-client.js, /config.json    what pages of a shop load
GET  /_local/cognito/<user pool>/.well-known/jwks.json     public keys of the user pool
POST /_local/cognito/token                                 {"username", "groups"}: a token of that user
POST /_local/sts                                           AWS's token service: a role for such an identity
     /_local/workloads/token                               {"subject", "audience"}: the identity of a program outside AWS
GET, POST, DELETE /_local/faults                           faults to inject into calls and stream deliveries
GET, POST, DELETE /_local/service-like                     conflicts and throttling as DynamoDB has them
GET, DELETE /_local/units                                  request units that calls took
GET  /_local/alerts                                        alerts that SNS delivered, newest first
GET  /_local/events                                        events that left by the bus, newest first; ?kind=, ?limit=
POST /_local/run/expire-reservations                       runs scheduled work now; also check-thresholds, finish-orders, ttl

Addresses, keys and tokens are in stack.json.
`;

/**
 * Routes the requests of the stack's one address. Until `services` answers, everything gets 503.
 * `log` gets what failed inside.
 */
export function stackListener(services: () => Services | undefined, log: (line: string) => void): RequestListener {
  return (request, response) => {
    route(services(), request, response).catch((error: unknown) => {
      if (error instanceof BodyTooLarge) {
        send(response, 413, error.message);
        return;
      }
      if (!request.complete) return void response.destroy();
      log(`${request.method} ${request.url}: ${error instanceof Error ? error.stack : String(error)}`);
      send(response, 500, 'The local stack failed; its log says why.');
    });
  };
}

/** Hands WebSocket connections to the API, by the rules of `stackListener`. */
export function stackUpgradeListener(services: () => Services | undefined): UpgradeListener {
  return (request, socket, head) => {
    const running = services();
    const isBlocked = running?.firewall.blockedBy(headOf(request)) !== undefined;
    if (!running || isBlocked) {
      refuseUpgrade(socket, running ? BLOCKED.status : 503);
      return;
    }
    // The HTTP server has let go of the socket: an error that nobody hears would end the stack.
    socket.on('error', () => socket.destroy());
    running.api.upgrade(request, socket, head);
  };
}

async function route(services: Services | undefined, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? '/', `http://${LOOPBACK}`).pathname;
  if (!services) {
    send(response, 503, 'The local stack is starting.');
    return;
  }
  if (path === GRAPHQL_PATH) return answerGraphql(services, request, response);
  if (path === '/_local/' && request.method === 'GET') {
    send(response, 200, WELCOME);
    return;
  }
  // SDKs put a slash behind an endpoint.
  if (path === STS_PATH || path === `${STS_PATH}/`) {
    services.answerSts(request, response);
    return;
  }
  if (path.startsWith(`${SIGN_IN_PATH}/`)) return services.signIn.answer(request, response);
  if (path.startsWith('/_local/')) return answerLocal(services, request, response);
  if (await services.site.answer(request, response)) return;
  send(response, 404, `There is no ${request.method} ${path}.`);
}

async function answerGraphql(
  { answerGraphql: handle, firewall }: Services,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const head = headOf(request);
  const body = await readBody(request, MAX_GRAPHQL_BODY_BYTES);
  const answer = firewall.blockedBy(head) === undefined ? await handle({ ...head, body }) : refusal(BLOCKED, randomUUID());
  if (!answer) return void response.destroy();
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body);
}

function headOf(request: IncomingMessage): Omit<HttpRequest, 'body'> {
  const { method = '', url: path = '', headers, socket } = request;
  return { method, path, headers: separate(request, headers), sourceIp: socket.remoteAddress ?? '' };
}

/** Node joins a header that was sent twice with a comma; AppSync shows it as a list. */
function separate(request: IncomingMessage, headers: IncomingMessage['headers']): Record<string, string | string[] | undefined> {
  const repeated = Object.entries(request.headersDistinct).filter(([, values]) => (values?.length ?? 0) > 1);
  return repeated.length === 0 ? headers : { ...headers, ...Object.fromEntries(repeated) };
}

function send(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: status === 413 ? 'close' : 'keep-alive' });
  response.end(text.endsWith('\n') ? text : `${text}\n`);
}
