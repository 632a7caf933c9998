import { hashOf, withoutArn, type ResourceType } from '../naming.ts';

/** IAM. */
export const IAM_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::IAM::Role': {
    honoured: ['AssumeRolePolicyDocument', 'MaxSessionDuration', 'RoleName', 'Policies', 'ManagedPolicyArns'],
    withoutLocalEffect: ['Description', 'Tags'],
    identify: (context) => {
      const name = context.text('RoleName') ?? `${context.stackName}-${context.logicalId}`;
      const arn = `arn:aws:iam::${context.accountId}:role/${name}`;
      return { physicalId: name, arn, ref: name, attributes: { Arn: arn, RoleId: `AROA${hashOf(context, 17).toUpperCase()}` } };
    },
  },
  'AWS::IAM::OIDCProvider': {
    honoured: ['ClientIdList', 'Url'],
    // Thumbprints are of TLS, which is not what proves a token here.
    withoutLocalEffect: ['Tags', 'ThumbprintList'],
    identify: (context) => {
      const name = (context.text('Url') ?? context.logicalId).replace(/^https?:\/\//, '');
      const arn = `arn:aws:iam::${context.accountId}:oidc-provider/${name}`;
      return { physicalId: name, arn, ref: arn, attributes: { Arn: arn } };
    },
  },
  'AWS::IAM::Policy': {
    honoured: ['PolicyName', 'PolicyDocument', 'Roles'],
    withoutLocalEffect: [],
    identify: (context) => withoutArn(context.text('PolicyName') ?? context.logicalId, []),
  },
  'AWS::IAM::ManagedPolicy': {
    honoured: ['ManagedPolicyName', 'PolicyDocument', 'Roles'],
    withoutLocalEffect: ['Description', 'Path'],
    identify: (context) => {
      const name = context.text('ManagedPolicyName') ?? `${context.stackName}-${context.logicalId}`;
      const arn = `arn:aws:iam::${context.accountId}:policy${context.text('Path') ?? '/'}${name}`;
      return { physicalId: name, arn, ref: arn, attributes: { PolicyArn: arn } };
    },
  },
};
