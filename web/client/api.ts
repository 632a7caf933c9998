import type { Authorization } from './authorization.ts';
import { fromAppSync, noAnswer, type OnhandError } from './errors.ts';
import { type Answer, authorizedFetch, type Fetch, type SendOptions, sendQuery } from './http.ts';
import type { Operation } from './operation.ts';
import { createRealtimeLink, type LinkOptions, type RealtimeLink } from './realtime/link.ts';

/**
 * Where the API is and who calls. All but the first three have defaults; tests and unusual hosts
 * bring their own.
 */
export interface ApiOptions extends LinkOptions {
  graphqlUrl: string;
  realtimeUrl: string;
  authorization: Authorization;
  fetch?: Fetch;
}

/**
 * Who listens to one typed subscription; see SubscriptionListener for when `started` and
 * `interrupted` come.
 */
export interface Listener<Data> {
  next(data: Data): void;
  started?(): void;
  interrupted?(reason: OnhandError): void;
  /** An event could not be delivered whole, or (`ended`) the subscription was refused for good. */
  error(error: OnhandError, ended: boolean): void;
}

/** What the stores need of the API, and all that a page without urql needs. */
export interface Api {
  readonly link: RealtimeLink;
  /**
   * Never retries, never shares answers: what is asked now is read now. Rejects with an
   * OnhandError.
   */
  query<Data, Variables>(query: Operation<Data, Variables>, variables: Variables, options?: SendOptions): Promise<Answer<Data>>;
  /** Returns the end of the subscription. */
  subscribe<Data, Variables extends object>(query: Operation<Data, Variables>, variables: Variables, listener: Listener<Data>): () => void;
  /** Closes the socket for good. Queries still work. */
  close(): void;
}

export function createApi(options: ApiOptions): Api {
  const link = createRealtimeLink(options);
  const send = authorizedFetch(options.authorization, options.fetch);
  return {
    link,
    query: (query, variables, how) => sendQuery(send, options.graphqlUrl, query, variables, how),
    subscribe<Data, Variables extends object>(query: Operation<Data, Variables>, variables: Variables, listener: Listener<Data>) {
      return link.subscribe(query, variables, {
        started: () => listener.started?.(),
        interrupted: (reason) => listener.interrupted?.(reason),
        next({ data, errors = [] }) {
          const [error] = errors;
          if (error !== undefined) listener.error(fromAppSync(error), false);
          else if (typeof data === 'object' && data !== null) listener.next(data as Data);
          else listener.error(noAnswer('An event came without data.'), false);
        },
        error: (error) => listener.error(error, true),
      });
    },
    close: () => link.close(),
  };
}
