import type { ServiceProtocol, ServiceCall } from '../gateway/service-protocol.ts';
import { isKill, snsOperation } from '../gateway/fault-kinds.ts';
import type { Faults } from '../gateway/faults.ts';
import { AwsError } from '../gateway/gateway.ts';
import { inject } from '../gateway/inject.ts';
import { parseJson } from '../gateway/json-protocol.ts';
import { accessDeniedMessage, isAllowed, type Principal } from '../iam/principal.ts';
import type { Callers } from '../lambda/callers.ts';
import type { EmulatorAnswer } from './emulator.ts';
import type { Parameters } from './message.ts';
import type { Deployment } from '../template/deployment.ts';
import type { Sns } from './sns.ts';

/** SNS's query protocol, with its faults. */
export function createSnsProtocol(sns: Pick<Sns, 'call'>, faults: Faults, callers: Callers): ServiceProtocol {
  return {
    answer: async ({ body, principal }) => {
      const parameters = Object.fromEntries(new URLSearchParams(Buffer.from(body).toString('utf8')));
      const { Action = '', TopicArn = '*' } = parameters;
      authorise(principal, `sns:${Action}`, TopicArn);
      return answerOf(await withFaults(Action, parameters, principal));
    },
    refuse: ({ code, message, status }) => ({
      status,
      headers: { 'content-type': 'text/xml' },
      body: `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error></ErrorResponse>`,
    }),
  };

  async function withFaults(action: string, parameters: Parameters, principal: Principal): Promise<EmulatorAnswer> {
    const end = callers.endOf(principal);
    const fault = faults.take({ operations: [snsOperation(action)], accepts: (kind) => end !== undefined || !isKill(kind) });
    if (!fault) return sns.call(parameters);
    const send = async () => ({ answer: await sns.call(parameters) });
    return (await inject(fault, { operation: action, body: {}, send, end }))['answer'] as EmulatorAnswer;
  }
}

/** SQS's JSON protocol. */
export function createSqsProtocol(sns: Sns, { region, accountId }: Pick<Deployment, 'region' | 'accountId'>): ServiceProtocol {
  return {
    answer: async ({ headers, body, principal }) => {
      const operation = String(headers['x-amz-target'] ?? '').replace(/^AmazonSQS\./, '');
      const text = Buffer.from(body).toString('utf8');
      const queue = queueOf(parseJson(body));
      authorise(principal, `sqs:${operation}`, queue === undefined ? '*' : `arn:aws:sqs:${region}:${accountId}:${queue}`);
      return answerOf(await sns.queueCall(operation, text, hostOf(headers)));
    },
    refuse: ({ code, message, status }) => ({
      status,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message }),
    }),
  };
}

/** The name of the queue that a call is about. */
function queueOf({ QueueUrl, QueueName }: Record<string, unknown>): string | undefined {
  const name = typeof QueueUrl === 'string' ? QueueUrl.split('/').at(-1) : QueueName;
  return typeof name === 'string' ? name : undefined;
}

function authorise(principal: Principal, action: string, resource: string): void {
  if (isAllowed(principal, action, resource)) return;
  throw new AwsError('AuthorizationError', accessDeniedMessage(principal, action, resource), 403);
}

function answerOf({ status, contentType, body }: EmulatorAnswer) {
  return { status, headers: { 'content-type': contentType }, body };
}

function hostOf(headers: ServiceCall['headers']): string | undefined {
  return typeof headers['host'] === 'string' ? headers['host'] : undefined;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
