import { describe, expect, it } from 'vitest';
import { createSns, type Sns } from '../../../local/emulator/sns/sns.ts';
import { deploy, withDirectory } from '../support/sample.ts';

const deployment = deploy({ Resources: { Alerts: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alerts' } } }, Outputs: {} });
const topic = deployment.ofType('AWS::SNS::Topic')[0]?.arn ?? '';

async function withSns<Result>(directory: string, work: (sns: Sns) => Promise<Result>): Promise<Result> {
  const sns = await createSns(deployment, directory);
  try {
    return await work(sns);
  } finally {
    await sns.stop();
  }
}

const publish = (sns: Sns, Message: string, TopicArn = topic) =>
  sns.call({ Action: 'Publish', TopicArn, Message: JSON.stringify({ Message }) });
const messages = (sns: Sns) => sns.delivered(topic).map(({ message }) => (message as { Message: string }).Message);

describe('a topic of the template', () => {
  it('shows what it has delivered, newest first, also after the stack has been started again', async () => {
    await withDirectory(async (directory) => {
      await withSns(directory, async (sns) => {
        await publish(sns, 'one');
        await publish(sns, 'two');
        expect(messages(sns)).toEqual(['two', 'one']);
      });
      await withSns(directory, async (sns) => {
        await publish(sns, 'three');
        expect(messages(sns)).toEqual(['three', 'two', 'one']);
      });
    });
  });

  it('does not take what is for another one', async () => {
    await withDirectory(async (directory) => {
      await withSns(directory, async (sns) => {
        expect((await publish(sns, 'lost', `${topic}-other`)).status).toBe(404);
        expect(() => sns.delivered(`${topic}-other`)).toThrow('other');
        expect(messages(sns)).toEqual([]);
      });
    });
  });
});

describe('a subscription of the template', () => {
  it('is refused by name when nothing here could serve it', async () => {
    const Properties = { TopicArn: topic, Protocol: 'sms', Endpoint: '+44' };
    const other = deploy({ Resources: { Text: { Type: 'AWS::SNS::Subscription', Properties } }, Outputs: {} });
    await withDirectory(async (directory) => {
      await expect(createSns(other, directory)).rejects.toThrow('Text subscribes by sms');
    });
  });
});
