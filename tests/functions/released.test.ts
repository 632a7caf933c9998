import { readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildOnce } from '../../infra/build.ts';
import { RELEASED } from './released-payloads.ts';
import { runInLambda } from './lambda-process.ts';

await buildOnce();

const names = readdirSync('functions').filter((name) => existsSync(join('functions', name, 'handler.ts')));

test.for(names)('%s starts in Lambda and does what the last release sends it', { timeout: 60_000 }, async (name) => {
  const sent = RELEASED.filter((each) => each.name === name);
  expect(sent).not.toEqual([]);
  const { results, calls, log } = await runInLambda(
    name,
    sent.map(({ event }) => event),
  );
  expect(results.map(({ error }) => error).filter(Boolean)).toEqual([]);
  expect(results.map(({ answer }) => answer)).toMatchObject(sent.map(({ done }) => done.answer));
  expect(calls).toEqual(expect.arrayContaining(sent.flatMap(({ done }) => done.calls)));
  expect(log).not.toMatch(/"level":"ERROR"/);
});
