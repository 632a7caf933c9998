import { describeOutputs, type StackDescription } from '../../infra/stack-outputs.ts';

/**
 * What a deployed stage's stack.json has: no tokens nor credentials, which belong to people and
 * roles that the deploy does not make.
 */
export type StageDescription = Omit<StackDescription, 'tokens' | 'credentials' | 'dynamodbEndpoint' | 'stsEndpoint'> & {
  userPool: { id: string; clientId: string };
  /** ARNs of the managed policies that a shop attaches to its own roles. */
  policies: { checkout: string; catalogue: string; returns: string };
};

/**
 * Makes the description of a deployed stage from the outputs of its stack. Throws a sentence when
 * one is missing.
 */
export function describeStage(outputs: Readonly<Record<string, string>>): StageDescription {
  const output = (key: string) => {
    const value = outputs[key];
    if (value === undefined) throw new Error(`The deployed stack has no output ${key}; deploy it again with this version.`);
    return value;
  };
  return {
    ...describeOutputs(output),
    ...(outputs['EventBus'] !== undefined && { events: { bus: outputs['EventBus'] } }),
    ...(outputs['SiteUrl'] !== undefined && { siteUrl: outputs['SiteUrl'] }),
    userPool: { id: output('UserPoolId'), clientId: output('UserPoolClientId') },
    policies: { checkout: output('CheckoutPolicyArn'), catalogue: output('CataloguePolicyArn'), returns: output('ReturnsPolicyArn') },
  };
}
