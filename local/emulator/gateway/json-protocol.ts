import { AwsError } from './gateway.ts';
import type { ServiceAnswer } from './service-protocol.ts';

/** The body of a call in AWS's JSON protocol. Throws an `AwsError` when it is none. */
export function parseJson(body: Uint8Array): Record<string, unknown> {
  try {
    const input: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    if (typeof input === 'object' && input !== null) return input as Record<string, unknown>;
  } catch {
    // Answered below like any other body that is not a JSON object.
  }
  throw new AwsError('SerializationException', 'The request body is not a JSON object.');
}

/** An answer in AWS's JSON protocol, version 1.1. */
export function answerJson(body: object, status = 200): ServiceAnswer {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(body) };
}

/** A refusal in it. */
export function refuseJson({ code, message, status }: AwsError): ServiceAnswer {
  return answerJson({ __type: code, message }, status);
}
