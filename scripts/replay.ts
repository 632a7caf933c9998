import { readFile } from 'node:fs/promises';
import { parseOrderLines } from '../local/catalogue/order-lines.ts';
import { createProgress } from '../local/catalogue/progress.ts';
import { checkoutCalls } from './replay/calls.ts';
import { readOptions, type ReplayOptions } from './replay/options.ts';
import { planReplay } from './replay/plan.ts';
import { summaryOf, verdictOf } from './replay/report.ts';
import { runPlan } from './replay/run.ts';
import { createShop } from './replay/shop.ts';
import { unitsBetween, unitsSoFar } from './replay/units.ts';
import { verify } from './replay/verify.ts';
import { sentenceOf } from '../tools/sentences.ts';
import { readStage } from './stage.ts';

// `npm run replay`: see --help.

const DATA = new URL('../data/online-retail-10k.csv', import.meta.url);
const print = (line: string) => void process.stdout.write(`${line}\n`);

const options = readOptions();
try {
  process.exitCode = await replay(options);
} catch (error) {
  const sentence = sentenceOf(error);
  if (sentence === undefined) throw error;
  throw new Error(`The replay failed: ${sentence} Run it again with the same seed to go on.`, { cause: error });
}

async function replay({ stack: file, parallel, seed, first, verify: verifies }: ReplayOptions): Promise<number> {
  const stack = readStage(file);
  const invoices = planReplay(parseOrderLines(await readFile(DATA, 'utf8')), seed).slice(0, first);
  const shop = createShop(stack);
  print(`Replaying ${invoices.length} invoices, ${parallel} at a time, seed ${seed}.`);

  const signal = interruption();
  // Nobody there is known at once, where the shop's own calls would wait for it.
  const unitsBefore = await unitsSoFar(stack.graphqlUrl);
  const started = performance.now();
  const progress = createProgress('Replaying', invoices.length, print);
  const outcome = await runPlan(invoices, checkoutCalls(shop), { parallel, signal, done: () => progress.add(1) }).finally(progress.end);
  const milliseconds = performance.now() - started;
  const units = unitsBetween(unitsBefore, await unitsSoFar(stack.graphqlUrl).catch(() => undefined));
  print(summaryOf({ invoices, outcome, again: shop.again, milliseconds, units }));
  if (signal.aborted) {
    print('Interrupted. Run it again with the same seed to go on.');
    return 130;
  }
  const verdict = verifies ? await verify(shop.inventory, outcome, parallel) : undefined;
  if (verdict) print(verdictOf(verdict));
  return outcome.refused.length > 0 || (verdict && verdict.problems.length > 0) ? 1 : 0;
}

/** Aborted by Ctrl-C: invoices under way are finished, no other is begun. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.once(name, () => {
      controller.abort();
    });
  return controller.signal;
}
