import { describe, expect, test } from 'vitest';
import { type Callers, callersOf, send } from '../../support/client.ts';
import { line, newId } from '../../support/fixtures.ts';
import { adjustStock, reserveStock, stock } from '../../support/operations.ts';
import { absent, expectNothingInternal } from '../../support/outcome.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { isLocal, useStack } from '../../support/stack.ts';

const missing = 'dynamodb:UpdateItem';
let callers: Callers;

// The stack enforces the roles of the template: without a permission, what needs it must fail here
// as it would on AWS.
describe.runIf(isLocal(useStack()))(`a template whose roles lack ${missing}`, () => {
  withOwnStack(
    (stack) => {
      callers = callersOf(stack);
    },
    (template) => {
      withoutAction(template, missing);
    },
  );

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

/**
 * Takes an action out of every policy of a template; a statement that allowed nothing else goes
 * with it.
 */
function withoutAction(part: unknown, action: string): void {
  if (typeof part !== 'object' || part === null) return;
  // A rule of a firewall has one too, which is no list.
  const { Statement: statements } = part as { Statement?: { Action: string | string[] }[] | object };
  if (!Array.isArray(statements)) {
    for (const value of Object.values(part)) withoutAction(value, action);
    return;
  }
  const left = (statements as { Action: string | string[] }[]).flatMap((statement) => {
    const actions = [statement.Action].flat();
    if (!actions.includes(action)) return [statement];
    const others = actions.filter((each) => each !== action);
    return others.length > 0 ? [{ ...statement, Action: others }] : [];
  });
  Object.assign(part, { Statement: left });
}
