import type { AnyVariables } from '@urql/core';
import { fullJitter } from '../../client/backoff.ts';
import { type OnhandClient, onhandErrors } from '../../client/client.ts';
import { OnhandError } from '../../client/errors.ts';
import type { Operation } from '../../client/operation.ts';

/** How often a change is sent at most: its id or version makes every further time harmless. */
const ATTEMPTS = 4;
const BACKOFF = { baseMs: 250, capMs: 2_000 };

/** Reads once. Rejects with an OnhandError, also when only a part of the answer came. */
export async function ask<Data, Variables>(client: OnhandClient, query: Operation<Data, Variables>, variables: Variables): Promise<Data> {
  const { data, error } = await client.urql.query<Data>(query, variables as AnyVariables).toPromise();
  return whole(data, onhandErrors(error));
}

/**
 * Sends a change, again with the same id or version while nobody knows whether it took effect, or others were in the way. Rejects with an
 * OnhandError; after NO_ANSWER it may have taken effect, and the same call may still be sent again.
 */
export async function change<Data, Variables>(
  client: OnhandClient,
  mutation: Operation<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  for (let attempt = 0; ; attempt += 1) {
    const { data, error } = await client.urql.mutation<Data>(mutation, variables as AnyVariables).toPromise();
    const errors = onhandErrors(error);
    if (attempt === ATTEMPTS - 1 || !errors.some(passes)) return whole(data, errors);
    await new Promise((resolve) => setTimeout(resolve, fullJitter(attempt, BACKOFF)));
  }
}

function passes({ errorType }: OnhandError): boolean {
  return errorType === 'CONTENTION' || errorType === 'NO_ANSWER';
}

function whole<Data>(data: Data | undefined, [error]: OnhandError[]): Data {
  if (error) throw error;
  if (data === undefined) throw new OnhandError('NO_ANSWER', 'The API answered without data and without an error.');
  return data;
}
