import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Invocation } from '../lambda/function-bundle.ts';
import { withDirectory } from '../support/sample.ts';
import { arn, bus, detailsOf, functionOf, queue, rule, startWorld, type World } from './support.ts';

const permission = {
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: { Ref: 'Listener' },
    Principal: 'events.amazonaws.com',
    SourceArn: arn('ToFunction'),
  },
};
const topicPolicy = {
  Type: 'AWS::SNS::TopicPolicy',
  Properties: {
    Topics: [{ Ref: 'Topic' }],
    PolicyDocument: {
      Statement: [{ Effect: 'Allow', Action: 'sns:Publish', Resource: { Ref: 'Topic' }, Principal: { Service: 'events.amazonaws.com' } }],
    },
  },
};
const InputTransformer = {
  InputPathsMap: { name: '$.detail.name', count: '$.detail.count', none: '$.detail.none' },
  InputTemplate: '"<name> has <count> left<none>."\n"See <aws.events.rule-name>."',
};

describe('targets', () => {
  let world: World;
  const invocations: Invocation[] = [];

  beforeAll(async () => {
    world = await startWorld({
      resources: {
        ...bus(),
        ...queue('All'),
        ...queue('Some'),
        ...rule({ Arn: arn('All') }, { source: ['shop'] }, 'ToAll'),
        ...rule({ Arn: arn('Some') }, { detail: { count: [{ numeric: ['<', 3] }] } }, 'ToSome'),
        ...rule({ Arn: arn('Listener') }, { detail: { forFunction: [true] } }, 'ToFunction'),
        ...functionOf('Listener'),
        Permission: permission,
        Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'topic' } },
        TopicPolicy: topicPolicy,
        ...rule({ Arn: { Ref: 'Topic' }, InputTransformer }, { detail: { forTopic: [true] } }, 'ToTopic'),
      },
      respond: (invocation) => {
        invocations.push(invocation);
        return {};
      },
    });
  });
  afterAll(() => world.stop());

  it('get the events that match their rule, each of them', async () => {
    await world.put({ count: 1 }, { count: 5 });
    const received: unknown[] = [];
    await expect.poll(async () => received.push(...detailsOf(await world.receive('all')))).toBe(2);
    expect(received).toEqual(expect.arrayContaining([{ count: 1 }, { count: 5 }]));
    await expect.poll(async () => detailsOf(await world.receive('some'))).toEqual([{ count: 1 }]);
  });

  it('are functions, which get the event', async () => {
    await world.put({ forFunction: true });
    await expect.poll(() => invocations.length).toBe(1);
    expect(invocations[0]?.event).toMatchObject({ source: 'shop', 'detail-type': 'thing.changed', detail: { forFunction: true } });
  });

  it('are topics, with the text that the rule makes of the event', async () => {
    await world.put({ forTopic: true, name: 'Lamp 5"', count: 2 });
    const topic = 'arn:aws:sns:us-east-1:000000000000:topic';
    await expect
      .poll(() => world.aws.sns.delivered(topic).map(({ email }) => email))
      .toEqual(['"Lamp 5\\" has 2 left."\n"See Sample-ToTopic."']);
  });
});

describe('what is on its way', () => {
  it('arrives after a restart', async () => {
    await withDirectory(async (directory) => {
      const resources = { ...bus(), ...queue('All'), ...rule({ Arn: arn('All') }) };
      const first = await startWorld({ resources, directory });
      await first.aws.events.stop();
      await first.put({ late: true });
      await first.stop();
      const second = await startWorld({ resources, directory });
      await expect.poll(async () => detailsOf(await second.receive('all'))).toEqual([{ late: true }]);
      expect(second.aws.events.log.list().map(({ detail }) => detail)).toEqual([{ late: true }]);
      await second.stop();
    });
  });
});

describe('an event that was half written when the stack was killed', () => {
  it('does not spoil those before it', async () => {
    await withDirectory(async (directory) => {
      const resources = { ...bus(), ...queue('All'), ...rule({ Arn: arn('All') }) };
      const first = await startWorld({ resources, directory });
      await first.aws.events.stop();
      await first.put({ whole: true });
      await first.stop();
      for (const file of ['under-way', 'log']) appendFileSync(join(directory, `data/events/${file}.jsonl`), '{"begin":{"id":"x","eve');
      const second = await startWorld({ resources, directory });
      await second.put({ after: true });
      const received: unknown[] = [];
      await expect.poll(async () => received.push(...detailsOf(await second.receive('all')))).toBe(2);
      expect(received).toEqual([{ whole: true }, { after: true }]);
      await second.stop();
      const third = await startWorld({ resources, directory });
      expect(third.aws.events.log.list().map(({ detail }) => detail)).toEqual([{ after: true }, { whole: true }]);
      await third.stop();
    });
  });
});

