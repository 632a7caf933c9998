import type { AwsCredentials } from '../main.ts';

/** What STS is asked for. */
export interface RoleRequest {
  endpoint: string;
  roleArn: string;
  sessionName: string;
  token: string;
  durationSeconds: number;
}

const TIMEOUT_MS = 10_000;
/** Refusals that another token can help against. */
const OF_TOKEN = ['ExpiredTokenException', 'InvalidIdentityToken', 'IDPRejectedClaim'];
/** Refusals that pass by themselves. */
const PASSING = ['IDPCommunicationError', 'Throttling', 'RequestLimitExceeded'];

/** STS has said no, and waiting does not help. */
export class StsRefusal extends Error {
  /** Whether it is about the token, and not about the role. */
  readonly isOfToken: boolean;

  constructor(code: string, message: string) {
    super(`${message} (${code})`);
    this.isOfToken = OF_TOKEN.includes(code);
  }
}

/**
 * `AssumeRoleWithWebIdentity`, which needs no signature. Rejects with a `StsRefusal`, or with
 * another error when it may work later.
 */
export async function assumeRole({ endpoint, roleArn, sessionName, token, durationSeconds }: RoleRequest): Promise<AwsCredentials> {
  const answer = await fetch(endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      ...{ Action: 'AssumeRoleWithWebIdentity', Version: '2011-06-15', RoleArn: roleArn, RoleSessionName: sessionName },
      ...{ WebIdentityToken: token, DurationSeconds: String(durationSeconds) },
    }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const xml = await answer.text();
  const accessKeyId = textOf(xml, 'AccessKeyId');
  const secretAccessKey = textOf(xml, 'SecretAccessKey');
  const sessionToken = textOf(xml, 'SessionToken');
  if (answer.ok && accessKeyId && secretAccessKey && sessionToken) return { accessKeyId, secretAccessKey, sessionToken };
  const code = textOf(xml, 'Code');
  if (answer.ok || answer.status >= 500 || code === undefined || PASSING.includes(code))
    throw new Error(`STS at ${new URL(endpoint).host} answered HTTP ${answer.status}${code === undefined ? '' : ` ${code}`}.`);
  throw new StsRefusal(code, textOf(xml, 'Message') ?? 'No reason was given.');
}

/** What stands in an element of the answer that has nothing but text in it. */
function textOf(xml: string, element: string): string | undefined {
  const [, text] = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml) ?? [];
  return text?.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&');
}
