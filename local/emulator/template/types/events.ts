import { arnOf, type ResourceType } from '../naming.ts';

/** EventBridge. */
export const EVENTS_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::Events::Rule': {
    honoured: ['Name', 'ScheduleExpression', 'State', 'Targets'],
    withoutLocalEffect: ['Description', 'Tags'],
    identify: (context) => {
      const name = context.text('Name') ?? `${context.stackName}-${context.logicalId}`;
      const arn = arnOf(context, 'events', `rule/${name}`);
      return { physicalId: name, arn, ref: name, attributes: { Arn: arn } };
    },
  },
};
