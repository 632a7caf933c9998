import { accessToken, apiKey, createInventoryClient, sigV4, type InventoryClient } from '../../web/client/main.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { createSockets } from '../cloud/sockets.ts';
import { mintToken } from '../cloud/tokens.ts';
import type { Faults } from '../faults.ts';
import type { Chance } from '../platform/chance.ts';
import type { VirtualClock } from '../platform/clock.ts';
import type { Settings } from '../settings.ts';
import { endRequest, requestOf, type AnsweredRequest } from './requests.ts';

/** Who calls: a shop's back end, the catalogue's, staff, a page of the shop. */
export type Role = 'checkout' | 'catalogue' | 'admin' | 'viewer' | 'storefront';

/** What clients of a run work with. */
export interface ClientParts {
  cloud: Cloud;
  chance: Chance;
  clock: VirtualClock;
  faults: Faults;
  settings: Settings;
  /** Where requests are noted, with what they came to. */
  requests?: AnsweredRequest[];
}

/** The real client of somebody, on the simulated network. */
export function createClient(role: Role, name: string, parts: ClientParts): InventoryClient {
  const { cloud, clock, settings } = parts;
  const { graphqlUrl, realtimeUrl, region, apiKey: key } = cloud.outputs;
  const chance = parts.chance.fork(`client ${name}`);
  const aheadMs = chance.between(-settings.skewMs, settings.skewMs);
  const { webSocket, drop } = createSockets({ api: cloud.api, chance, clock, hopMs: settings.hopMs, faults: parts.faults });
  cloud.whenKilled(drop);
  const authorization = () => {
    if (role === 'storefront') return apiKey(key);
    if (role === 'admin' || role === 'viewer') return accessToken(staffToken(name, role, parts));
    const output = role === 'checkout' ? 'CheckoutPolicyArn' : 'CataloguePolicyArn';
    const credentials = cloud.principals.byPolicyArn(cloud.deployment.outputs[output] ?? '');
    return sigV4({ region, credentials, now: () => Math.floor(clock.now() + aheadMs) });
  };
  return createInventoryClient({ graphqlUrl, realtimeUrl, authorization: authorization(), webSocket, fetch: fetchOver(parts) });
}

/** Remembers a token until it is refused, as a page does. */
function staffToken(name: string, group: 'admin' | 'viewer', { cloud, clock, settings }: ClientParts): (refused: boolean) => string {
  const [client] = cloud.deployment.ofType('AWS::Cognito::UserPoolClient');
  const mint = () => mintToken(client?.physicalId ?? '', name, group, clock.now() + settings.tokenMs);
  let token = mint();
  return (refused) => {
    if (refused) token = mint();
    return token;
  };
}

/** `fetch` as far as the client uses it. */
function fetchOver({ cloud, clock, requests }: ClientParts) {
  return async (url: string, init: RequestInit): Promise<Response> => {
    const { host, pathname } = new URL(url);
    const { signal } = init;
    signal?.throwIfAborted();
    const headers = Object.fromEntries(
      Object.entries(init.headers as Record<string, string>).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const request = {
      method: init.method ?? 'GET',
      path: pathname,
      headers: { host, ...headers },
      body: init.body as string,
      sourceIp: '127.0.0.1',
    };
    const aborted = new Promise<never>((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    const noted = requestOf(request.body, clock.now());
    if (noted) requests?.push(noted);
    const answer = await Promise.race([cloud.callApi(request), aborted]);
    if (!answer) throw new TypeError('fetch failed');
    if (noted) endRequest(noted, answer.body, clock.now());
    return responseOf(answer.status, answer.headers, answer.body);
  };
}

/** Without streams, which would take turns of the event loop that the clock does not count. */
function responseOf(status: number, headers: Record<string, string>, body: string): Response {
  const response = {
    status,
    ok: status < 400,
    headers: new Headers({ date: new Date().toUTCString(), ...headers }),
    body: null,
    text: async () => body,
    json: async () => JSON.parse(body) as unknown,
    clone: () => response,
  };
  return response as unknown as Response;
}
