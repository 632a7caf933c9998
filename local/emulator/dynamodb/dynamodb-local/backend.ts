import { Agent, request, type IncomingMessage } from 'node:http';
import { AwsError } from '../../gateway/gateway.ts';
import type { Call } from '../database.ts';

/** Sends calls to DynamoDB Local as they are. */
export interface Backend {
  call: Call;
  close: () => void;
}

/**
 * DynamoDB Local runs transactions one at a time; more connections than this only wait there
 * instead of here.
 */
const MAX_CONNECTIONS = 64;

/**
 * Plain JSON over kept-alive connections: the AWS SDK costs five times as much per call.
 * The access key names the database inside DynamoDB Local, which checks no signature.
 */
export function createBackend(endpoint: string, accessKeyId: string, region: string): Backend {
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS });
  const url = new URL(endpoint);
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`;
  return {
    call: (target, body) =>
      new Promise((resolve, reject) => {
        const payload = Buffer.from(JSON.stringify(body));
        const headers = {
          'content-type': 'application/x-amz-json-1.0',
          'content-length': payload.length,
          'x-amz-target': target,
          authorization,
        };
        const call = request(url, { method: 'POST', agent, headers }, (response) => {
          readAnswer(response).then(resolve, reject);
        });
        call.on('error', (error) => {
          reject(new AwsError('ConnectionLost', `DynamoDB at ${endpoint} did not answer: ${error.message}`, 0));
        });
        call.end(payload);
      }),
    close: () => {
      agent.destroy();
    },
  };
}

async function readAnswer(response: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const answer = parse(Buffer.concat(chunks).toString('utf8'));
  if (response.statusCode === 200) return answer;
  const type = firstText(answer['__type'], 'InternalServerError');
  const message = firstText(answer['message'], answer['Message'], 'The request could not be processed.');
  throw new AwsError(type.slice(type.lastIndexOf('#') + 1), message, response.statusCode ?? 500, answer);
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { message: text.slice(0, 200) };
  }
}

function firstText(...values: unknown[]): string {
  return values.find((value) => typeof value === 'string') ?? '';
}
