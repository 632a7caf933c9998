import { describe, expect, test } from 'vitest';
import { checksum } from '../../../domain/checksum.ts';
import { limits } from '../../../domain/limits.ts';
import { callersOf } from '../../support/client.ts';
import { aLevel, keyOf, newId } from '../../support/fixtures.ts';
import { listReservations, listStock, stockHistory } from '../../support/operations.ts';
import { accepted, refusedInput } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';
import { eventually } from '../../support/wait.ts';

const stack = useStack();
const { admin, checkout, viewer } = callersOf(stack);

// Whoever knows the code can make a token whose check is right. It must name a place of that list
// all the same.
describe('a token that is made up with the right check is refused', () => {
  test.each<[string, unknown, unknown]>([
    ['of an unknown walk', 'elsewhere', 'lamp'],
    ['of a walk that all objects have', '__proto__', 'lamp'],
    ['of a walk named like a method', 'toString', 'lamp'],
    ['of another field', 'sequence', '5'],
    ['after nothing', 'id', ''],
    ['after more than a key can be', 'id', 'x'.repeat(1_025)],
    ['after more bytes than a key can have', 'name', '💡'.repeat(300)],
    ['after half a character', 'id', '\uD800'],
    ['after a number', 'id', 7],
    ['after an object', 'id', {}],
  ])('by listStock: %s', async (_, walk, after) => {
    const filter = JSON.stringify([null, null, null, null, '']);
    await refusedInput(listStock(viewer, { nextToken: forged('listStock', filter, walk, after) }), 'nextToken');
  });

  test.each(['abc', '{}', '1e400', '-1', '0', '1.5', ' 7', '7\n', '99999999999', '', 'null'])(
    'by stockHistory: after %j',
    async (after) => {
      const key = keyOf(await aLevel());
      const filter = JSON.stringify([key.productId, key.warehouseId, null]);
      await refusedInput(stockHistory(viewer, { ...key, nextToken: forged('stockHistory', filter, 'sequence', after) }), 'nextToken');
    },
  );

  test.each(['abc', '0000000000', '1e9#x', '0000000001#', '0000000001#ä', `0000000001#${'x'.repeat(1_100)}`])(
    'by listReservations: after %j',
    async (after) => {
      await refusedInput(listReservations(checkout, { nextToken: forged('listReservations', '', 'expiry', after) }), 'nextToken');
    },
  );
});

test('a forged token that names a place of the list is as good as one that the list gave', async () => {
  const level = await aLevel({ productId: newId('token') });
  const page = await accepted(
    stockHistory(admin, {
      ...keyOf(level),
      nextToken: forged('stockHistory', JSON.stringify([...Object.values(keyOf(level)), null]), 'sequence', '9'),
    }),
  );
  expect(page.nextToken ?? null).toBeNull();
});

test('a token of the longest ids is refused once its last character was changed', async () => {
  // AppSync ends array methods after 1,000 elements: a check that went through more would overlook
  // this.
  const productId = newId('長').padEnd(limits.idLength, '長');
  const names = ['甲', '乙', '丙'].map((name) => name.repeat(limits.idLength));
  await Promise.all(names.map((warehouseId) => aLevel({ productId, warehouseId })));
  const filter = { search: productId };
  const nextToken = await eventually(async () => {
    const page = await accepted(listStock(viewer, { filter, limit: 1 }));
    return page.nextToken ?? expect.fail('no further page yet');
  });
  const token = JSON.parse(Buffer.from(nextToken, 'base64').toString()) as { walk: string; after: string; check: number };
  const changed = { walk: token.walk, after: `${token.after.slice(0, -1)}丁`, check: token.check };
  expect(token.after).toMatch(/[甲乙丙]$/);
  await refusedInput(listStock(viewer, { filter, nextToken: Buffer.from(JSON.stringify(changed)).toString('base64') }), 'nextToken');
});

/** A token as the resolvers make it. */
function forged(field: string, filter: string, walk: unknown, after: unknown): string {
  const place = JSON.stringify([stack.tables.inventory, field, filter, walk, after]);
  const check = checksum(Buffer.from(place).toString('base64'));
  return Buffer.from(JSON.stringify({ walk, after, check })).toString('base64');
}
