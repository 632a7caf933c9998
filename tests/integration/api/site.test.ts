import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, S3Client, type S3ServiceException } from '@aws-sdk/client-s3';
import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { uploadWeb } from '../../../scripts/upload-web.ts';
import { isLocal, useStack } from '../../support/stack.ts';

const stack = useStack();
const origin = new URL(stack.graphqlUrl).origin;

/** On a deployed stage the site is on another host. */
const locally = test.runIf(isLocal(stack));

locally('the pages have the headers of the template', async () => {
  const { headers, status } = await fetch(`${origin}/`);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
  expect(headers.get('cache-control')).toBe('public, max-age=60');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

locally('who opens a page at localhost is led to the address where the page may talk to the API', async () => {
  const elsewhere = new URL('/admin-panel.html?view=home', origin);
  elsewhere.hostname = 'localhost';
  const { status, headers } = await fetch(elsewhere, { redirect: 'manual' });
  expect([status, headers.get('location')]).toEqual([307, `${origin}/admin-panel.html?view=home`]);
  elsewhere.pathname = '/inventory-widget.js';
  expect((await fetch(elsewhere, { redirect: 'manual' })).status).toBe(200);
});

locally('a shop elsewhere may load the badge', async () => {
  const { headers } = await fetch(`${origin}/inventory-widget.js`, { headers: { origin: 'https://shop.example' } });
  expect(headers.get('access-control-allow-origin')).toBe('*');
  expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
});

locally('config.json says what browsers need, and nothing that they must not have', async () => {
  const config = (await (await fetch(`${origin}/config.json`)).json()) as object;
  expect(config).toMatchObject({ graphqlUrl: stack.graphqlUrl, realtimeUrl: stack.realtimeUrl, apiKey: stack.apiKey });
  expect(Object.keys(config).sort()).toEqual(['apiKey', 'eventsUrl', 'graphqlUrl', 'realtimeUrl', 'region', 'shopUrl', 'signIn']);
});

locally.each(['/', '/admin-panel.html', '/inventory-widget.js', '/api-client.js'])(
  '%s says where the licences of what it contains are, and there they are',
  async (path) => {
    expect(await (await fetch(origin + path)).text()).toContain('third-party-notices.txt');
    const notices = await fetch(`${origin}/third-party-notices.txt`);
    expect([notices.status, notices.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(await notices.text()).toContain('@cloudscape-design/components');
  },
);

locally.each(['/nothing.html', '/..%2fpackage.json', '/%2e%2e/%2e%2e/package.json', '/a%00b', '/%'])(
  'there is no page at %s',
  async (path) => {
    expect((await fetch(origin + path)).status).toBe(404);
  },
);

locally('tools can read the schema where the description says that the site is', async () => {
  const answer = await fetch(`${stack.siteUrl}/schema.graphql`);
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  const fields = buildSchema(await answer.text())
    .getQueryType()
    ?.getFields();
  expect(fields).toHaveProperty('availability');
});

locally('a deploy uploads the site with its types, and writes config.json', async () => {
  const { bucket } = stack.failures;
  const client = {
    endpoint: stack.dynamodbEndpoint,
    forcePathStyle: true,
    credentials: { accessKeyId: 'operator', secretAccessKey: 'any' },
  };
  const outputs = { SiteBucket: bucket, GraphqlUrl: 'https://api.example/graphql', RealtimeUrl: 'wss://api.example/graphql' };
  const signIn = { SignInAuthority: 'https://issuer.example', UserPoolClientId: 'panel', LogoutUrl: 'https://sign-in.example/logout' };
  const more = { Region: stack.region, ApiKey: 'da2-x', PublicCountCap: '5' };
  expect(await uploadWeb({ ...outputs, ...signIn, ...more }, client)).toBeGreaterThan(3);
  const s3 = new S3Client({ region: stack.region, ...client });
  const get = (Key: string) => s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
  const status = async (Key: string) => {
    const [answer] = await Promise.allSettled([get(Key)]);
    return answer.status === 'fulfilled' ? 200 : (answer.reason as S3ServiceException).$metadata.httpStatusCode;
  };
  expect((await get('index.html')).ContentType).toBe('text/html; charset=utf-8');
  expect(JSON.parse((await (await get('config.json')).Body?.transformToString()) ?? '')).toEqual({
    graphqlUrl: outputs.GraphqlUrl,
    realtimeUrl: outputs.RealtimeUrl,
    region: stack.region,
    apiKey: 'da2-x',
    publicCountCap: 5,
    signIn: { authority: 'https://issuer.example', clientId: 'panel', logoutUrl: 'https://sign-in.example/logout' },
  });
  // Who stops serving the schema finds it gone.
  expect(await status('schema.graphql')).toBe(404);
  await uploadWeb({ ...outputs, ...signIn, ...more, PublicSchema: 'true' }, client);
  expect(await status('schema.graphql')).toBe(200);
  await uploadWeb({ ...outputs, ...signIn, ...more, PublicSchema: 'false' }, client);
  expect(await status('schema.graphql')).toBe(404);
  // The bucket is that of failed records, which others look at.
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  const uploaded = Contents.flatMap(({ Key }) => (Key === undefined || Key.startsWith('aws/') ? [] : [Key]));
  await Promise.all(uploaded.map((Key) => s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }))));
  s3.destroy();
});
