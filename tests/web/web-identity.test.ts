import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Authorization } from '../../web/client/authorization.ts';
import { webIdentity, type WebIdentityOptions } from '../../web/client/web-identity/web-identity.ts';

const ROLE = 'arn:aws:iam::111122223333:role/onhand-live-shop';
const MINUTE = 60_000;
const WORKLOAD = tokenOf({ sub: 'owner:acme:project:shop:environment:production' });

/** What STS does with the calls it gets, in their order; the last goes on for ever. */
type Answers = ('gives' | 'fails' | [status: number, code: string])[];

/** An STS that gives keys which are numbered by the call, and notes what it was asked. */
async function anSts(answers: Answers) {
  const calls: Record<string, string>[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const answer = answers[Math.min(calls.length, answers.length - 1)] ?? 'gives';
      calls.push({ ...Object.fromEntries(new URLSearchParams(body)), authorization: request.headers.authorization ?? 'none' });
      if (answer === 'fails') return void response.destroy();
      response.writeHead(answer === 'gives' ? 200 : answer[0], { 'content-type': 'text/xml' });
      response.end(answer === 'gives' ? given(calls.length) : refused(answer[1]));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { calls, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

function given(call: number): string {
  const keys = `<AccessKeyId>ASIA${call}</AccessKeyId><SecretAccessKey>s/+=${call}</SecretAccessKey><SessionToken>token/+=${call}</SessionToken>`;
  const credentials = `<Credentials>${keys}<Expiration>2026-11-30T12:00:00Z</Expiration></Credentials>`;
  return `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult>${credentials}</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`;
}

function refused(code: string): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>No &amp; never.</Message></Error></ErrorResponse>`;
}

function tokenOf(claims: object): string {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
}

/** A program with a clock of its own; `sign` tells by which of STS's keys it has signed. */
async function aProgram(answers: Answers, more: Partial<WebIdentityOptions> = {}) {
  const { calls, endpoint } = await anSts(answers);
  const clock = { now: Date.UTC(2026, 10, 30, 11) };
  const options = { region: 'eu-central-1', roleArn: ROLE, token: () => WORKLOAD, endpoint, now: () => clock.now };
  const authorization = webIdentity({ ...options, ...more });
  return { calls, clock, sign: (refusedBefore = false) => keyOf(authorization, refusedBefore) };
}

async function keyOf(authorization: Authorization, refusedBefore: boolean): Promise<string | undefined> {
  const url = 'https://example.appsync-api.eu-central-1.amazonaws.com/graphql';
  const proof = await authorization.prove({ url, body: '{}', over: 'http', refused: refusedBefore });
  const [, key] = /Credential=ASIA(\d+)\//.exec(proof['Authorization'] ?? '') ?? [];
  expect(proof['x-amz-security-token']).toBe(`token/+=${key}`);
  return key;
}

describe('an identity outside AWS', () => {
  test('is exchanged for the role without a signature, under a name made of its subject', async () => {
    const { calls, sign } = await aProgram(['gives']);
    expect(await sign()).toBe('1');
    expect(calls).toEqual([
      {
        ...{ Action: 'AssumeRoleWithWebIdentity', Version: '2011-06-15', RoleArn: ROLE, WebIdentityToken: WORKLOAD },
        ...{ RoleSessionName: 'owner-acme-project-shop-environment-production', DurationSeconds: '3600', authorization: 'none' },
      },
    ]);
  });

  test.each([
    ['of its end where the subject is long', tokenOf({ sub: `${'a'.repeat(80)}:shop` }), `${'a'.repeat(59)}-shop`],
    ['that stands for no subject', tokenOf({}), 'workload'],
    ['that stands for what is no token', 'opaque', 'workload'],
  ])('gets a session name %s', async (_what, token, expected) => {
    const { calls, sign } = await aProgram(['gives'], { token: () => token });
    await sign();
    expect(calls[0]?.['RoleSessionName']).toBe(expected);
  });

  test('is exchanged once for many calls at once, and for an hour', async () => {
    const { calls, clock, sign } = await aProgram(['gives']);
    await Promise.all(Array.from({ length: 20 }, () => sign()));
    clock.now += 54 * MINUTE;
    expect(await sign()).toBe('1');
    expect(calls).toHaveLength(1);
  });

  test('is renewed five minutes before the end, while the keys of before still serve', async () => {
    const { calls, clock, sign } = await aProgram(['gives']);
    await sign();
    clock.now += 56 * MINUTE;
    expect(await Promise.all([sign(), sign()])).toEqual(['1', '1']);
    await expect.poll(() => sign()).toBe('2');
    expect(calls).toHaveLength(2);
  });

  test('goes on with the keys of before while STS is in trouble, and does not press it', async () => {
    const { calls, clock, sign } = await aProgram(['gives', 'fails']);
    await sign();
    clock.now += 56 * MINUTE;
    for (let call = 0; call < 5; call += 1) expect(await sign()).toBe('1');
    await expect.poll(() => calls.length).toBe(2);
    clock.now += 11_000;
    expect(await sign()).toBe('1');
    await expect.poll(() => calls.length).toBe(3);
  });

  test('is waited for when the end is there', async () => {
    const { clock, sign } = await aProgram(['gives']);
    await sign();
    clock.now += 59 * MINUTE + 31_000;
    expect(await sign()).toBe('2');
  });

  test('is renewed once when the keys are refused, however many calls were', async () => {
    const { calls, clock, sign } = await aProgram(['gives']);
    await sign();
    clock.now += MINUTE;
    expect(await Promise.all(Array.from({ length: 5 }, () => sign(true)))).toEqual(['2', '2', '2', '2', '2']);
    // This one was refused with the keys of before too, and hears of it late.
    expect(await sign(true)).toBe('2');
    expect(calls).toHaveLength(2);
  });
});

describe('a refusal by STS', () => {
  test('of a token is answered with a new one', async () => {
    const asked: boolean[] = [];
    const token = (refusedBefore: boolean) => {
      asked.push(refusedBefore);
      return tokenOf({ sub: `try-${asked.length}` });
    };
    const { calls, sign } = await aProgram([[400, 'ExpiredTokenException'], 'gives'], { token });
    expect(await sign()).toBe('2');
    expect(asked).toEqual([false, true]);
    expect(calls.map(({ RoleSessionName }) => RoleSessionName)).toEqual(['try-1', 'try-2']);
  });

  test.each([
    ['a token, twice', [400, 'InvalidIdentityToken'], 2],
    ['the role', [403, 'AccessDenied'], 1],
    ['the call', [400, 'ValidationError'], 1],
  ] as const)('of %s is final, and says why', async (_what, [status, code], attempts) => {
    const { calls, sign } = await aProgram([[status, code]]);
    const refusal = { errorType: 'Unauthorized', message: `STS does not give the role ${ROLE}: No & never. (${code})` };
    await expect(sign()).rejects.toMatchObject(refusal);
    expect(calls).toHaveLength(attempts);
  });

  test.each([
    ['could not reach the issuer', [400, 'IDPCommunicationError']],
    ['is asked too often', [400, 'Throttling']],
    ['failed itself', [500, 'InternalFailure']],
    ['could not be reached', 'fails'],
  ] as const)('that %s passes', async (_what, answer) => {
    const { sign } = await aProgram([answer === 'fails' ? answer : [...answer], 'gives']);
    await expect(sign()).rejects.not.toHaveProperty('errorType');
    expect(await sign()).toBe('2');
  });
});
