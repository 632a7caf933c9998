import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connect, type Stage } from '../../../examples/outside-aws.ts';
import { createInventoryClient, createStockStore } from '../../../web/client/main.ts';
import { webIdentity } from '../../../web/client/web-identity/web-identity.ts';
import { callersOf, send } from '../../support/client.ts';
import { aLevel, newId } from '../../support/fixtures.ts';
import { isLocal, useStack } from '../../support/stack.ts';
import { forgedToken, tamperedToken, unsignedToken } from '../../support/tokens.ts';
import { eventually } from '../../support/wait.ts';
import { BACK_ENDS, exchange, roleOf, workloadToken } from '../../support/workloads.ts';

const stack = useStack();
const { admin } = callersOf(stack);
const { checkout } = BACK_ENDS;

describe.runIf(isLocal(stack))('a back end outside AWS', () => {
  test('reserves and ships by the identity of its platform, with no key of AWS on disk or in its environment', async () => {
    const { productId, warehouseId } = await aLevel({ stock: 3 });
    const home = aDirectory();
    const id = newId('outside');
    const platform = new URL('/_local/workloads/token', stack.graphqlUrl);
    const task = { stage: stageOf(), platform, identity: checkout, line: { productId, warehouseId }, id };
    const answer = JSON.parse(await printed([await aProject()], { HOME: home }, JSON.stringify(task))) as unknown;
    expect(answer).toEqual({ status: 'ACTIVE', orderId: id, environment: [] });
    expect(readdirSync(home)).toEqual([]);

    const query = 'query ($p: ID!, $w: ID!) { stockHistory(productId: $p, warehouseId: $w) { items { cause actor actorKind } } }';
    const made = await eventually(async () => {
      const { data } = await send(admin, query, { p: productId, w: warehouseId });
      const { items } = data?.['stockHistory'] as { items: { cause: string; actor: string; actorKind: string }[] };
      expect(items.map(({ cause }) => cause)).toEqual(expect.arrayContaining(['RESERVED', 'FULFILLED']));
      return items.filter(({ cause }) => cause === 'RESERVED' || cause === 'FULFILLED');
    });
    for (const { actor, actorKind } of made) expect({ actor, actorKind }).toEqual({ actor: 'onhand-local-checkout', actorKind: 'ROLE' });
  });

  test('is called what its role is called, whatever it calls its session', async () => {
    const { productId, warehouseId } = await aLevel({ stock: 3 });
    const authorization = webIdentity({
      ...{ region: stack.region, roleArn: roleOf(stack, 'erp'), endpoint: stack.stsEndpoint ?? '' },
      ...{ token: () => workloadToken(stack, BACK_ENDS.erp), sessionName: 'onhand-local-checkout' },
    });
    const inventory = createInventoryClient({ graphqlUrl: stack.graphqlUrl, realtimeUrl: stack.realtimeUrl, authorization });
    await inventory.adjustStock({ productId, warehouseId, delta: 1, reason: 'OTHER' });
    await eventually(async () => {
      const { items } = await inventory.stockHistory({ productId, warehouseId });
      expect(items[0]).toMatchObject({ cause: 'ADJUSTED', actor: 'onhand-local-erp', actorKind: 'ROLE' });
    });
  });

  test('follows stock over the socket by the same identity', async () => {
    const { productId, warehouseId } = await aLevel({ stock: 3 });
    const inventory = connect(stageOf(), 'checkout', () => workloadToken(stack, checkout));
    const store = createStockStore(inventory.api, { productIds: [productId], complete: true });
    onTestFinished(() => {
      store.close();
      inventory.close();
    });
    await eventually(async () => expect([store.state, store.all().length]).toEqual(['live', 1]));
    await inventory.reserveStock({ lines: [{ productId, warehouseId, quantity: 2 }] });
    await eventually(async () => expect(store.get({ productId, warehouseId })).toMatchObject({ availableCount: 1 }));
  });
});

