import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { policyFields } from '../../../infra/callers.ts';
import { auditAll, quickAudits } from '../../support/audits.ts';
import { type Answer, type Caller, type Callers, callersOf, send, signedCaller } from '../../support/client.ts';
import { aLevel } from '../../support/fixtures.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { ledgerOf } from '../../support/ledger.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { type RandomCall, rootFields } from '../../support/random-calls.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';
import { allItems } from '../../support/tables.ts';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
/** Calls of each field. `CALLS` asks for more. */
const runs = Number(process.env['CALLS'] ?? 60);

/** What people write about an order or a change: told again and again, to be found in no log. */
const CANARY = 'canary-5f0c2b';
const PRODUCTS = ['lamp', 'chair', 'mug'];
/** Of these there are levels; NOWHERE keeps nothing. */
const KEPT = ['LONDON', 'PARIS'];
const warehouses = [...KEPT, 'NOWHERE'];
const fields = rootFields({
  productId: PRODUCTS,
  productIds: PRODUCTS,
  warehouseId: warehouses,
  fromWarehouseId: warehouses,
  toWarehouseId: warehouses,
  warehouses,
  imageUrl: ['https://images.example/x.png'],
  note: [CANARY],
  reference: [CANARY],
  '': ['1', '2', '3', '4', '5', '6', '7', '8'],
});

/** What nobody outside needs to know: the inside of a stage, and of the programs that run there. */
const INTERNAL_WORDS =
  /arn:aws|dynamodb|lambda|expression|attribute|transaction ?cancel|_shard|_count\b|stack_?trace|\bat .*\.[cm]?[jt]s|[/\\]node_modules|undefined|\bNaN\b|\[object |ECONN|TypeError|Cannot read/i;

describe.runIf(isLocal(useStack()))(`an attacker (SEED=${seed})`, () => {
  let stack: StackDescription;
  let callers: Callers;
  let everybody: Caller[];
  let directory: string;
  withOwnStack((own, its) => {
    stack = own;
    directory = its;
    callers = callersOf(own);
    const { returns } = own.credentials;
    everybody = [...Object.values(callers), ...(returns ? [signedCaller(own, 'returns', returns)] : [])];
  }, quickAudits);

  beforeAll(async () => {
    for (const productId of PRODUCTS) for (const warehouseId of KEPT) await aLevel({ productId, warehouseId, stock: 500 }, callers);
  });

  /** Sends what the seed makes of a field, and looks at each answer. */
  async function fuzz(name: string, caller: (call: RandomCall) => Caller, look: (answer: Answer, call: RandomCall) => void) {
    const { calls } = fields.find((field) => field.name === name) ?? {};
    if (!calls) throw new Error(`There is no field ${name}.`);
    const property = fc.asyncProperty(calls, async (call) => look(await send(caller(call), call.document, call.variables), call));
    await fc.assert(property, { seed, numRuns: runs, endOnFailure: true });
    expect.hasAssertions();
  }

  test.each(fields)('gets documented errors and no word of the inside from $name, whatever is sent', async ({ name, errors }) => {
    const allowed = policyFields.checkout.Mutation.includes(name) ? callers.checkout : callers.admin;
    await fuzz(
      name,
      () => allowed,
      (answer) => {
        expect([200, 400]).toContain(answer.status);
        expect(answer.body).not.toMatch(INTERNAL_WORDS);
        for (const error of answer.errors ?? []) {
          // AppSync's own refusals of a document or its variables come before any field.
          if (!answer.data || !error.path) continue;
          expect([...errors, 'Unauthorized']).toContain(error.errorType);
        }
      },
    );
  });

  test('changes nothing with a call that its caller may not make', async () => {
    const before = await picture(stack);
    const writes = fields.filter(({ operation }) => operation === 'mutation');
    for (const { name } of writes) {
      const strangers = [callers.nobody, callers.storefront, callers.viewer];
      await fuzz(
        name,
        ({ variables }) => strangers[JSON.stringify(variables).length % strangers.length] ?? callers.nobody,
        (answer) => {
          expect(answer.data?.[name] ?? null).toBeNull();
          expect(answer.errors).not.toEqual([]);
        },
      );
    }
    expect(await picture(stack)).toEqual(before);
  });

  test('leaves everything in order, in the tables and in the ledger', async () => {
    for (const { name, calls } of fields.filter(({ operation }) => operation === 'mutation')) {
      const property = fc.asyncProperty(calls, fc.nat(), async (call, who) => {
        await send(everybody[who % everybody.length] ?? callers.admin, call.document, call.variables);
      });
      await fc.assert(property, { seed: seed + name.length, numRuns: runs, endOnFailure: true });
    }
    await expectInvariants(
      PRODUCTS.map((productId) => ({ productId })),
      { oversold: true, stack },
    );
    await ledgerOf(stack, { oversold: true });
    expect(await auditAll(stack)).toMatchObject({ drifted: 0, undecided: 0 });
  });

  test('finds no secret and nobody’s words in what the stack writes down', () => {
    const log = readFileSync(join(directory, 'stack.log'), 'utf8');
    const { checkout } = stack.credentials;
    for (const secret of [stack.apiKey, stack.tokens.admin, checkout.secretAccessKey, CANARY]) expect(log).not.toContain(secret);
  });
});

/** All that is stored. */
async function picture(stack: StackDescription): Promise<unknown> {
  const items = await Promise.all(Object.values(stack.tables).map((table) => allItems(stack, table)));
  return items.map((all) => all.map((item) => JSON.stringify(item)).sort());
}
