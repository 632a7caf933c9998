import { arnOf, withoutArn, type ResourceType } from '../naming.ts';

const TOPIC: ResourceType = {
  honoured: ['KmsMasterKeyId', 'TopicName'],
  // What is published here stays on this machine, so nothing is encrypted or traced on its way.
  withoutLocalEffect: ['DisplayName', 'TracingConfig', 'DeliveryStatusLogging', 'SignatureVersion', 'Tags'],
  identify: (context) => {
    refuseKeyThatIsNotMade(context.logicalId, context.text('KmsMasterKeyId'));
    const name = context.text('TopicName') ?? `${context.stackName}-${context.logicalId}`;
    const arn = arnOf(context, 'sns', name);
    return { physicalId: name, arn, ref: arn, attributes: { TopicArn: arn, TopicName: name } };
  },
};

/**
 * AWS makes its own key of a service when it is first asked for by the name of its alias: asked for
 * by an ARN, SNS takes the topic and refuses to publish.
 */
function refuseKeyThatIsNotMade(logicalId: string, key: string | undefined): void {
  if (key === undefined || !/^arn:.*:alias\/aws\//.test(key)) return;
  throw new Error(
    `${logicalId} is encrypted with ${key}: SNS finds no such key in an account that never had it. Name it by its alias alone.`,
  );
}

/** SNS. */
export const SNS_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::SNS::Topic': TOPIC,
  'AWS::SNS::TopicPolicy': {
    // Which services of AWS may publish.
    honoured: ['PolicyDocument', 'Topics'],
    withoutLocalEffect: [],
    identify: (context) => withoutArn(`${context.logicalId}-policy`, ['Id']),
  },
  'AWS::SNS::Subscription': {
    honoured: ['TopicArn', 'Protocol', 'Endpoint'],
    withoutLocalEffect: [],
    identify: (context) => withoutArn(`${context.text('TopicArn')}:${context.logicalId}`, ['Arn']),
  },
};
