import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '@aws-crypto/sha256-js';
import { describe, expect, test } from 'vitest';
import { checkout, testApi } from './support.ts';

const echo = `export const request = (ctx) => ({ payload: ctx.identity }); export const response = (ctx) => JSON.stringify(ctx.result);`;
const member = `export const request = () => ({ payload: { open: 'o', staff: 's' } }); export const response = (ctx) => ctx.result;`;
const sdl = `
  type Query @aws_api_key @aws_iam @aws_cognito_user_pools {
    anybody: String
    signed: String @aws_iam
    other: String @aws_iam
    staff: String @aws_cognito_user_pools(cognito_groups: ["admin", "viewer"])
    member: Member
    plain: Plain
    count(n: Int, at: AWSDateTime): String
    save(input: SaveInput): String
  }
  type Member @aws_api_key @aws_cognito_user_pools { open: String  staff: String! @aws_cognito_user_pools }
  type Plain { open: String }
  input SaveInput { id: ID!  inner: InnerInput }
  input InnerInput { name: String! }
  type Subscription { onThing: String }
`;
const user = { iss: 'https://issuer', sub: 'u1', username: 'ada', client_id: 'web', token_use: 'access' };
const options = {
  sdl,
  resolvers: Object.fromEntries(['anybody', 'signed', 'other', 'staff', 'count', 'save'].map((name) => [`Query.${name}`, echo])),
  tokens: {
    admin: { ...user, 'cognito:groups': ['admin'] },
    nobody: user,
    textual: { ...user, 'cognito:groups': 'administrators' },
    old: 'expired',
    alien: 'denied',
  } as const,
};
options.resolvers['Query.member'] = member;
options.resolvers['Query.plain'] = member;
const { api, call } = testApi(options);

interface Keys {
  secret?: string;
  id?: string;
  token?: string;
}

async function signed(query: string, { secret = checkout.secretAccessKey, id = checkout.accessKeyId, token }: Keys = {}) {
  const signer = new SignatureV4({
    service: 'appsync',
    region: 'us-east-1',
    sha256: Sha256,
    credentials: { accessKeyId: id, secretAccessKey: secret, ...(token !== undefined && { sessionToken: token }) },
  });
  const body = JSON.stringify({ query });
  const headers = { host: '127.0.0.1:4000', 'content-type': 'application/json' };
  const request = { method: 'POST', protocol: 'http:', hostname: '127.0.0.1', port: 4000, path: '/graphql', query: {}, headers, body };
  const { headers: all } = await signer.sign(request);
  const lower = Object.fromEntries(Object.entries(all).map(([name, value]) => [name.toLowerCase(), value]));
  const response = await api.handle({ method: 'POST', path: '/graphql', headers: lower, body, sourceIp: '127.0.0.1' });
  return { ...response, json: JSON.parse(response.body) as Record<string, unknown> };
}

function unauthorized(field: string, type: string) {
  return { errorType: 'Unauthorized', message: `Not Authorized to access ${field} on type ${type}` };
}

describe('authentication', () => {
  test.each([
    [{}, 'Valid authorization header not provided.'],
    [{ 'x-api-key': 'da2-wrong' }, 'You are not authorized to make this call.'],
    [{ 'x-api-key': 'da2-old' }, 'You are not authorized to make this call.'],
    [{ authorization: 'garbage' }, 'Unable to parse JWT token.'],
    [{ authorization: 'Bearer old' }, 'Token has expired.'],
    [{ authorization: 'alien' }, 'You are not authorized to make this call.'],
  ])('refuses %j with 401', async (headers, message) => {
    const response = await call('{ anybody }', {}, headers);
    expect(response.status).toBe(401);
    expect(response.headers['x-amzn-ErrorType']).toBe('UnauthorizedException');
    expect(response.json).toEqual({ errors: [{ errorType: 'UnauthorizedException', message }] });
  });

  test('gives a signed-in user his identity, with or without Bearer', async () => {
    for (const authorization of ['admin', 'Bearer admin']) {
      const { json } = await call('{ staff }', {}, { authorization, 'x-forwarded-for': '10.0.0.1' });
      expect(JSON.parse((json as { data: { staff: string } }).data.staff)).toMatchObject({
        sub: 'u1',
        issuer: 'https://issuer',
        username: 'ada',
        groups: ['admin'],
        sourceIp: ['10.0.0.1', '127.0.0.1'],
        defaultAuthStrategy: 'ALLOW',
      });
    }
  });

  test('gives a signed request its IAM identity', async () => {
    const { json } = await signed('{ signed }');
    expect(JSON.parse((json as { data: { signed: string } }).data.signed)).toMatchObject({
      accountId: '000000000000',
      userArn: 'arn:aws:iam::000000000000:user/checkout',
      username: expect.stringMatching(/^AIDA/) as string,
      cognitoIdentityId: null,
      sourceIp: ['127.0.0.1'],
    });
  });

  test('refuses a wrong signature and an unknown access key with 403', async () => {
    expect(await signed('{ signed }', { secret: 'other' })).toMatchObject({
      status: 403,
      json: { errors: [{ errorType: 'InvalidSignatureException' }] },
    });
    expect(await signed('{ signed }', { id: 'UNKNOWN' })).toMatchObject({
      status: 403,
      json: { errors: [{ errorType: 'UnrecognizedClientException' }] },
    });
  });

  test.each([
    ['whose session is over', 'token', 'ExpiredTokenException', 'The security token included in the request is expired'],
    ["without a session's token", undefined, 'UnrecognizedClientException', 'The security token included in the request is invalid.'],
  ])('refuses keys %s with 403', async (_what, token, errorType, message) => {
    expect(await signed('{ signed }', { id: 'ENDED', ...(token !== undefined && { token }) })).toMatchObject({
      status: 403,
      json: { errors: [{ errorType, message }] },
    });
  });

  test('refuses a signed caller without any permission with 401', async () => {
    expect(await signed('{ signed }', { id: 'NOBODY' })).toMatchObject({
      status: 401,
      json: { errors: [{ errorType: 'UnauthorizedException', message: 'Permission denied' }] },
    });
  });
});

