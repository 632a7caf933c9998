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
const missing = ['dynamodb:UpdateItem'];
let stack: RunningStack;
let callers: Callers;

// The stack enforces the roles of the template: without a permission, what needs it must fail here as it would on AWS.
describe.runIf(isLocal(useStack()))(`a template whose roles lack ${missing.join()}`, () => {
  beforeAll(async () => {
    const changeTemplate = (template: unknown) => withoutActions(template, missing);
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
    await stack.stop();
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

/** Takes actions out of every policy statement of a template. */
function withoutActions(part: unknown, actions: readonly string[]): void {
  if (typeof part !== 'object' || part === null) return;
  for (const [name, value] of Object.entries(part)) {
    if (name === 'Action') (part as Record<string, unknown>)[name] = [value].flat().filter((action) => !actions.includes(action as string));
    else withoutActions(value, actions);
  }
}