describe.runIf(isLocal(stack))('an exchange', () => {
  const good = () => workloadToken(stack, checkout);
  const refused: [what: string, token: () => Promise<string>, status: number, code: string][] = [
    ['for another audience', () => workloadToken(stack, { ...checkout, audience: 'another' }), 400, 'InvalidIdentityToken'],
    ['of another subject', () => workloadToken(stack, { ...checkout, subject: 'shop:preview:checkout' }), 403, 'AccessDenied'],
    ['of another back end', () => workloadToken(stack, BACK_ENDS.erp), 403, 'AccessDenied'],
    ['of another issuer', () => workloadToken(stack, { ...checkout, claims: { iss: 'https://example.com' } }), 400, 'InvalidIdentityToken'],
    ['that is over', () => workloadToken(stack, { ...checkout, expiresInSeconds: -3_600 }), 400, 'ExpiredTokenException'],
    ['that has not begun', () => workloadToken(stack, { ...checkout, claims: { nbf: inAnHour() } }), 400, 'InvalidIdentityToken'],
    ['without a signature (alg none)', async () => unsignedToken(await good()), 400, 'InvalidIdentityToken'],
    ['of another key', async () => forgedToken(await good(), { header: { alg: 'RS256' } }), 400, 'InvalidIdentityToken'],
    [
      'with another subject than was signed',
      async () => tamperedToken(await other(), { sub: checkout.subject }),
      400,
      'InvalidIdentityToken',
    ],
    ['of staff', async () => stack.tokens.admin, 400, 'InvalidIdentityToken'],
  ];
  test.each(refused)('of a token %s is refused', async (_what, token, status, code) => {
    expect(await exchange(stack, 'checkout', await token())).toMatchObject({ status, code, credentials: { accessKeyId: '' } });
  });

  test("works with AWS's own SDK, whose client then is the role and may do no more", async () => {
    const file = join(aDirectory(), 'token');
    writeFileSync(file, await good());
    expect(await bySdk(file)).toContain('User: arn:aws:sts::000000000000:assumed-role/onhand-local-checkout/sdk is not authorized');
  });

  const other = () => workloadToken(stack, BACK_ENDS.erp);
  const inAnHour = () => Math.floor(Date.now() / 1_000) + 3_600;
});

function stageOf(): Stage {
  const { graphqlUrl, realtimeUrl, region, backEndRoles = {}, stsEndpoint = '' } = stack;
  return { graphqlUrl, realtimeUrl, region, backEndRoles, stsEndpoint };
}

function aDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'onhand-outside-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

/** A back end as a shop writes it, which asks its platform for its identity and sells a unit. */
const BACK_END = `
import { text } from 'node:stream/consumers';
import { connect } from './outside-aws.ts';
const { stage, platform, identity, line, id } = JSON.parse(await text(process.stdin));
const token = async () => {
  const headers = { 'content-type': 'application/json' };
  return (await (await fetch(platform, { method: 'POST', headers, body: JSON.stringify(identity) })).json()).token;
};
const inventory = connect(stage, 'checkout', token);
const { status } = await inventory.reserveStock({ reservationId: id, lines: [{ ...line, quantity: 1 }] });
const { orderId } = await inventory.fulfillStock({ orderId: id, reservationIds: [id] });
const environment = Object.keys(process.env).filter((name) => name.startsWith('AWS'));
process.stdout.write(JSON.stringify({ status, orderId, environment }));
`;

/** A shop's own project: the example, as it is, beside what the stage serves. */
async function aProject(): Promise<string> {
  const directory = aDirectory();
  for (const file of ['api-client.js', 'web-identity.js'])
    writeFileSync(join(directory, file), await (await fetch(`${stack.siteUrl}/${file}`)).text());
  cpSync('examples/outside-aws.ts', join(directory, 'outside-aws.ts'));
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(directory, 'back-end.js'), BACK_END);
  return join(directory, 'back-end.js');
}

/** Finds its role as in Kubernetes, by the SDK, and asks for what it may not have. */
const SDK_PROGRAM = `
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
const refusal = await new DynamoDBClient({}).send(new ScanCommand({ TableName: process.argv[1] })).catch((error) => error);
process.stdout.write(String(refusal));
`;

async function bySdk(tokenFile: string): Promise<string> {
  return printed(['--input-type=module', '-e', SDK_PROGRAM, stack.tables.inventory], {
    ...{
      HOME: aDirectory(),
      AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile,
      AWS_ROLE_ARN: roleOf(stack, 'checkout'),
      AWS_ROLE_SESSION_NAME: 'sdk',
    },
    ...{ AWS_REGION: stack.region, AWS_ENDPOINT_URL: stack.dynamodbEndpoint, AWS_ENDPOINT_URL_STS: stack.stsEndpoint },
  });
}

async function printed(program: string[], environment: NodeJS.ProcessEnv, input = ''): Promise<string> {
  const child = spawn(process.execPath, program, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], ...environment },
  });
  child.stdin.end(input);
  return text(child.stdout);
}
