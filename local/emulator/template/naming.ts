import { createHash } from 'node:crypto';

/** What a resource type may look at to name itself. */
export interface NamingContext {
  stackName: string;
  logicalId: string;
  region: string;
  accountId: string;
  /** `http://127.0.0.1:4000`, where the stack's one server listens. */
  origin: string;
  /** The stack's one API key, `da2-…`. */
  apiKey: string;
  /** A text property of the resource, resolved; undefined when it is not set. */
  text(property: string): string | undefined;
}

/** A resource's names. `ref` is what `Ref` gives. */
export interface Identity {
  physicalId: string;
  arn: string;
  ref: string;
  attributes: Record<string, string>;
}

/** A type of the template that the local stack stands up. A property in neither list is refused. */
export interface ResourceType {
  /** Properties that the local stack honours. */
  honoured: readonly string[];
  /**
   * Properties that are fine to set and change nothing on one machine (backups, encryption, tags,
   * logs).
   */
  withoutLocalEffect: readonly string[];
  identify(context: NamingContext): Identity;
}

/** Address of the local OIDC issuer of a user pool; it is the `iss` of its tokens. */
export function issuerUrl(origin: string, userPoolId: string): string {
  return `${origin}/_local/cognito/${userPoolId}`;
}

/** Where the local stack has what Cognito serves on the host of a user pool's domain. */
export const SIGN_IN_PATH = '/_local/sign-in';

/**
 * The address on this machine for one of the site: locally CloudFront's host is the stack's own,
 * which has no TLS.
 */
export function atSite(url: string, origin: string): string {
  const { host } = new URL(origin);
  return url.startsWith(`https://${host}/`) ? origin + url.slice(`https://${host}`.length) : url;
}

/** For the types that have no ARN; these attributes are the id. */
export function withoutArn(id: string, attributes: readonly string[]): Identity {
  return { physicalId: id, arn: '', ref: id, attributes: Object.fromEntries(attributes.map((name) => [name, id])) };
}

/** An ARN in the stack's region and account. */
export function arnOf(context: NamingContext, service: string, rest: string): string {
  return `arn:aws:${service}:${context.region}:${context.accountId}:${rest}`;
}

/**
 * An id that stays the same at every start: letters and digits from the stack's and the resource's
 * name.
 */
export function hashOf(context: NamingContext, length: number): string {
  const digest = createHash('sha256').update(`${context.stackName}/${context.logicalId}`).digest();
  return BigInt(`0x${digest.toString('hex')}`)
    .toString(36)
    .padStart(50, '0')
    .slice(-length);
}

/** The same in a UUID's form: only hexadecimal digits may stay. */
export function uuidOf(context: NamingContext): string {
  const hex = Array.from(hashOf(context, 32), (character) => (parseInt(character, 36) % 16).toString(16)).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)].join('-');
}