describe('an archive', () => {
  it('keeps the events of its bus that match, in a file for each day of its retention', async () => {
    await withDirectory(async (directory) => {
      const Properties = { ArchiveName: 'kept', SourceArn: arn('Bus'), EventPattern: { detail: { keep: [true] } }, RetentionDays: 3 };
      const resources = { ...bus(), Archive: { Type: 'AWS::Events::Archive', Properties } };
      const kept = join(directory, 'data/events/archives/kept');
      mkdirSync(kept, { recursive: true });
      writeFileSync(join(kept, '2020-01-01.jsonl'), '{}\n');
      const world = await startWorld({ resources, directory });
      await world.put({ keep: true, n: 1 }, { keep: false, n: 2 });
      await world.put({ keep: true, n: 3 });
      await world.stop();
      const lines = readdirSync(kept).flatMap((file) => readFileSync(join(kept, file), 'utf8').trim().split('\n'));
      expect(lines.map((line) => (JSON.parse(line) as { detail: object }).detail)).toEqual([
        { keep: true, n: 1 },
        { keep: true, n: 3 },
      ]);
    });
  });
});

describe('a template that would not work', () => {
  it.each<[string, object, string]>([
    [
      'a queue without a policy for the rule',
      { ...queue('All'), AllPolicy: undefined, ...rule({ Arn: arn('All') }) },
      'whose policy does not let events.amazonaws.com',
    ],
    [
      'a queue whose policy is for another service',
      { ...queue('All', {}, { Principal: { Service: 'sns.amazonaws.com' } }), ...rule({ Arn: arn('All') }) },
      'whose policy does not let events.amazonaws.com',
    ],
    [
      'a queue whose policy is for another rule',
      {
        ...queue('All', {}, { Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:events:us-east-1:000000000000:rule/other' } } }),
        ...rule({ Arn: arn('All') }),
      },
      'whose policy does not let events.amazonaws.com',
    ],
    [
      'a queue whose policy has a condition that is not built',
      { ...queue('All', {}, { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }), ...rule({ Arn: arn('All') }) },
      'has the condition StringEquals of aws:PrincipalOrgID',
    ],
    ['a queue that is not there', rule({ Arn: 'arn:aws:sqs:us-east-1:000000000000:other' }), 'which the template does not have'],
    ['a function without a permission', { ...functionOf('Listener'), ...rule({ Arn: arn('Listener') }) }, 'no AWS::Lambda::Permission'],
    [
      'a target of another service',
      rule({ Arn: 'arn:aws:kinesis:us-east-1:000000000000:stream/x' }),
      'delivers to Lambda functions, queues',
    ],
    ['a property that is not built', { ...queue('All'), ...rule({ Arn: arn('All'), KinesisParameters: {} }) }, 'has KinesisParameters'],
    [
      'a retry policy beyond the limits',
      { ...queue('All'), ...rule({ Arn: arn('All'), RetryPolicy: { MaximumEventAgeInSeconds: 5 } }) },
      'RetryPolicy beyond',
    ],
    [
      'a template of text without quotes',
      { ...queue('All'), ...rule({ Arn: arn('All'), InputTransformer: { InputTemplate: 'Hello' } }) },
      'neither JSON nor lines in double quotes',
    ],
    [
      'a variable without a path',
      { ...queue('All'), ...rule({ Arn: arn('All'), InputTransformer: { InputTemplate: '{"a": <b>}' } }) },
      'has <b>',
    ],
    [
      "a topic with AWS's own key",
      {
        Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'topic', KmsMasterKeyId: 'alias/aws/sns' } },
        TopicPolicy: topicPolicy,
        ...rule({ Arn: { Ref: 'Topic' } }),
      },
      'EventBridge may not use it',
    ],
    [
      'a bus that is not there',
      { Rule: { Type: 'AWS::Events::Rule', Properties: { EventBusName: 'other', EventPattern: { source: ['x'] } } } },
      'on the bus other',
    ],
  ])('is refused for %s', async (_case, resources, sentence) => {
    await expect(startWorld({ resources: { ...bus(), ...resources } })).rejects.toThrow(sentence);
  });
});
