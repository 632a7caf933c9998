import { afterEach, describe, expect, it } from 'vitest';
import { arn, functionOf, queue, startWorld, type World } from '../events/support.ts';
import type { Instruction } from './function-bundle.ts';

const RIGHTS = [{ Effect: 'Allow', Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], Resource: arn('Work') }];

let world: World | undefined;
let batches: string[][] = [];
afterEach(async () => {
  await world?.stop();
  batches = [];
});

interface SqsRecord {
  messageId: string;
  body: string;
  eventSourceARN: string;
  messageAttributes: object;
}

/** How long a message that failed waits for its next turn, seconds. */
const HIDDEN_SECONDS = 3;

/** A queue whose messages are tried so often, and then go to another one. */
function resources(mapping: object = {}, rights = RIGHTS, maxReceiveCount = 2) {
  const RedrivePolicy = { deadLetterTargetArn: arn('Dead'), maxReceiveCount };
  return {
    ...queue('Dead'),
    ...queue('Work', { VisibilityTimeout: HIDDEN_SECONDS, RedrivePolicy }),
    ...functionOf('Worker', rights, HIDDEN_SECONDS),
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { FunctionName: { Ref: 'Worker' }, EventSourceArn: arn('Work'), ...mapping },
    },
  };
}

async function start(respond: (records: SqsRecord[]) => Instruction, mapping: object = {}, tries = 2): Promise<World> {
  world = await startWorld({
    resources: resources(mapping, RIGHTS, tries),
    respond: ({ event }) => {
      const { Records } = event as { Records: SqsRecord[] };
      batches.push(Records.map(({ body }) => body));
      return respond(Records);
    },
  });
  return world;
}

const send = ({ aws, call }: World, MessageBody: string) =>
  call('AmazonSQS.SendMessage', { QueueUrl: `${aws.endpoint}/000000000000/work`, MessageBody });

async function countIn({ aws, call }: World, name: string): Promise<number> {
  const QueueUrl = `${aws.endpoint}/000000000000/${name}`;
  const { Attributes } = await call('AmazonSQS.GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] });
  const { ApproximateNumberOfMessages: ready, ApproximateNumberOfMessagesNotVisible: taken } = Attributes as Record<string, string>;
  return Number(ready) + Number(taken);
}

describe('a queue', () => {
  it('is open to who has a right to it, and to nobody by a right to another', async () => {
    world = await startWorld({ resources: { ...queue('Work'), ...queue('Dead'), ...functionOf('Worker', RIGHTS) } });
    const { aws, call, principals } = world;
    const worker = principals.byRoleArn('arn:aws:iam::000000000000:role/Sample-WorkerRole');
    const receive = (name: string) => call('AmazonSQS.ReceiveMessage', { QueueUrl: `${aws.endpoint}/000000000000/${name}` }, worker);
    await receive('work');
    await expect(receive('dead')).rejects.toThrow(
      'not authorized to perform: sqs:ReceiveMessage on resource: arn:aws:sqs:us-east-1:000000000000:dead',
    );
  });
});

describe('a mapping of a queue', () => {
  it('hands messages to the function and takes them out of the queue', async () => {
    let seen: SqsRecord | undefined;
    const own = await start(([record]) => {
      seen = record;
      return {};
    });
    await send(own, 'one');
    await expect.poll(() => batches.flat()).toEqual(['one']);
    await expect.poll(() => countIn(own, 'work')).toBe(0);
    expect(seen).toMatchObject({ eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:work', messageAttributes: {} });
  });

  it('leaves what the function fails on to the dead-letter queue, after as many receives as that says', async () => {
    const own = await start(() => ({ throw: 'broken' }));
    await send(own, 'bad');
    await expect.poll(async () => (await own.receive('dead')).map(({ Body }) => Body)).toEqual(['bad']);
    expect(batches).toEqual([['bad'], ['bad']]);
  });

  it('repeats only what the function reports', async () => {
    const respond = (records: SqsRecord[]) => ({
      result: { batchItemFailures: records.filter(({ body }) => body === 'bad').map(({ messageId }) => ({ itemIdentifier: messageId })) },
    });
    const own = await start(respond, { FunctionResponseTypes: ['ReportBatchItemFailures'] }, 1);
    await Promise.all([send(own, 'good'), send(own, 'bad')]);
    await expect.poll(async () => (await own.receive('dead')).map(({ Body }) => Body)).toEqual(['bad']);
    expect(batches.flat().filter((body) => body === 'good')).toHaveLength(1);
  });

  it.each<[string, object, string]>([
    ['a filter', resources({ FilterCriteria: {} }), 'reads a queue with FilterCriteria'],
    ['larger batches than SQS hands out', resources({ BatchSize: 100 }), 'BatchSize of 100'],
    [
      'a queue that is not there',
      resources({ EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:other' }),
      'which the template does not have',
    ],
    [
      'messages that are hidden too short',
      { ...resources(), ...queue('Work', { VisibilityTimeout: 1 }) },
      'is below the Timeout of Sample-Worker',
    ],
    ['a role that may not read it', resources({}, []), 'may not sqs:ReceiveMessage'],
    [
      'a dead-letter queue that is not there',
      { ...resources(), ...queue('Work', { RedrivePolicy: { deadLetterTargetArn: 'x', maxReceiveCount: 1 } }) },
      'has the dead-letter queue x',
    ],
  ])('is refused with %s', async (_case, own, sentence) => {
    await expect(startWorld({ resources: own as ReturnType<typeof resources> })).rejects.toThrow(sentence);
  });
});
