import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { refusalLine } from '../../../domain/errors.ts';
import { buildOnce, bundleDirectory } from '../../../infra/build.ts';
import { testApi } from './support.ts';

await buildOnce();

test('a resolver that refuses a call writes the line to the log that alarms count, once', async () => {
  const code = readFileSync(join(bundleDirectory, 'Query.stock.js'), 'utf8');
  const sdl = 'type Query { stock(productId: ID!, warehouseId: ID!): Level } type Level { productId: ID! }';
  const { call, log } = testApi({ sdl, resolvers: { 'Query.stock': code } });
  const { json } = await call('{ stock(productId: "", warehouseId: "A") { productId } }');
  expect(json).toMatchObject({ errors: [{ errorType: 'INVALID_INPUT' }] });
  expect(log.filter((line) => line.includes(refusalLine('INVALID_INPUT')))).toHaveLength(1);
});
