import type { Deployment } from '../template/deployment.ts';

/** An issuer whose tokens the account takes. */
export interface IdentityProvider {
  arn: string;
  /** The `iss` of its tokens. */
  url: string;
  /** What stands before `:aud` and `:sub` in condition keys: the URL without its scheme. */
  name: string;
  /** Audiences that it takes. */
  clientIds: readonly string[];
}

/** The OIDC providers of a template. */
export function identityProviders(deployment: Deployment): IdentityProvider[] {
  return deployment.ofType('AWS::IAM::OIDCProvider').map(({ arn, properties }) => {
    const url = String(properties['Url']);
    const clientIds = (properties['ClientIdList'] ?? []) as string[];
    return { arn, url, name: url.replace(/^https?:\/\//, ''), clientIds };
  });
}
