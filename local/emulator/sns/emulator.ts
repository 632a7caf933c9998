import { buildApp } from 'fauxqs';
import { LOOPBACK } from '../lib/http.ts';

/** An answer of the emulator as it goes over the wire. */
export interface EmulatorAnswer {
  status: number;
  contentType: string;
  body: string;
}

/** SNS and SQS in memory. It listens nowhere: the gateway is the only way to it. */
export interface Emulator {
  /** One call in SNS's query protocol. */
  sns: (parameters: Readonly<Record<string, string>>) => Promise<EmulatorAnswer>;
  /** One call in SQS's JSON protocol. `host` is where queues are to be found. */
  sqs: (operation: string, body: string, host?: string) => Promise<EmulatorAnswer>;
  close: () => Promise<void>;
}

/** SNS and SQS with no topic and no queue yet. */
export function createEmulator(region: string): Emulator {
  const app = buildApp({ logger: false, defaultRegion: region });
  const send = async (service: string, contentType: string, payload: string, more: Record<string, string>): Promise<EmulatorAnswer> => {
    const authorization = `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
    const headers = { 'content-type': contentType, authorization, host: LOOPBACK, ...more };
    const { statusCode, headers: answered, body } = await app.inject({ method: 'POST', url: '/', headers, payload });
    return { status: statusCode, contentType: String(answered['content-type']), body };
  };
  return {
    sns: (parameters) => send('sns', 'application/x-www-form-urlencoded', new URLSearchParams(parameters).toString(), {}),
    sqs: (operation, body, host = LOOPBACK) =>
      send('sqs', 'application/x-amz-json-1.0', body, { 'x-amz-target': `AmazonSQS.${operation}`, host }),
    close: () => app.close(),
  };
}
