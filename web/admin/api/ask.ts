import type { AnyVariables } from '@urql/core';
import { type OnhandClient, onhandErrors } from '../../client/client.ts';
import type { Document } from '../../client/documents.ts';
import { noAnswer } from '../../client/errors.ts';

/** Reads a field once. Rejects with an OnhandError, also when only a part of the answer came. */
export async function ask<Value, Variables>(
  client: OnhandClient,
  { field, text }: Document<Value, Variables>,
  variables: Variables,
): Promise<Value> {
  const { data, error } = await client.urql.query<Record<string, Value>>(text, variables as AnyVariables).toPromise();
  const [failure] = onhandErrors(error);
  if (failure) throw failure;
  if (data === undefined) throw noAnswer('The API answered without data and without an error.');
  return data[field] as Value;
}
