import { createRequire } from 'node:module';
import { inspect } from 'node:util';
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client/core';
import { Amplify } from 'aws-amplify';
import { decodeJWT } from 'aws-amplify/auth';
import { generateClient } from 'aws-amplify/api';
import { createAuthLink, type AuthOptions } from 'aws-appsync-auth-link';
import { createSubscriptionHandshakeLink } from 'aws-appsync-subscription-link';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StockChange, StockLevel, WarehouseAvailability } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { aLevel, newId } from '../../support/fixtures.ts';
import { adjustStock, updateStock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { isLocal, useStack } from '../../support/stack.ts';
import { eventually } from '../../support/wait.ts';

const stack = useStack();
const callers = callersOf(stack);
const PlainWebSocket = globalThis.WebSocket;

const AVAILABILITY = `subscription Watch($productIds: [ID!]!) {
  onAvailabilityChange(productIds: $productIds) { productId warehouseId availableCount status sequence lastUpdated }
}`;
const CHANGES = `subscription Watch($productIds: [ID!]) {
  onStockChange(productIds: $productIds) { productId warehouseId sequence cause stockDelta stockCount availableCount status version }
}`;

type Events = Partial<{ onAvailabilityChange: WarehouseAvailability; onStockChange: StockChange }>[];

/** What a subscriber received, and how it ends. */
interface Listening {
  events: Events;
  errors: unknown[];
  stop: () => void;
}

/**
 * Changes a level until the subscriber hears of it, then checks that it also hears the last of two
 * more changes and nothing of other products.
 */
async function hears({ events, errors, stop }: Listening, level: StockLevel): Promise<void> {
  try {
    let newest = level;
    await eventually(async () => {
      newest = await aChangeOf(newest);
      expect(errors).toEqual([]);
      expect(events).not.toHaveLength(0);
    });
    await aLevel();
    newest = await aChangeOf(newest);
    newest = await accepted(updateStock(callers.admin, { ...keyOf(newest), expectedVersion: newest.version, stockCount: 0 }));
    await eventually(async () => {
      const last = events.at(-1);
      const expected = { ...keyOf(newest), sequence: newest.sequence, availableCount: 0, status: 'OUT_OF_STOCK' };
      expect(last?.onAvailabilityChange ?? last?.onStockChange).toMatchObject(expected);
    });
    const products = events.map(({ onAvailabilityChange, onStockChange }) => (onAvailabilityChange ?? onStockChange)?.productId);
    expect(new Set(products)).toEqual(new Set([level.productId]));
    expect(errors).toEqual([]);
  } finally {
    stop();
  }
}

async function aChangeOf({ productId, warehouseId }: StockLevel): Promise<StockLevel> {
  return accepted(adjustStock(callers.admin, { adjustmentId: newId('adjustment'), productId, warehouseId, delta: 1, reason: 'RECEIVED' }));
}

function keyOf({ productId, warehouseId }: StockLevel) {
  return { productId, warehouseId };
}

describe('aws-appsync-subscription-link', () => {
  const modules = { createAuthLink, createSubscriptionHandshakeLink };
  // The ES module of aws-appsync-auth-link cannot sign in Node (its hash is "not a constructor"
  // there); its CommonJS module can.
  const require = createRequire(import.meta.url);
  const commonJs = { ...require('aws-appsync-auth-link'), ...require('aws-appsync-subscription-link') } as typeof modules;

  const listen = (
    auth: AuthOptions,
    query: string,
    productId: string,
    { createAuthLink, createSubscriptionHandshakeLink } = modules,
  ): Listening => {
    const connection = { url: stack.graphqlUrl, region: stack.region, auth };
    // Both packages come with the types of their CommonJS build, whose ApolloLink is not ours to
    // the compiler.
    const links: unknown[] = [
      createAuthLink(connection),
      createSubscriptionHandshakeLink(connection, new HttpLink({ uri: stack.graphqlUrl }) as never),
    ];
    const client = new ApolloClient({ link: ApolloLink.from(links as ApolloLink[]), cache: new InMemoryCache() });
    const events: Events = [];
    const errors: unknown[] = [];
    const subscription = client.subscribe<Events[number]>({ query: gql(query), variables: { productIds: [productId] } }).subscribe({
      next: ({ data, error }) => {
        if (data) events.push(data);
        if (error) errors.push(error);
      },
      error: (error) => errors.push(error),
    });
    return {
      events,
      errors,
      stop: () => {
        subscription.unsubscribe();
        client.stop();
      },
    };
  };

  test('receives what shoppers may see, with the API key', async () => {
    const level = await aLevel();
    await hears(listen({ type: 'API_KEY', apiKey: stack.apiKey }, AVAILABILITY, level.productId), level);
  });

  test('receives every change, with the token of a viewer', async () => {
    const level = await aLevel();
    const auth = { type: 'AMAZON_COGNITO_USER_POOLS', jwtToken: async () => stack.tokens.viewer } as const;
    await hears(listen(auth, CHANGES, level.productId), level);
  });

  test('receives every change, signed as the shop', async () => {
    const level = await aLevel();
    const auth: AuthOptions = { type: 'AWS_IAM', credentials: { ...stack.credentials.checkout } };
    await hears(listen(auth, CHANGES, level.productId, commonJs), level);
  });

  test('learns that its key may not subscribe to internal changes', async () => {
    const { errors, stop } = listen({ type: 'API_KEY', apiKey: stack.apiKey }, CHANGES, newId('product'));
    await eventually(async () => {
      expect(errors.map(textOf).join()).toContain('Not Authorized to access onStockChange on type Subscription');
    });
    stop();
  });
});

describe('aws-amplify', () => {
  beforeAll(() => {
    // Amplify makes wss:// of every address that is not AWS's own. local/README.md explains this to
    // users.
    if (isLocal(stack)) globalThis.WebSocket = LocalWebSocket;
    Amplify.configure(
      {
        API: { GraphQL: { endpoint: stack.graphqlUrl, region: stack.region, defaultAuthMode: 'apiKey', apiKey: stack.apiKey } },
        Auth: { Cognito: { userPoolId: `${stack.region}_pool`, userPoolClientId: 'client', identityPoolId: `${stack.region}:pool` } },
      },
      {
        Auth: {
          tokenProvider: { getTokens: async () => ({ accessToken: decodeJWT(stack.tokens.viewer) }) },
          credentialsProvider: {
            getCredentialsAndIdentityId: async () => ({ credentials: { ...stack.credentials.checkout } }),
            clearCredentialsAndIdentityId: () => undefined,
          },
        },
      },
    );
  });

  afterAll(() => {
    globalThis.WebSocket = PlainWebSocket;
  });

  const listen = (authMode: 'apiKey' | 'userPool' | 'iam', query: string, productId: string): Listening => {
    const events: Events = [];
    const errors: unknown[] = [];
    const result = generateClient({ authMode }).graphql({ query, variables: { productIds: [productId] } });
    if (!('subscribe' in result)) throw new Error('Amplify took the document for no subscription.');
    const subscription = result.subscribe({
      next: ({ data }) => events.push(data as Events[number]),
      error: (error) => errors.push(error),
    });
    return {
      events,
      errors,
      stop: () => {
        subscription.unsubscribe();
      },
    };
  };

  test('receives what shoppers may see, with the API key', async () => {
    const level = await aLevel();
    await hears(listen('apiKey', AVAILABILITY, level.productId), level);
  });

  test('receives every change, with the token of a viewer', async () => {
    const level = await aLevel();
    await hears(listen('userPool', CHANGES, level.productId), level);
  });

  test('receives every change, signed as the shop', async () => {
    const level = await aLevel();
    await hears(listen('iam', CHANGES, level.productId), level);
  });

  test('learns that its key may not subscribe to internal changes', async () => {
    const { errors, stop } = listen('apiKey', CHANGES, newId('product'));
    await eventually(async () => {
      expect(errors.map(textOf).join()).toContain('Not Authorized to access onStockChange on type Subscription');
    });
    stop();
  });
});

class LocalWebSocket extends PlainWebSocket {
  constructor(...[url, protocols]: ConstructorParameters<typeof PlainWebSocket>) {
    super(String(url).replace(/^wss:(?=\/\/(127\.0\.0\.1|localhost)[:/])/, 'ws:'), protocols);
  }
}

/** Both clients put the server's frame into the message of an error, somewhere in its causes. */
function textOf(error: unknown): string {
  return inspect(error, { depth: null });
}
