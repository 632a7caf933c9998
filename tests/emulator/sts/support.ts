import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, type CryptoKey, type JWTPayload, SignJWT } from 'jose';
import type { AwsError } from '../../../local/emulator/gateway/gateway.ts';
import { createPrincipals } from '../../../local/emulator/iam/principals.ts';
import { createSessions } from '../../../local/emulator/iam/sessions.ts';
import { close, listen } from '../../../local/emulator/lib/http.ts';
import { createSts, type GivenRole } from '../../../local/emulator/sts/sts.ts';
import type { Template } from '../../../local/emulator/template/reader.ts';
import { deploy, sampleTemplate } from '../support/sample.ts';

export const SHOP = 'arn:aws:iam::000000000000:role/shop';
export const ERP = 'arn:aws:iam::000000000000:role/erp';
/** Trusts a service, as the roles of functions do. */
export const READER = 'arn:aws:iam::000000000000:role/Sample-Reader';

/** An issuer on a port of this machine, with a key of each kind and answers that a test changes. */
export interface TestIssuer {
  url: string;
  keys: Record<'RS256' | 'ES256', { privateKey: CryptoKey; publicKey: CryptoKey; jwk: Record<string, unknown> }>;
  /** What it answers by path. */
  answers: Map<string, { status: number; body: unknown }>;
  stop(): Promise<void>;
}

export async function startIssuer(): Promise<TestIssuer> {
  const answers: TestIssuer['answers'] = new Map();
  const server = createServer((request, response) => {
    const { status, body } = answers.get(request.url ?? '') ?? { status: 404, body: {} };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  const url = `http://127.0.0.1:${await listen(server, 0)}/tenant`;
  const keys = { RS256: await newKey('RS256'), ES256: await newKey('ES256') };
  answers.set('/tenant/.well-known/openid-configuration', { status: 200, body: { issuer: url, jwks_uri: `${url}/keys` } });
  answers.set('/tenant/keys', { status: 200, body: { keys: Object.values(keys).map(({ jwk }) => jwk) } });
  return { url, keys, answers, stop: () => close(server) };
}

async function newKey(alg: string) {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid: alg, use: 'sig' } };
}

/** What a good token has, for now and the next ten minutes. */
export function goodClaims({ url }: TestIssuer): JWTPayload {
  const now = Math.floor(Date.now() / 1_000);
  return { iss: url, sub: 'acme:shop:production', aud: 'onhand', iat: now, exp: now + 600 };
}

/** A good token but for what a test changes; a claim that is undefined is left out. */
export async function tokenOf(issuer: TestIssuer, claims: Record<string, unknown> = {}, alg: 'RS256' | 'ES256' = 'RS256'): Promise<string> {
  const all = JSON.parse(JSON.stringify({ ...goodClaims(issuer), ...claims })) as JWTPayload;
  return new SignJWT(all).setProtectedHeader({ alg, kid: alg }).sign(issuer.keys[alg].privateKey);
}

/** The sample template with an issuer and two roles, one for a subject and one for a pattern. */
export function federatedTemplate(issuer: TestIssuer, condition: object = {}): Template {
  const template = sampleTemplate();
  const name = issuer.url.replace(/^https?:\/\//, '');
  const role = (RoleName: string, audience: string, subject: string) => ({
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName,
      ManagedPolicyArns: [{ Ref: 'Checkout' }],
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            ...{ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: { Ref: 'Issuer' } } },
            Condition: { StringEquals: { [`${name}:aud`]: audience, ...condition }, StringLike: { [`${name}:sub`]: subject } },
          },
        ],
      },
    },
  });
  template.Resources['Issuer'] = {
    Type: 'AWS::IAM::OIDCProvider',
    Properties: { Url: issuer.url, ClientIdList: ['onhand', 'onhand-erp'] },
  };
  template.Resources['Shop'] = role('shop', 'onhand', 'acme:shop:production');
  template.Resources['Erp'] = role('erp', 'onhand-erp', 'acme:erp:*');
  return template;
}

/** STS of a template, with what its sessions are known by. */
export function stsOf(template: Template, issuerAddresses: Record<string, string> = {}) {
  const deployment = deploy(template);
  const sessions = createSessions();
  const principals = createPrincipals(deployment, (arn) => ({ accessKeyId: `KEY-${arn}`, secretAccessKey: 'secret' }), sessions);
  const sts = createSts({ deployment, principals, sessions, issuerAddresses });
  const assume = (token: string, more: Record<string, string> = {}) => {
    const parameters = { Action: 'AssumeRoleWithWebIdentity', RoleArn: SHOP, RoleSessionName: 'web-1', WebIdentityToken: token };
    return sts.assumeRoleWithWebIdentity({ ...parameters, ...more });
  };
  return { principals, sessions, assume };
}

/** The code and sentence of a refusal; throws when the role was given. */
export async function refusalOf(call: Promise<GivenRole>): Promise<Pick<AwsError, 'code' | 'message' | 'status'>> {
  const outcome = await call.catch((error: unknown) => error as AwsError);
  if (!(outcome instanceof Error)) throw new Error('STS gave the role.');
  const { code, message, status } = outcome;
  return { code, message, status };
}
