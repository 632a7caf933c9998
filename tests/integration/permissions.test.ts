import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningStack, startStack } from '../../local/stack.ts';
import { type Callers, callersOf, send } from '../support/client.ts';
import { line, newId } from '../support/given.ts';
import { adjustStock, reserveStock, stock } from '../support/operations.ts';
import { absent, expectNothingInternal } from '../support/outcome.ts';
import { isLocal, useStack } from '../support/stack.ts';

const directory = mkdtempSync(join(tmpdir(), 'onhand-permissions-'));
const missing = 'dynamodb:UpdateItem';
let stack: RunningStack | undefined;
let callers: Callers;

// The stack enforces the roles of the template: without a permission, what needs it must fail here as it would on AWS.
describe.runIf(isLocal(useStack()))(`a template whose roles lack ${missing}`, () => {
  beforeAll(async () => {
    const changeTemplate = (template: unknown) => withoutAction(template, missing);
    const log: string[] = [];
    const options = {
      port: 0,
      directory,
      memory: true,
      fresh: false,
      empty: true,
      log: (text: string) => void log.push(text),
      changeTemplate,
    };
    stack = await startStack(options).catch((failure: unknown) => {
      throw new Error(`The stack did not start. Its log:\n${log.join('\n')}`, { cause: failure });
    });
    callers = callersOf(stack.description);
  }, 120_000);

  afterAll(async () => {
    await stack?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  test('still reads', async () => {
    await absent(stock(callers.viewer, { productId: newId('product'), warehouseId: 'LONDON' }));
    expect((await send(callers.storefront, '{ availability(productId: "x") { productId } }')).errors).toBeUndefined();
  });

  test('answers INTERNAL where the permission is needed, with a request id and nothing else', async () => {
    const key = { productId: newId('product'), warehouseId: 'LONDON' };
    const outcomes = [
      await adjustStock(callers.admin, { adjustmentId: newId('adjustment'), ...key, delta: 1, reason: 'OTHER' }),
      await reserveStock(callers.checkout, { reservationId: newId('hold'), lines: [line(key, 1)] }),
    ];
    for (const { answer, value } of outcomes) {
      expect(value).toBeNull();
      expect(answer.errors).toMatchObject([{ errorType: 'INTERNAL', errorInfo: { requestId: expect.any(String) as string } }]);
      expectNothingInternal(answer.body);
    }
  });
});

/** Takes an action out of every policy of a template; a statement that allowed nothing else goes with it. */
function withoutAction(part: unknown, action: string): void {
  if (typeof part !== 'object' || part === null) return;
  const { Statement: statements } = part as { Statement?: { Action: string | string[] }[] };
  if (statements === undefined) {
    for (const value of Object.values(part)) withoutAction(value, action);
    return;
  }
  const left = statements.map((statement) => ({ ...statement, Action: [statement.Action].flat().filter((each) => each !== action) }));
  Object.assign(part, { Statement: left.filter((statement) => statement.Action.length > 0) });
}
