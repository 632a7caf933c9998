import { Client, type CombinedError, fetchExchange, type SubscriptionForwarder, subscriptionExchange } from '@urql/core';
import { checkAddresses } from './addresses.ts';
import { type Api, type ApiOptions, createApi } from './api.ts';
import { type AppSyncError, fromAppSync, noAnswer, type OnhandError } from './errors.ts';
import { authorizedFetch } from './http.ts';
import type { RealtimeLink } from './realtime/link.ts';

/**
 * Onhand's client: urql for what a view asks, the same link for its subscriptions and for the
 * stores.
 */
export interface OnhandClient {
  readonly urql: Client;
  readonly api: Api;
  /** Closes the socket for good. */
  close(): void;
}

/**
 * An urql client without a cache: stock that somebody remembers is stock that is sold twice; what
 * must stay on screen is in a store. It never sends a mutation twice (but one that was turned away
 * unread for an expired proof): `createInventoryOver(client.api)` does that, where it is safe.
 * Throws a TypeError at once where an address is none.
 */
export function createClient(options: ApiOptions): OnhandClient {
  checkAddresses(options);
  const api = createApi(options);
  const urql = new Client({
    url: options.graphqlUrl,
    preferGetMethod: false,
    requestPolicy: 'network-only',
    // urql posts a text to the address above, and nothing else.
    fetch: authorizedFetch(options.authorization, options.fetch) as typeof globalThis.fetch,
    exchanges: [subscriptionExchange({ forwardSubscription: overLink(api.link) }), fetchExchange],
  });
  return { urql, api, close: () => api.close() };
}

/** The errors behind urql's one, typed: the API's own, or NO_ANSWER when there is none of them. */
export function onhandErrors(error: CombinedError | undefined): OnhandError[] {
  if (error === undefined) return [];
  if (error.graphQLErrors.length === 0) return [noAnswer('The API could not be reached, or its answer not be read.', error.networkError)];
  // AppSync's own keys stand beside the message, where urql does not look: they survive in the
  // error as it was sent.
  return error.graphQLErrors.map(({ originalError, message, path }) => {
    const sent = { message, ...(path && { path }) };
    return fromAppSync({ ...sent, ...(originalError as AppSyncError | undefined) });
  });
}

function overLink(link: RealtimeLink): SubscriptionForwarder {
  return ({ query = '', variables = {} }) => ({
    subscribe(observer) {
      let failed = false;
      const unsubscribe = link.subscribe(query, variables, {
        next({ data, errors }) {
          // urql repeats the errors of one event with all later ones unless they are replaced, and
          // takes an empty list for an error at first.
          const replaced = errors ?? (failed ? [] : undefined);
          failed = errors !== undefined;
          observer.next({ data: data as Record<string, unknown>, ...(replaced && { errors: replaced }) });
        },
        // As a list it becomes a GraphQL error and keeps its type; alone it would count as the
        // network's.
        error: ({ message, errorType, errorInfo }) => observer.error([{ message, errorType, errorInfo }]),
      });
      return { unsubscribe };
    },
  });
}
