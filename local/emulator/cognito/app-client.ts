import type { Deployment, Resource } from '../template/deployment.ts';
import { atSite } from '../template/naming.ts';

/**
 * An app client of the user pool as far as the code flow needs it; addresses are those of this
 * machine.
 */
export interface AppClient {
  clientId: string;
  callbackUrls: readonly string[];
  logoutUrls: readonly string[];
  scopes: readonly string[];
  /** How long its tokens last, seconds. */
  seconds: { access: number; id: number; refresh: number };
  /** Whether a refresh token can be revoked. */
  revocable: boolean;
  /**
   * How long a refresh token works after it brought another one, seconds; undefined where it brings
   * none.
   */
  rotationGrace: number | undefined;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 };

/**
 * The clients that may use the code flow. Throws a sentence on one that keeps a secret, which the
 * local issuer has no check for.
 */
export function readAppClients(deployment: Deployment, origin: string): AppClient[] {
  return deployment
    .ofType('AWS::Cognito::UserPoolClient')
    .filter(({ properties }) => texts(properties['AllowedOAuthFlows']).includes('code'))
    .map((resource) => readAppClient(resource, origin));
}

function readAppClient({ logicalId, physicalId, properties }: Resource, origin: string): AppClient {
  if (properties['GenerateSecret'] === true)
    throw new Error(`${logicalId} has a client secret, which the local stack does not understand: a page cannot keep one.`);
  const addresses = (property: string) => texts(properties[property]).flatMap((url) => bothNames(atSite(url, origin), origin));
  const rotation = (properties['RefreshTokenRotation'] ?? {}) as Record<string, unknown>;
  const units = (properties['TokenValidityUnits'] ?? {}) as Record<string, string>;
  const seconds = (token: string, fallback: number, unit: string) =>
    Number(properties[`${token}Validity`] ?? fallback) * (UNIT_SECONDS[units[token] ?? unit] ?? 1);
  return {
    clientId: physicalId,
    callbackUrls: addresses('CallbackURLs'),
    logoutUrls: addresses('LogoutURLs'),
    scopes: texts(properties['AllowedOAuthScopes']),
    // Cognito's own defaults where the template says nothing.
    seconds: {
      access: seconds('AccessToken', 1, 'hours'),
      id: seconds('IdToken', 1, 'hours'),
      refresh: seconds('RefreshToken', 30, 'days'),
    },
    revocable: properties['EnableTokenRevocation'] !== false,
    rotationGrace: rotation['Feature'] === 'ENABLED' ? Number(rotation['RetryGracePeriodSeconds'] ?? 0) : undefined,
  };
}

/** The stack's own pages are also at localhost. */
function bothNames(url: string, origin: string): string[] {
  return url.startsWith(`${origin}/`) ? [url, url.replace('//127.0.0.1:', '//localhost:')] : [url];
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
