import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { loadCatalogue } from '../../local/catalogue/load.ts';
import type { SampleLevel } from '../../local/catalogue/sample.ts';
import type { StackDescription } from '../../local/description.ts';

const LEVELS = 4427;

/** What the stand-in for the API says about one level: nothing (done), an error type, or an HTTP status for the whole request. */
type Verdict = (level: SampleLevel) => string | number | undefined;

const servers: Server[] = [];
afterEach(() => {
  servers.splice(0).forEach((server) => server.close());
});

interface Api {
  stack: StackDescription;
  authorizations: Set<string>;
  levels: Map<string, SampleLevel>;
}

async function startApi(verdict: Verdict): Promise<Api> {
  const authorizations = new Set<string>();
  const levels = new Map<string, SampleLevel>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      authorizations.add((request.headers.authorization ?? '').split('/')[0] ?? '');
      const { variables } = JSON.parse(Buffer.concat(chunks).toString()) as { variables: Record<string, SampleLevel> };
      const verdicts = Object.entries(variables).map(([alias, level]) => ({ alias, level, error: verdict(level) }));
      const status = verdicts.find(({ error }) => typeof error === 'number')?.error;
      if (typeof status === 'number') {
        response.writeHead(status).end(JSON.stringify({ errors: [{ message: 'Refused' }] }));
        return;
      }
      const failed = verdicts.filter(({ error }) => error !== undefined);
      verdicts
        .filter(({ error }) => error === undefined)
        .forEach(({ level }) => levels.set(`${level.productId} ${level.warehouseId}`, level));
      const errors = failed.map(({ alias, error }) => ({ path: [alias], errorType: error, message: 'Not now.' }));
      response.end(JSON.stringify({ data: {}, ...(errors.length > 0 && { errors }) }));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const graphqlUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const credentials = { accessKeyId: 'CATALOGUEKEY', secretAccessKey: 'secret' };
  const stack = { graphqlUrl, region: 'us-east-1', credentials: { catalogue: credentials } } as StackDescription;
  return { stack, authorizations, levels };
}

/** Gives the verdict once for each level that matches, then none. */
function once(verdict: Verdict): Verdict {
  const seen = new Set<string>();
  return (level) => {
    const key = `${level.productId} ${level.warehouseId}`;
    if (seen.has(key)) return undefined;
    seen.add(key);
    return verdict(level);
  };
}

function silent(): void {}

describe('loading the catalogue', () => {
  test('creates every level, signed with the catalogue key', async () => {
    const api = await startApi(() => undefined);
    expect(await loadCatalogue(api.stack, { log: silent })).toEqual({ loaded: LEVELS, kept: 0 });
    expect(api.levels.size).toBe(LEVELS);
    expect([...api.authorizations]).toEqual(['AWS4-HMAC-SHA256 Credential=CATALOGUEKEY']);
  });

  test('leaves levels alone that exist otherwise', async () => {
    const api = await startApi((level) => (level.warehouseId === 'MANCHESTER' ? 'ALREADY_EXISTS' : undefined));
    expect(await loadCatalogue(api.stack, { log: silent })).toEqual({ loaded: LEVELS - 2009, kept: 2009 });
  });

  test('tries a contended level again', async () => {
    const api = await startApi(once((level) => (level.productId === '85123A' ? 'CONTENTION' : undefined)));
    expect(await loadCatalogue(api.stack, { log: silent })).toEqual({ loaded: LEVELS, kept: 0 });
    expect(api.levels.has('85123A LONDON')).toBe(true);
  });

  test.each([429, 503])('tries again after HTTP %i', async (status) => {
    const api = await startApi(once((level) => (level.productId === '85123A' ? status : undefined)));
    expect((await loadCatalogue(api.stack, { log: silent })).loaded).toBe(LEVELS);
  });

  test('gives up on a level that stays contended, and names it', async () => {
    const api = await startApi((level) => (level.productId === '85123A' && level.warehouseId === 'LONDON' ? 'CONTENTION' : undefined));
    await expect(loadCatalogue(api.stack, { log: silent })).rejects.toThrow('product 85123A in LONDON: Not now. (6 attempts)');
  });

  test('stops at an error that another attempt cannot heal, and names the level and the error', async () => {
    const api = await startApi((level) => (level.productId === '85123A' ? 'INVALID_INPUT' : undefined));
    await expect(loadCatalogue(api.stack, { log: silent })).rejects.toThrow('product 85123A in LONDON: Not now. (INVALID_INPUT)');
  });

  test('says what the API answered when it refuses the caller', async () => {
    const api = await startApi(() => 401);
    await expect(loadCatalogue(api.stack, { log: silent })).rejects.toThrow(
      'The API answered HTTP 401: {"errors":[{"message":"Refused"}]}',
    );
  });

  test('stops when it is told to', async () => {
    const interruption = new AbortController();
    const api = await startApi((level) => {
      if (level.productId === '15056BL') interruption.abort(new Error('Interrupted.'));
      return undefined;
    });
    await expect(loadCatalogue(api.stack, { log: silent, signal: interruption.signal })).rejects.toThrow('Interrupted.');
    expect(api.levels.size).toBeLessThan(LEVELS / 2);
  });

  test('tells where it is and ends with a summary', async () => {
    const api = await startApi(() => undefined);
    const lines: string[] = [];
    await loadCatalogue(api.stack, { log: (line) => lines.push(line) });
    expect(lines).toHaveLength(5);
    expect(lines.at(-1)).toMatch(/^Sample catalogue: 2009 products in 3 warehouses, 4427 levels loaded \(\d+\.\d s\)\.$/);
  });
});
