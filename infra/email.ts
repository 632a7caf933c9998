import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Subscription, SubscriptionProtocol } from 'aws-cdk-lib/aws-sns';
import { acknowledge } from './acknowledge.ts';

/** Subscribes an address, which has to confirm it; nobody when it is empty. */
export function tellByEmail(topic: Topic, endpoint: string): void {
  if (endpoint === '') return;
  const subscription = new Subscription(topic, 'Email', { topic, protocol: SubscriptionProtocol.EMAIL, endpoint });
  acknowledge(
    subscription,
    'Serverless-SNSRedrivePolicy',
    'Nobody would read e-mails that wait in a queue; an alarm tells of those that are not delivered.',
  );
}