describe('authorisation', () => {
  test('of a field overrides that of its type', async () => {
    expect((await call('{ anybody signed }')).json).toMatchObject({
      data: { signed: null },
      errors: [{ path: ['signed'], ...unauthorized('signed', 'Query') }],
    });
  });

  test('by groups needs one of them', async () => {
    expect((await call('{ staff }', {}, { authorization: 'nobody' })).json).toMatchObject({
      data: { staff: null },
      errors: [unauthorized('staff', 'Query')],
    });
  });

  test('by groups takes no text for a list of them', async () => {
    expect((await call('{ staff }', {}, { authorization: 'textual' })).json).toMatchObject({ errors: [unauthorized('staff', 'Query')] });
  });

  test('of a signed caller needs the policy for the root field', async () => {
    expect((await signed('{ other }')).json).toMatchObject({ data: { other: null }, errors: [unauthorized('other', 'Query')] });
  });

  test('holds for nested fields, where a non-null one takes its parent along', async () => {
    expect((await call('{ member { open } }')).json).toEqual({ data: { member: { open: 'o' } } });
    expect((await call('{ member { open staff } }')).json).toMatchObject({
      data: { member: null },
      errors: [{ path: ['member', 'staff'], ...unauthorized('staff', 'Member') }],
    });
  });

  test('of a type without a directive is the default mode alone', async () => {
    expect((await call('{ plain { open } }')).json).toEqual({ data: { plain: { open: 'o' } } });
    expect((await call('{ plain { open } }', {}, { authorization: 'admin' })).json).toMatchObject({
      errors: [unauthorized('open', 'Plain')],
    });
  });
});

