import { arnOf, withoutArn, type ResourceType } from '../naming.ts';

/** The firewall in front of the API. */
export const WAFV2_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::WAFv2::WebACL': {
    honoured: ['Rules'],
    // Whatever no rule blocks is let through: the rules that are understood do nothing else.
    withoutLocalEffect: ['DefaultAction', 'Scope', 'VisibilityConfig'],
    identify: (context) => {
      const arn = arnOf(context, 'wafv2', `regional/webacl/${context.logicalId}`);
      return { physicalId: context.logicalId, arn, ref: context.logicalId, attributes: { Arn: arn } };
    },
  },
  'AWS::WAFv2::WebACLAssociation': {
    honoured: ['ResourceArn', 'WebACLArn'],
    withoutLocalEffect: [],
    identify: (context) => withoutArn(context.logicalId, []),
  },
};
