import { type Authorization, type AwsCredentials, OnhandError, sigV4 } from '../main.ts';
import { assumeRole, type RoleRequest, StsRefusal } from './sts.ts';

export interface WebIdentityOptions {
  /** Of the API; the role is asked for there too. */
  region: string;
  /** Of the back end, as `backEndRoles` of stack.json has it. */
  roleArn: string;
  /**
   * The token that the place where this runs gives to programs, for the audience of the role. Asked
   * for each exchange, about once an hour; with `refused` true STS has turned the one before away,
   * and a remembered one will not do.
   */
  token: (refused: boolean) => string | Promise<string>;
  /**
   * What AWS's logs call this program beside the role, 2 to 64 letters, digits or `+=,.@_-`. Made
   * of the token's subject when left out. It proves nothing, as whoever has a token chooses it.
   */
  sessionName?: string;
  /** Where STS is; that of the region when left out. The local stack's is its `stsEndpoint`. */
  endpoint?: string;
  /** For how long the role is asked for, seconds: 900 to the role's hour, which is the default. */
  durationSeconds?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
}

/** Credentials are renewed this long before their end, while the ones before still serve. */
const EARLY_MS = 5 * 60_000;
/** How long after an attempt another early one may follow: STS may be what is in trouble. */
const EARLY_RETRY_MS = 10_000;
/** With less than this left, a request waits for the renewal: it might arrive too late. */
const LAST_MOMENT_MS = 30_000;
/**
 * So long after a renewal for a refusal there is no other: what is refused then was signed before
 * it, or renewing is in vain.
 */
const FRESH_MS = 1_000;
const AN_HOUR = 3_600;

/**
 * The way of a back end outside AWS, which has no key: it brings the token that Vercel, Google
 * Cloud, Azure, Kubernetes or another issuer gives it, STS gives it its role for an hour, and
 * requests are signed with that. Many calls at once share an exchange.
 *
 * A call rejects with `Unauthorized` where STS refuses the token or the role, also a new token.
 * Where STS cannot be reached it counts as any lost answer does.
 */
export function webIdentity(options: WebIdentityOptions): Authorization {
  const { region, now = Date.now } = options;
  let current: { keys: AwsCredentials; until: number } | undefined;
  let exchange: Promise<AwsCredentials> | undefined;
  let tried = 0;
  let renewedForRefusal = 0;

  const renew = (): Promise<AwsCredentials> => {
    const since = now();
    tried = since;
    exchange ??= exchangeToken(options)
      .then((keys) => {
        // By this clock alone: one that is off would read another end from `expiration`.
        current = { keys, until: since + durationOf(options) * 1_000 };
        return keys;
      })
      .finally(() => {
        exchange = undefined;
      });
    return exchange;
  };

  const credentials = async ({ forceRefresh = false } = {}): Promise<AwsCredentials> => {
    const left = current ? current.until - now() : 0;
    if (forceRefresh && now() - renewedForRefusal >= FRESH_MS) {
      const keys = await renew();
      renewedForRefusal = now();
      return keys;
    }
    if (current === undefined || left < LAST_MOMENT_MS) return renew();
    // Who renews early has minutes for another attempt, so that a failure needs no mention.
    if (left < EARLY_MS && now() - tried >= EARLY_RETRY_MS) renew().catch(() => undefined);
    return current.keys;
  };

  return sigV4({ region, credentials, now });
}

async function exchangeToken(options: WebIdentityOptions): Promise<AwsCredentials> {
  const request = async (refused: boolean): Promise<RoleRequest> => {
    const token = await options.token(refused);
    return {
      ...{ endpoint: options.endpoint ?? endpointOf(options), roleArn: options.roleArn, token },
      ...{ sessionName: options.sessionName ?? sessionNameOf(token), durationSeconds: durationOf(options) },
    };
  };
  try {
    return await assumeRole(await request(false)).catch(async (error: unknown) => {
      if (!(error instanceof StsRefusal) || !error.isOfToken) throw error;
      return assumeRole(await request(true));
    });
  } catch (error) {
    if (!(error instanceof StsRefusal)) throw error;
    throw new OnhandError('Unauthorized', `STS does not give the role ${options.roleArn}: ${error.message}`, { status: 403, cause: error });
  }
}

function durationOf({ durationSeconds = AN_HOUR }: WebIdentityOptions): number {
  return durationSeconds;
}

/** In China AWS has another domain. */
function endpointOf({ region }: WebIdentityOptions): string {
  return `https://sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/`;
}

/** The end of the subject, which tells programs apart, in characters that STS takes. */
function sessionNameOf(token: string): string {
  const name = subjectOf(token)
    .replaceAll(/[^\w+=,.@-]+/g, '-')
    .slice(-64);
  return name.length < 2 ? 'workload' : name;
}

/** Not verified: that is for STS, as is saying what is wrong with what is no token. */
function subjectOf(token: string): string {
  try {
    const payload = atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'));
    const { sub } = JSON.parse(payload) as { sub?: unknown };
    return typeof sub === 'string' ? sub : '';
  } catch {
    return '';
  }
}
