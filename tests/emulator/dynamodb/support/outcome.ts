import type { Call } from '../../../../local/emulator/dynamodb/database.ts';
import { AwsError } from '../../../../local/emulator/gateway/gateway.ts';
import { DYNAMODB_TARGET } from '../../../../local/emulator/gateway/actions.ts';
import type { Body, Request } from './parts.ts';

/** What a request came to: its answer, or the error with all that it carries. */
export interface Outcome {
  answer?: Body;
  error?: { code: string; message: string; reasons?: unknown; item?: unknown };
}

const MOST_PAGES = 200;

/**
 * Sends a request; one that is paged, page after page to the end. Rejects when no answer came at
 * all.
 */
export async function send(call: Call, request: Request): Promise<Outcome> {
  const segments = Number(request.body['TotalSegments'] ?? 0);
  if (segments > 0) return segmented(call, request, segments);
  return request.paged ? paged(call, request) : once(call, request.operation, request.body);
}

async function once(call: Call, operation: string, body: Body): Promise<Outcome> {
  try {
    return { answer: await call(DYNAMODB_TARGET + operation, body) };
  } catch (error) {
    if (!(error instanceof AwsError) || error.status === 0) throw error;
    const { code, message, body: sent } = error;
    const reasons = sent['CancellationReasons'];
    return {
      error: { code, message, ...(reasons !== undefined && { reasons }), ...(sent['Item'] !== undefined && { item: sent['Item'] }) },
    };
  }
}

async function paged(call: Call, { operation, body }: Request): Promise<Outcome> {
  const pages: Body[] = [];
  let start: Body = {};
  do {
    const { answer, error } = await once(call, operation, { ...body, ...start });
    if (error) return { error };
    pages.push(answer ?? {});
    start = { ExclusiveStartKey: answer?.['LastEvaluatedKey'] };
  } while (start['ExclusiveStartKey'] !== undefined && pages.length < MOST_PAGES);
  return { answer: { Pages: pages } };
}

async function segmented(call: Call, request: Request, segments: number): Promise<Outcome> {
  const pages: unknown[] = [];
  for (let segment = 0; segment < segments; segment += 1) {
    const { answer, error } = await paged(call, { ...request, body: { ...request.body, Segment: segment } });
    if (error) return { error };
    pages.push(...(answer?.['Pages'] as unknown[]));
  }
  return { answer: { Pages: pages } };
}
