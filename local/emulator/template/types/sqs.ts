import { arnOf, withoutArn, type ResourceType } from '../naming.ts';

/** SQS refuses longer names. */
const MAX_NAME_LENGTH = 80;

const QUEUE: ResourceType = {
  honoured: [
    'ContentBasedDeduplication',
    'DelaySeconds',
    'FifoQueue',
    'MaximumMessageSize',
    'MessageRetentionPeriod',
    'QueueName',
    'ReceiveMessageWaitTimeSeconds',
    'RedrivePolicy',
    'VisibilityTimeout',
  ],
  // What is sent here stays in the memory of this process.
  withoutLocalEffect: ['KmsDataKeyReusePeriodSeconds', 'KmsMasterKeyId', 'RedriveAllowPolicy', 'SqsManagedSseEnabled', 'Tags'],
  identify: (context) => {
    const name = context.text('QueueName') ?? `${context.stackName}-${context.logicalId}`.slice(0, MAX_NAME_LENGTH);
    const arn = arnOf(context, 'sqs', name);
    // Of AWS's form, so that the host in it never leads anywhere else.
    const url = `${context.origin}/${context.accountId}/${name}`;
    return { physicalId: name, arn, ref: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
  },
};

/** SQS. */
export const SQS_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::SQS::Queue': QUEUE,
  'AWS::SQS::QueuePolicy': {
    honoured: ['PolicyDocument', 'Queues'],
    withoutLocalEffect: [],
    identify: (context) => withoutArn(`${context.logicalId}-policy`, ['Id']),
  },
};
