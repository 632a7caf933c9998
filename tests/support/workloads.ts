import type { WorkloadToken } from '../../local/workloads.ts';
import type { Credentials, StackDescription } from './stack.ts';

/** The back ends outside AWS that the local stack knows, and how their tokens name them. */
export const BACK_ENDS = {
  checkout: { subject: 'shop:production:checkout', audience: 'onhand' },
  erp: { subject: 'shop:production:erp-nightly', audience: 'onhand' },
} as const;

export type BackEndName = keyof typeof BACK_ENDS;

/** A token of the local stack's issuer for programs. */
export async function workloadToken(stack: StackDescription, token: WorkloadToken): Promise<string> {
  const url = new URL('/_local/workloads/token', stack.graphqlUrl);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(token),
  });
  if (!response.ok) throw new Error(`POST ${url.href} answered ${response.status}: ${await response.text()}`);
  return ((await response.json()) as { token: string }).token;
}

/** What STS says to who brings a token for the role of a back end. */
export async function exchange(
  stack: StackDescription,
  name: BackEndName,
  token: string,
): Promise<{ status: number; code: string | undefined; credentials: Credentials }> {
  const parameters = { Action: 'AssumeRoleWithWebIdentity', Version: '2011-06-15', RoleSessionName: 'test' };
  const response = await fetch(stack.stsEndpoint ?? '', {
    method: 'POST',
    body: new URLSearchParams({ ...parameters, RoleArn: roleOf(stack, name), WebIdentityToken: token }),
  });
  const xml = await response.text();
  const textOf = (element: string) => new RegExp(`<${element}>([^<]*)<`).exec(xml)?.[1];
  const [accessKeyId = '', secretAccessKey = '', sessionToken = ''] = ['AccessKeyId', 'SecretAccessKey', 'SessionToken'].map(textOf);
  return { status: response.status, code: textOf('Code'), credentials: { accessKeyId, secretAccessKey, sessionToken } };
}

/** The credentials of a back end that brings a good token. */
export async function credentialsOf(stack: StackDescription, name: BackEndName): Promise<Required<Credentials>> {
  const { credentials, code } = await exchange(stack, name, await workloadToken(stack, BACK_ENDS[name]));
  if (code !== undefined) throw new Error(`STS refused the role of ${name}: ${code}.`);
  return credentials as Required<Credentials>;
}

/** Its role. Throws where the stage has none. */
export function roleOf({ backEndRoles }: StackDescription, name: BackEndName): string {
  const arn = backEndRoles?.[name];
  if (arn === undefined) throw new Error(`The stage has no back end ${name}.`);
  return arn;
}