describe('requests', () => {
  const headers = { 'x-api-key': 'da2-key' };
  const post = async (body: string, more: Record<string, string> = {}, method = 'POST') => {
    const response = await api.handle({ method, path: '/graphql', headers: { ...headers, ...more }, body, sourceIp: '127.0.0.1' });
    return { ...response, json: response.body === '' ? null : (JSON.parse(response.body) as unknown) };
  };

  test.each([
    ['', 'Request body is empty.'],
    ['{', 'Unable to parse GraphQL query.'],
    ['[{"query":"{ anybody }"}]', 'Unable to parse GraphQL query.'],
    ['{"query":5}', 'Unable to parse GraphQL query.'],
    ['{"query":"{ anybody"}', 'Unable to parse GraphQL query.'],
    ['{"query":"{ anybody }","variables":"x"}', 'Unable to parse GraphQL query.'],
  ])('with the body %j get 400', async (body, message) => {
    const response = await post(body);
    expect(response).toMatchObject({ status: 400, json: { errors: [{ errorType: 'MalformedHttpRequestException', message }] } });
    expect(response.headers['x-amzn-ErrorType']).toBe('MalformedHttpRequestException');
  });

  test('may be a bare query with application/graphql', async () => {
    expect((await post('{ anybody }', { 'content-type': 'application/graphql' })).json).toEqual({ data: { anybody: 'null' } });
  });

  test('of another method than POST and subscriptions are refused', async () => {
    expect(await post('', {}, 'GET')).toMatchObject({ status: 400 });
    expect(await post('{"query":"subscription { onThing }"}')).toMatchObject({
      status: 400,
      json: { errors: [{ errorType: 'UnsupportedOperation' }] },
    });
  });

  test('of any origin are allowed', async () => {
    const preflight = await post('', { 'access-control-request-headers': 'x-api-key' }, 'OPTIONS');
    expect(preflight).toMatchObject({
      status: 200,
      headers: { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'x-api-key' },
    });
    expect((await post('{"query":"{ anybody }"}')).headers).toMatchObject({
      'access-control-allow-origin': '*',
      'x-amzn-RequestId': expect.anything() as string,
    });
  });

  test('name an operation when there are several', async () => {
    const query = 'query A { anybody } query B { staff }';
    expect((await post(JSON.stringify({ query, operationName: 'A' }))).json).toEqual({ data: { anybody: 'null' } });
    expect((await post(JSON.stringify({ query, operationName: 'C' }))).json).toMatchObject({
      data: null,
      errors: [{ message: "Unknown operation named 'C'." }],
    });
    expect((await post(JSON.stringify({ query }))).json).toMatchObject({ data: null, errors: [{ path: null }] });
  });

  test.each([
    ['{ x }', "FieldUndefined: Field 'x' in type 'Query' is undefined @ 'x'"],
    ['{ member { y } }', "FieldUndefined: Field 'y' in type 'Member' is undefined @ 'member/y'"],
    ['{ anybody(a: 1) }', "UnknownArgument: Unknown field argument a @ 'anybody'"],
    ['{ member }', "SubSelectionRequired: Sub selection required for type Member of field member @ 'member'"],
    ['query($a: Int) { anybody }', 'UnusedVariable: Unused variable a'],
    ['{ count(n: 3000000000) }', "WrongType: Int cannot represent non 32-bit signed integer value: 3000000000 @ 'count'"],
  ])('that do not fit the schema fail validation: %s', async (query, message) => {
    const { json, status } = await call(query);
    expect(status).toBe(200);
    expect(json).toEqual({
      data: null,
      errors: [
        {
          path: null,
          locations: [{ line: 1, column: expect.any(Number) as number, sourceName: null }],
          message: `Validation error of type ${message}`,
        },
      ],
    });
  });

  test.each([
    [{ input: { id: '1', more: 1 } }, "The variables input contains a field that is not defined for input object type 'SaveInput' "],
    [{ input: {} }, "Variable 'input' has coerced Null value for NonNull type 'ID!'"],
    [{ input: { id: '1', inner: {} } }, "Variable 'input' has coerced Null value for NonNull type 'String!'"],
    [{}, "Variable 'input' has coerced Null value for NonNull type 'SaveInput!'"],
  ])('with the variables %j are refused as a whole', async (variables, message) => {
    const { json } = await call('query($input: SaveInput!) { save(input: $input) }', variables);
    expect(json).toMatchObject({ data: null, errors: [{ path: null, message }] });
  });

  test('with a malformed AWSDateTime name the value', async () => {
    const { json } = await call('query($at: AWSDateTime) { count(at: $at) }', { at: '2026-02-30T00:00:00Z' });
    expect(json).toMatchObject({
      errors: [{ message: "Variable 'at' has an invalid value. Unable to parse `2026-02-30T00:00:00Z` as a valid DateTime Object." }],
    });
  });
});

describe('limits', () => {
  test('of depth make only the fields below null', async () => {
    const { call: shallow } = testApi({ ...options, properties: { QueryDepthLimit: 1 } });
    expect((await shallow('{ anybody member { open } }')).json).toMatchObject({
      data: { anybody: 'null', member: { open: null } },
      errors: [{ path: ['member', 'open'], errorType: 'QueryDepthLimitReached' }],
    });
  });

  test('of depth do not count introspection, which ends where the service would', async () => {
    const { call: shallow } = testApi({ ...options, properties: { QueryDepthLimit: 1 } });
    const nested = (levels: number) => `{ __type(name: "Query") ${'{ ofType '.repeat(levels)} { name } ${'}'.repeat(levels)} }`;
    expect((await shallow(nested(70))).json).toMatchObject({ data: { __type: { ofType: null } } });
    expect((await shallow(nested(80))).json).toMatchObject({ data: null, errors: [{ errorType: 'QueryDepthLimitReached' }] });
  });

  test('of resolvers make only the fields above null', async () => {
    const { call: few } = testApi({ ...options, properties: { ResolverCountLimit: 1 } });
    expect((await few('{ anybody a: anybody }')).json).toMatchObject({
      data: { anybody: 'null', a: null },
      errors: [{ path: ['a'], errorType: 'ResolverExecutionLimitReached' }],
    });
  });

  test('of introspection hide its fields but not __typename', async () => {
    const { call: closed } = testApi({ ...options, properties: { IntrospectionConfig: 'DISABLED' } });
    expect((await closed('{ __schema { types { name } } }')).json).toMatchObject({
      data: null,
      errors: [{ message: "Validation error of type FieldUndefined: Field '__schema' in type 'Query' is undefined @ '__schema'" }],
    });
    expect((await closed('{ __typename }')).json).toEqual({ data: { __typename: 'Query' } });
    expect((await call('{ __schema { queryType { name } } }')).json).toEqual({ data: { __schema: { queryType: { name: 'Query' } } } });
  });
});
