import { arnOf, hashOf, type ResourceType } from '../naming.ts';

/** Of what Secrets Manager puts behind a name. */
const SUFFIX_LENGTH = 6;

/** Secrets Manager. */
export const SECRETS_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::SecretsManager::Secret': {
    honoured: ['GenerateSecretString', 'Name', 'SecretString'],
    withoutLocalEffect: ['Description', 'KmsKeyId', 'Tags'],
    identify: (context) => {
      const name = context.text('Name') ?? `${context.stackName}-${context.logicalId}`;
      const arn = arnOf(context, 'secretsmanager', `secret:${name}-${hashOf(context, SUFFIX_LENGTH)}`);
      return { physicalId: name, arn, ref: arn, attributes: { Id: arn } };
    },
  },
};
