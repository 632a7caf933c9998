import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, it } from 'vitest';
import { createPrincipals } from '../../../local/emulator/iam/principals.ts';
import { createSessions } from '../../../local/emulator/iam/sessions.ts';
import { verifyCaller } from '../../../local/emulator/iam/verify-caller.ts';
import { deploy, sampleTemplate } from '../support/sample.ts';

const READER = 'arn:aws:iam::000000000000:role/Sample-Reader';
const signedFor = { service: 'appsync', region: 'us-east-1' };
const sessions = createSessions();
const principals = createPrincipals(
  deploy(sampleTemplate()),
  (arn) => ({ accessKeyId: `KEY-${arn}`, secretAccessKey: 'secret' }),
  sessions,
);
const opened = (seconds: number) => sessions.open(principals.byRoleArn(READER), 'web-1', seconds);

interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
}

/** Who is known by a request that these keys signed. */
async function callerBy(keys: Keys) {
  const { sessionToken, ...own } = keys;
  const credentials = { ...own, ...(sessionToken !== undefined && { sessionToken }) };
  const signer = new SignatureV4({ credentials, region: 'us-east-1', service: 'appsync', sha256: Sha256 });
  const request = { method: 'POST', protocol: 'http:', hostname: '127.0.0.1', path: '/graphql', body: '{}' };
  const { headers } = await signer.sign({ ...request, headers: { host: '127.0.0.1:4000' } });
  return verifyCaller({ method: 'POST', path: '/graphql', headers, body: '{}' }, principals, signedFor);
}

function keysOf({ accessKeyId, secretAccessKey, temporary }: ReturnType<typeof opened>): Keys {
  return { accessKeyId, secretAccessKey, sessionToken: temporary.sessionToken };
}

describe('credentials of a session', () => {
  it('are those of its role, under the name of the session', async () => {
    expect(await callerBy(keysOf(opened(900)))).toMatchObject({ principal: { arn: READER, temporary: { sessionName: 'web-1' } } });
  });

  it('prove nothing without the session token', async () => {
    expect(await callerBy({ ...keysOf(opened(900)), sessionToken: undefined })).toEqual({ refusal: 'token' });
  });

  it("prove nothing with another session's token", async () => {
    const { sessionToken } = keysOf(opened(900));
    expect(await callerBy({ ...keysOf(opened(900)), sessionToken })).toEqual({ refusal: 'token' });
  });

  it('prove nothing with another secret', async () => {
    expect(await callerBy({ ...keysOf(opened(900)), secretAccessKey: 'wrong' })).toEqual({ refusal: 'mismatch' });
  });

  it('end with the session', async () => {
    expect(await callerBy(keysOf(opened(0)))).toEqual({ refusal: 'ended' });
  });

  it('are unknown to a stack that has not given them', async () => {
    const elsewhere = createSessions().open(principals.byRoleArn(READER), 'web-1', 900);
    expect(await callerBy(keysOf(elsewhere))).toEqual({ refusal: 'unknown' });
  });
});
