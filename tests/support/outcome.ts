import { expect } from 'vitest';
import type { ErrorType } from '../../domain/errors.ts';
import type { Answer, GraphqlError } from './client.ts';
import type { Outcome } from './operations.ts';

/**
 * The value of a call that must have worked. Null, where the contract answers null, fails: see
 * `absent`.
 */
export async function accepted<Value>(call: Promise<Outcome<Value>>): Promise<Value> {
  const { value, answer } = await call;
  expect(answer.errors ?? [], `the call was refused, ${requestOf(answer)}`).toEqual([]);
  if (value === null) throw new Error(`The call answered null: ${answer.body}`);
  return value;
}

/** Asserts that a read worked and found nothing. */
export async function absent<Value>(call: Promise<Outcome<Value>>): Promise<void> {
  const { value, answer } = await call;
  expect(answer.errors ?? []).toEqual([]);
  expect(value).toBeNull();
}

/** Asserts that a call was refused with exactly this error, and returns it. */
export async function refused<Value>(call: Promise<Outcome<Value>>, errorType: ErrorType, errorInfo?: unknown): Promise<GraphqlError> {
  const { value, answer } = await call;
  const [error, ...others] = answer.errors ?? [];
  if (error === undefined) throw new Error(`Expected ${errorType}, but the call worked: ${answer.body}`);
  expect(error.errorType, `${answer.body}, ${requestOf(answer)}`).toBe(errorType);
  expect(others).toEqual([]);
  expect(value).toBeNull();
  expect(answer.status).toBe(200);
  expect(error.message).toMatch(/^\S+( \S+){2,}\.$/s);
  expectNothingInternal(answer.body);
  if (errorInfo !== undefined) expect(error.errorInfo).toEqual(errorInfo);
  return error;
}

/**
 * Asserts `INVALID_INPUT` about that field (its own name, however deep it sits in the input) and,
 * where given, that `errorInfo.limit` is the limit that was crossed.
 */
export async function refusedInput<Value>(call: Promise<Outcome<Value>>, field: string, limit?: number): Promise<GraphqlError> {
  const error = await refused(call, 'INVALID_INPUT');
  const info = error.errorInfo as { field: string; limit?: number };
  expect(lastName(info.field), JSON.stringify(error)).toBe(field);
  if (limit !== undefined) expect(info.limit, JSON.stringify(error)).toBe(limit);
  return error;
}

/** The error type of an outcome, or 'OK'. For counting what a race decided. */
export function verdict(outcome: Outcome<unknown>): string {
  return outcome.answer.errors?.[0]?.errorType ?? (outcome.answer.errors ? 'unknown error' : 'OK');
}

/** Asserts that an answer tells nothing about how it was made. */
export function expectNothingInternal(body: string): void {
  expect(body).not.toMatch(/arn:aws|dynamodb|onhand-|ConditionExpression|ConditionalCheck|attribute_(not_)?exists|_count\b|\n\s+at /i);
}

/** Names the request in the logs. */
function requestOf({ headers }: Answer): string {
  return `request ${headers.get('x-amzn-RequestId')}`;
}

function lastName(path: string): string | undefined {
  return path.split(/[^A-Za-z]+/).findLast((name) => name !== '');
}
