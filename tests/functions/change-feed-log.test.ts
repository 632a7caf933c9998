import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withChangeFeed } from './change-feed.ts';
import type { Reply } from './fake-aws.ts';
import { aLevelImage, aRecord } from './records.ts';

const { aws, deliver } = withChangeFeed({ logLevel: 'INFO' });
const lamp = aRecord('r1', undefined, aLevelImage());
let written = '';

beforeEach(() => {
  written = '';
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      written += String(text);
      return true;
    });
});
afterEach(() => {
  vi.restoreAllMocks();
});

test.each<[string, string, Reply]>([
  ['a DynamoDB that is busy', 'PutItem', { status: 400, body: { __type: 'x#ThrottlingException' } }],
  ['marks that are busy', 'TransactWriteItems', { status: 400, body: { __type: 'x#ThrottlingException' } }],
  ['an AppSync that is away', 'publishStockChange', { status: 503, body: '<html>' }],
  ['an AppSync that does not answer', 'publishStockChange', { instead: 'silence' }],
])('what passes is not logged as an error, but with its cause: %s', async (_, failing, reply) => {
  aws.reset(({ operation }) => (operation === failing ? reply : undefined));
  expect(await deliver([lamp], 500)).toEqual(['r1']);
  expect(lines()).toMatchObject([{ level: 'INFO', message: 'Changes wait for their next delivery', first: { product_id: 'lamp' } }]);
  expect(lines()[0]).toHaveProperty('error.message');
});

test.each<[string, string, Reply]>([
  ['DynamoDB', 'PutItem', { status: 400, body: { __type: 'x#ValidationException', message: 'no' } }],
  ['AppSync', 'publishStockChange', { status: 400, body: { errors: [{ errorType: 'BadRequest', message: 'no' }] } }],
])('what %s refuses for good is logged as an error', async (_, failing, reply) => {
  aws.reset(({ operation }) => (operation === failing ? reply : undefined));
  expect(await deliver([lamp])).toEqual(['r1']);
  expect(lines()).toMatchObject([
    { level: 'ERROR', message: 'Changes could not be followed', error: { message: expect.any(String) as string } },
  ]);
});

test('a record that cannot be read is logged as an error', async () => {
  expect(await deliver([aRecord('bad', undefined, { ...aLevelImage(), sequence: 'one' })])).toEqual(['bad']);
  expect(lines()).toMatchObject([{ level: 'ERROR', message: 'A record cannot be read' }]);
});

/** The lines with a level: metrics have none. */
function lines(): Record<string, unknown>[] {
  const all = written.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Record<string, unknown>] : []));
  return all.filter((line) => 'level' in line);
}
