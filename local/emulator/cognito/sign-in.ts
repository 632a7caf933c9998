import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../lib/http.ts';
import type { Deployment } from '../template/deployment.ts';
import { SIGN_IN_PATH } from '../template/naming.ts';
import { readAppClients } from './app-client.ts';
import { readAuthorizationRequest, withParameters, type Refused } from './authorization-request.ts';
import type { Issuer } from './issuer.ts';
import { errorPage, signInPage, signInPolicy } from './sign-in-page.ts';
import { createTokenEndpoint, type TokenEndpoint } from './token-endpoint.ts';

/** What Cognito serves on the domain of a user pool, below `SIGN_IN_PATH`. */
export interface SignIn {
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

const MAX_BODY_BYTES = 64 * 1024;
const NO_FORMS = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'";
const CORS = { 'access-control-allow-origin': '*' };

interface Reply {
  status: number;
  headers: Record<string, string>;
  body?: string;
}

/**
 * The code flow of the template's user pool. It forgets who signed in: each sign-in asks again,
 * where Cognito remembers for an hour. `title` names on its page what people sign in to.
 */
export function createSignIn(deployment: Deployment, issuer: Issuer, origin: string, title: string): SignIn {
  const clients = readAppClients(deployment, origin);
  const tokens = createTokenEndpoint(issuer, clients);
  const groups = deployment.ofType('AWS::Cognito::UserPoolGroup').map(({ physicalId }) => physicalId);

  function askWho(parameters: URLSearchParams): Reply {
    const read = readAuthorizationRequest(parameters, clients);
    if (!('request' in read)) return refuse(read);
    return html(200, signInPage({ title, groups }, `${SIGN_IN_PATH}/login`, parameters.toString()), signInPolicy(read.request.redirectUri));
  }

  function sendCode(parameters: URLSearchParams, form: URLSearchParams): Reply {
    const read = readAuthorizationRequest(parameters, clients);
    if (!('request' in read)) return refuse(read);
    const username = form.get('username')?.trim() ?? '';
    if (username === '') return html(400, errorPage('A name is missing. Go back and type one.'), NO_FORMS);
    const code = tokens.issueCode(read.request, { username, groups: form.getAll('group') });
    return redirect(withParameters(read.request.redirectUri, { code, state: read.request.state }));
  }

  function signOut(parameters: URLSearchParams): Reply {
    const client = clients.find(({ clientId }) => clientId === parameters.get('client_id'));
    const uri = parameters.get('logout_uri') ?? '';
    if (client?.logoutUrls.includes(uri)) return redirect(uri);
    return html(400, errorPage('The client_id or the logout_uri is not one of the template’s app client.'), NO_FORMS);
  }

  async function answerForm(request: IncomingMessage, answer: TokenEndpoint['exchange']): Promise<Reply> {
    const { status, body } = await answer(await readForm(request));
    return { status, headers: { ...CORS, 'content-type': 'application/json;charset=UTF-8' }, body: JSON.stringify(body) };
  }

  async function route(request: IncomingMessage): Promise<Reply> {
    const { pathname, searchParams } = new URL(request.url ?? '/', origin);
    switch (`${request.method} ${pathname.slice(SIGN_IN_PATH.length)}`) {
      case 'GET /oauth2/authorize':
        return askWho(searchParams);
      case 'POST /login':
        return sendCode(searchParams, await readForm(request));
      case 'POST /oauth2/token':
        return answerForm(request, tokens.exchange);
      case 'POST /oauth2/revoke':
        return answerForm(request, tokens.revoke);
      case 'OPTIONS /oauth2/token':
      case 'OPTIONS /oauth2/revoke':
        return { status: 204, headers: { ...CORS, 'access-control-allow-methods': 'POST', 'access-control-allow-headers': '*' } };
      case 'GET /logout':
        return signOut(searchParams);
      default:
        return html(404, errorPage(`There is no ${request.method} ${pathname}.`), NO_FORMS);
    }
  }

  return {
    answer: async (request, response) => {
      const { status, headers, body } = await route(request);
      response.writeHead(status, { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', ...headers });
      response.end(body);
    },
  };
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  return new URLSearchParams(await readBody(request, MAX_BODY_BYTES));
}

function refuse(refused: Refused): Reply {
  return 'fatal' in refused ? html(400, errorPage(refused.fatal), NO_FORMS) : redirect(refused.redirectTo);
}

function redirect(location: string): Reply {
  return { status: 302, headers: { location } };
}

function html(status: number, body: string, policy: string): Reply {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }, body };
}
