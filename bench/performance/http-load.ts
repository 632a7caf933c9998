import { Agent, request } from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../functions/lib/sha256.ts';
import type { Credentials } from '../../infra/stack-outputs.ts';

/** One GraphQL request of a load. */
export interface Operation {
  query: string;
  variables?: Readonly<Record<string, unknown>>;
}

/** How a load went. */
export interface Load {
  /** Requests a second. */
  rate: number;
  /** Milliseconds of each. */
  latencies: number[];
}

/** Adds to the headers of a request who sends it. */
export type Proof = (body: string) => Promise<Record<string, string>>;

/** Sends requests of one caller over connections that are kept. */
export interface Sender {
  send: (operation: Operation) => Promise<Record<string, unknown>>;
  close: () => void;
}

/**
 * @throws Error when an answer has errors: a benchmark of refusals would be fast and mean nothing.
 */
export function createSender(graphqlUrl: string, prove: Proof): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  const url = new URL(graphqlUrl);
  return {
    send: async (operation) => {
      const body = JSON.stringify(operation);
      const headers = { 'content-type': 'application/json', ...(await prove(body)) };
      const text = await post(url, agent, headers, body);
      const { data, errors } = JSON.parse(text) as { data?: Record<string, unknown>; errors?: unknown[] };
      if (errors || !data) throw new Error(`A call failed: ${text.slice(0, 500)}`);
      return data;
    },
    close: () => {
      agent.destroy();
    },
  };
}

function post(url: URL, agent: Agent, headers: Record<string, string>, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve(Buffer.concat(chunks).toString('utf8'));
      });
      response.on('error', reject);
    });
    call.on('error', reject);
    call.end(body);
  });
}

/**
 * Sends `count` requests from so many clients, each of which waits for its answer before its next
 * one.
 */
export async function loadOf(sender: Sender, clients: number, count: number, operation: (index: number) => Operation): Promise<Load> {
  const latencies: number[] = [];
  let next = 0;
  const client = async () => {
    while (next < count) {
      const request = operation((next += 1) - 1);
      const sent = performance.now();
      await sender.send(request);
      latencies.push(performance.now() - sent);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: clients }, client));
  return { rate: (count * 1000) / (performance.now() - began), latencies };
}

/** Requests signed with Signature Version 4. */
export function signedBy(graphqlUrl: string, region: string, credentials: Credentials): Proof {
  const { host, hostname, pathname } = new URL(graphqlUrl);
  const signer = new SignatureV4({ service: 'appsync', region, credentials, sha256: Sha256 });
  return async (body) => {
    const headers = { host, 'content-type': 'application/json' };
    const signed = await signer.sign({ method: 'POST', protocol: 'http:', hostname, path: pathname, headers, body });
    return signed.headers;
  };
}
