import { setTimeout as wait } from 'node:timers/promises';
import { isAllowed, type Principals } from '../iam/principal.ts';
import { within } from '../lib/machine-time.ts';
import type { Sns } from '../sns/sns.ts';
import type { Deployment, Resource } from '../template/deployment.ts';
import type { FunctionDescription } from './function.ts';
import type { Functions } from './functions.ts';
import type { Mapping } from './mapping.ts';
import { isOfQueue } from './mapping-description.ts';
import { failedItems } from './reported-failures.ts';

/** What the pollers of queues work with. */
export interface QueueMappingParts {
  deployment: Deployment;
  principals: Principals;
  functions: Pick<Functions, 'find' | 'invoke'>;
  queueCall: Sns['queueCall'];
  log: (line: string) => void;
}

/** A mapping of the template. */
interface Description {
  target: FunctionDescription;
  queue: Resource;
  batchSize: number;
  /** Invocations at once. */
  concurrency: number;
  partialResponses: boolean;
}

interface Message {
  MessageId: string;
  ReceiptHandle: string;
  Body: string;
  MD5OfBody: string;
  Attributes?: Record<string, string>;
  MessageAttributes?: Record<string, { DataType: string; StringValue?: string }>;
}

const UNDERSTOOD = ['BatchSize', 'Enabled', 'EventSourceArn', 'FunctionName', 'FunctionResponseTypes', 'ScalingConfig'];
/** The role of the function reads the queue. */
const ACTIONS = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((operation) => `sqs:${operation}`);
/** SQS hands out no more at once, so neither does the poller. */
const MAX_BATCH = 10;
/** Where nothing else is said, as many as Lambda begins with. */
const DEFAULT_CONCURRENCY = 5;
const DEFAULT_VISIBILITY_SECONDS = 30;
const POLL_SECONDS = 1;
const AFTER_PROBLEM_MS = 1_000;
/** Milliseconds of machine time. */
const STOP_TIMEOUT_MS = 2_000;

/**
 * The mappings of queues, which begin when they are called. Throws a sentence on one that cannot
 * run here.
 */
export function prepareQueueMappings(parts: QueueMappingParts): (() => Mapping)[] {
  return parts.deployment
    .ofType('AWS::Lambda::EventSourceMapping')
    .filter((mapping) => isOfQueue(mapping) && mapping.properties['Enabled'] !== false)
    .map((mapping) => describe(mapping, parts))
    .map((description) => () => startQueueMapping(description, parts));
}

function describe({ logicalId, properties }: Resource, { deployment, functions, principals }: QueueMappingParts): Description {
  const stranger = Object.keys(properties).find((name) => !UNDERSTOOD.includes(name));
  if (stranger !== undefined) throw new Error(`${logicalId} reads a queue with ${stranger}, which the local stack does not understand.`);
  const queue = deployment.ofType('AWS::SQS::Queue').find(({ arn }) => arn === properties['EventSourceArn']);
  if (!queue) throw new Error(`${logicalId} reads ${String(properties['EventSourceArn'])}, which the template does not have.`);
  const target = functions.find(String(properties['FunctionName']));
  const role = principals.byRoleArn(target.roleArn);
  const missing = ACTIONS.find((action) => !isAllowed(role, action, queue.arn));
  if (missing !== undefined) throw new Error(`${logicalId} reads ${queue.logicalId} with a role that may not ${missing}.`);
  const hidden = Number(queue.properties['VisibilityTimeout'] ?? DEFAULT_VISIBILITY_SECONDS) * 1000;
  // A message would be handed out again while it is being worked on; Lambda refuses that too.
  if (hidden < target.timeoutMs)
    throw new Error(`${logicalId} reads ${queue.logicalId}, whose VisibilityTimeout is below the Timeout of ${target.name}.`);
  const batchSize = Number(properties['BatchSize'] ?? MAX_BATCH);
  if (batchSize > MAX_BATCH)
    throw new Error(`${logicalId} has a BatchSize of ${batchSize}; the local stack reads up to ${MAX_BATCH} messages of a queue.`);
  const { MaximumConcurrency = DEFAULT_CONCURRENCY } = (properties['ScalingConfig'] ?? {}) as { MaximumConcurrency?: number };
  const types = (properties['FunctionResponseTypes'] ?? []) as unknown[];
  return { target, queue, batchSize, concurrency: MaximumConcurrency, partialResponses: types.length > 0 };
}

/**
 * Reads a queue and hands what is there to the function. What the function did not fail on is taken
 * out of the queue; the rest is there again after the queue's visibility timeout.
 */
function startQueueMapping(description: Description, { deployment, functions, queueCall, log }: QueueMappingParts): Mapping {
  const { target, queue, batchSize, concurrency, partialResponses } = description;
  const stopping = new AbortController();
  const aborted = new Promise<Message[]>((resolve) => {
    stopping.signal.addEventListener('abort', () => {
      resolve([]);
    });
  });
  const underWay = new Set<Promise<void>>();

  async function call(operation: string, input: object): Promise<unknown> {
    const answer = await queueCall(operation, JSON.stringify({ QueueUrl: queue.attributes['QueueUrl'], ...input }));
    if (answer.status !== 200) throw new Error(answer.body);
    return answer.body === '' ? {} : JSON.parse(answer.body);
  }

  async function receive(): Promise<Message[]> {
    const query = {
      AttributeNames: ['All'],
      MessageAttributeNames: ['All'],
      MaxNumberOfMessages: batchSize,
      WaitTimeSeconds: POLL_SECONDS,
    };
    const { Messages = [] } = (await call('ReceiveMessage', query)) as { Messages?: Message[] };
    return Messages;
  }

  async function handOver(messages: readonly Message[]): Promise<void> {
    const failed = await failuresOf(messages).catch(() => messages.map(({ MessageId }) => MessageId));
    for (const { ReceiptHandle } of messages.filter(({ MessageId }) => !failed.includes(MessageId)))
      await call('DeleteMessage', { ReceiptHandle });
  }

  async function failuresOf(messages: readonly Message[]): Promise<string[]> {
    const all = messages.map(({ MessageId }) => MessageId);
    const event = { Records: messages.map((message) => recordOf(message, queue.arn, deployment.region)) };
    const { payload, failed } = await functions.invoke(target.arn, JSON.stringify(event));
    if (failed) return all;
    const reported = partialResponses ? failedItems(JSON.parse(payload)) : [];
    // What it does not know stands for all, as anything malformed does.
    return reported === 'malformed' || reported.some((id) => !all.includes(id)) ? all : reported;
  }

  async function follow(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        const messages = await Promise.race([receive(), aborted]);
        if (messages.length === 0) continue;
        const work = handOver(messages).finally(() => underWay.delete(work));
        underWay.add(work);
        if (underWay.size >= concurrency) await Promise.race(underWay);
      } catch (error) {
        log(`${target.name}: the queue ${queue.physicalId} cannot be read: ${(error as Error).message}`);
        await wait(AFTER_PROBLEM_MS, undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
  }

  const following = follow();
  return {
    stop: async () => {
      stopping.abort();
      await within(STOP_TIMEOUT_MS, Promise.all([following, ...underWay]));
    },
  };
}

/** A message as the function gets it. */
function recordOf(message: Message, eventSourceARN: string, awsRegion: string): object {
  const attributes = Object.entries(message.MessageAttributes ?? {}).map(([name, { DataType, StringValue }]) => [
    name,
    { dataType: DataType, stringValue: StringValue, stringListValues: [], binaryListValues: [] },
  ]);
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(attributes) as object,
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN,
    awsRegion,
  };
}
