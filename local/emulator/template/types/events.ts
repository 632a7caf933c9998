import { arnOf, uuidOf, withoutArn, type NamingContext, type ResourceType } from '../naming.ts';

/** The bus of a rule that names none. */
export const DEFAULT_BUS = 'default';

/** The name of a bus by its name or its ARN. */
export function busNameOf(nameOrArn: string | undefined): string {
  return nameOrArn?.replace(/^arn:.*:event-bus\//, '') ?? DEFAULT_BUS;
}

/** Whatever has no other names than its own and an ARN of this kind. */
function named(kind: string, property: string, properties: Pick<ResourceType, 'honoured' | 'withoutLocalEffect'>): ResourceType {
  return {
    ...properties,
    identify: (context) => {
      const name = nameOf(context, property);
      const arn = arnOf(context, 'events', `${kind}/${name}`);
      return { physicalId: name, arn, ref: name, attributes: { Arn: arn, Name: name } };
    },
  };
}

const RULE: ResourceType = {
  honoured: ['Name', 'EventBusName', 'EventPattern', 'ScheduleExpression', 'State', 'Targets'],
  withoutLocalEffect: ['Description', 'Tags'],
  identify: (context) => {
    const name = nameOf(context, 'Name');
    const bus = busNameOf(context.text('EventBusName'));
    const arn = arnOf(context, 'events', bus === DEFAULT_BUS ? `rule/${name}` : `rule/${bus}/${name}`);
    return { physicalId: name, arn, ref: bus === DEFAULT_BUS ? name : `${bus}|${name}`, attributes: { Arn: arn } };
  },
};

const API_DESTINATION: ResourceType = {
  honoured: ['Name', 'ConnectionArn', 'HttpMethod', 'InvocationEndpoint'],
  // Nothing here is so fast that a receiver on the same machine would need a limit.
  withoutLocalEffect: ['Description', 'InvocationRateLimitPerSecond'],
  identify: withUuid('api-destination'),
};

/** EventBridge. */
export const EVENTS_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::Events::Rule': RULE,
  'AWS::Events::EventBus': named('event-bus', 'Name', {
    honoured: ['Name'],
    withoutLocalEffect: ['Description', 'KmsKeyIdentifier', 'LogConfig', 'Tags'],
  }),
  'AWS::Events::EventBusPolicy': {
    // Who else may put events: other accounts, which do not exist here.
    honoured: [],
    withoutLocalEffect: ['Action', 'Condition', 'EventBusName', 'Principal', 'Statement', 'StatementId'],
    identify: (context) => withoutArn(`${context.logicalId}-policy`, []),
  },
  'AWS::Events::Archive': named('archive', 'ArchiveName', {
    honoured: ['ArchiveName', 'EventPattern', 'RetentionDays', 'SourceArn'],
    withoutLocalEffect: ['Description', 'KmsKeyIdentifier'],
  }),
  'AWS::Events::Connection': {
    honoured: ['AuthorizationType', 'AuthParameters', 'Name'],
    withoutLocalEffect: ['Description', 'KmsKeyIdentifier'],
    identify: withUuid('connection'),
  },
  'AWS::Events::ApiDestination': API_DESTINATION,
};

/** Connections and API destinations have an id of their own behind their name. */
function withUuid(kind: string): ResourceType['identify'] {
  return (context) => {
    const name = nameOf(context, 'Name');
    const withoutId = arnOf(context, 'events', `${kind}/${name}`);
    const arn = `${withoutId}/${uuidOf(context)}`;
    return { physicalId: name, arn, ref: name, attributes: { Arn: arn, ArnForPolicy: withoutId } };
  };
}

function nameOf(context: NamingContext, property: string): string {
  return context.text(property) ?? `${context.stackName}-${context.logicalId}`;
}
