import type { Issuer } from './emulator/cognito/issuer.ts';
import { STS_PATH } from './router.ts';
import { describeOutputs, type StackDescription } from '../infra/stack-outputs.ts';
import type { Principals } from './emulator/iam/principal.ts';
import type { Deployment } from './emulator/template/deployment.ts';

/** What a description is made of. */
export interface DescribedParts {
  deployment: Deployment;
  principals: Principals;
  issuer: Issuer;
  /** Of the gateway. */
  dynamodbEndpoint: string;
}

/**
 * Makes the content of `stack.json` from the stack's outputs. Throws a sentence when one is
 * missing.
 */
export async function describe({ deployment, principals, issuer, dynamodbEndpoint }: DescribedParts): Promise<StackDescription> {
  const output = (key: string) => outputOf(deployment, key);
  const credentials = (key: string) => {
    const { accessKeyId, secretAccessKey } = principals.byPolicyArn(output(key));
    return { accessKeyId, secretAccessKey };
  };
  return {
    ...describeOutputs(output),
    ...(deployment.outputs['EventBus'] !== undefined && { events: { bus: output('EventBus') } }),
    stsEndpoint: new URL(STS_PATH, output('GraphqlUrl')).href,
    // Locally one address serves all.
    siteUrl: new URL(output('GraphqlUrl')).origin,
    tokens: {
      admin: await issuer.mint({ username: 'admin', groups: ['admin'] }),
      viewer: await issuer.mint({ username: 'viewer', groups: ['viewer'] }),
    },
    credentials: {
      checkout: credentials('CheckoutPolicyArn'),
      catalogue: credentials('CataloguePolicyArn'),
      returns: credentials('ReturnsPolicyArn'),
    },
    dynamodbEndpoint,
  };
}

/** An output of the stack. Throws a sentence when it is missing. */
export function outputOf({ outputs }: Deployment, key: string): string {
  const value = outputs[key];
  if (value === undefined) throw new Error(`The template has no output ${key}, which stack.json needs.`);
  return value;
}
