import fc from 'fast-check';
import { newId } from '../fixtures.ts';
import { adjustStock, removeStock, transferStock, updateStock } from '../operations.ts';
import { describeCall, described, productWords, type Words } from './describe.ts';
import { fulfillCall } from './fulfill.ts';
import { sourceCall } from './sourcing.ts';
import { changeCall, commitCall, releaseCall, reserveCall } from './reservations.ts';
import { type Call, changed, expectSame, find, keyOfName, levelNames, type Model, type World } from './world.ts';

class CallCommand implements fc.AsyncCommand<Model, World> {
  private readonly call: Call;

  constructor(call: Call) {
    this.call = call;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, world: World): Promise<void> {
    // Sent before the model decides: some inputs are taken from the state before the call.
    const outcome = await this.call.send(world, model);
    await expectSame(model, world, outcome, this.call.decide(model));
  }

  toString(): string {
    return this.call.name;
  }
}

const aName = fc.constantFrom(...levelNames);
const someLines = fc.uniqueArray(fc.tuple(aName, fc.integer({ min: 1, max: 6 })), {
  selector: ([name]) => name,
  minLength: 1,
  maxLength: 3,
});
const levelWithReservation = fc.constantFrom('h1', 'h2', 'h3');

const word = fc.option(fc.constantFrom('Lamp', 'Torch', ''), { freq: 2 });
const words = fc.record({ name: word, category: word });

const safety = fc.option(fc.integer({ min: 0, max: 6 }), { freq: 2 });

const count = fc
  .record({ name: aName, stock: fc.integer({ min: 0, max: 12 }), safety, stale: fc.boolean(), force: fc.boolean(), words })
  .map(updateCall);
const describe = fc
  .record({
    product: fc.constantFrom('a', 'b'),
    words: words.filter(({ name, category }) => name !== null || category !== null),
    seen: fc.constantFrom('nothing', 'all', 'wrong'),
  })
  .map(describeCall);
const adjust = fc
  .record({ name: aName, delta: fc.integer({ min: -8, max: 8 }).filter((delta) => delta !== 0), force: fc.boolean() })
  .map(adjustCall);
const transfer = fc
  .record({ product: fc.constantFrom('a', 'b'), back: fc.boolean(), quantity: fc.integer({ min: 1, max: 5 }) })
  .map(transferCall);
const remove = aName.map(removeCall);
const reserve = fc
  .record({ reservation: levelWithReservation, lines: someLines, ignoreSafety: fc.boolean() })
  .map(({ reservation, lines, ignoreSafety }) => reserveCall(reservation, new Map(lines), ignoreSafety));
const source = fc
  .record({
    reservation: levelWithReservation,
    units: fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b'), fc.integer({ min: 1, max: 6 })), {
      selector: ([product]) => product,
      minLength: 1,
      maxLength: 2,
    }),
    warehouses: fc.shuffledSubarray(['LONDON', 'PARIS'], { minLength: 1 }),
    split: fc.constantFrom('NONE' as const, 'LINES' as const),
  })
  .map(({ units, ...asked }) => sourceCall({ ...asked, units: new Map(units) }));
const change = fc
  .record({ reservation: levelWithReservation, lines: someLines })
  .map(({ reservation, lines }) => changeCall(reservation, new Map(lines)));
const release = levelWithReservation.map(releaseCall);
const commit = fc
  .record({ reservation: levelWithReservation, order: fc.constantFrom('o1', 'o2') })
  .map(({ reservation, order }) => commitCall(reservation, order));
const fulfil = fc
  .record({
    reservations: fc.uniqueArray(levelWithReservation, { maxLength: 2 }),
    lines: fc.option(someLines, { freq: 2 }),
    keep: fc.boolean(),
  })
  .filter(({ reservations, lines }) => reservations.length > 0 || lines !== null)
  .map(({ reservations, lines, keep }) => fulfillCall(reservations, lines && new Map(lines), keep));

/** Commands for `fc.commands`: every writing operation but those that need time to pass. */
export const commands = [
  ...[count, count, describe, adjust, transfer, remove],
  ...[reserve, reserve, source, source, change, commit, commit, release, fulfil, fulfil],
].map((calls) => calls.map((call) => new CallCommand(call)));

interface Count {
  name: string;
  stock: number;
  safety: number | null;
  stale: boolean;
  force: boolean;
  words: Words;
}

function updateCall({ name, stock, safety, stale, force, words: said }: Count): Call {
  const expected = (model: Model) => (find(model, name)?.version ?? 0) + (stale ? 1 : 0);
  return {
    name: `updateStock ${name} to ${stock}, keeping ${safety} ${JSON.stringify(said)}${stale ? ', stale' : ''}${force ? ', forced' : ''}`,
    send: (world, model) =>
      updateStock(world.callers.admin, {
        ...keyOfName(world, name),
        expectedVersion: expected(model),
        stockCount: stock,
        safetyStock: safety,
        allowBelowReserved: force,
        ...said,
      }),
    decide: (model) => {
      const level = find(model, name);
      if (!level) {
        if (stale) return 'NOT_FOUND';
        const former = model.levels.get(name) ?? { version: 0, sequence: 0 };
        const next = { version: former.version + 1, sequence: former.sequence + 1 };
        const counts = { stock, reserved: 0, committed: 0, safety: safety ?? 0 };
        model.levels.set(name, { ...counts, ...next, removed: false, ...described(productWords(model, name), said) });
        return 'OK';
      }
      if (stale) return 'VERSION_CONFLICT';
      if (stock < level.reserved && !force) return 'BELOW_RESERVED';
      return changed(level, { stock, safety: safety ?? level.safety, ...described(level, said) });
    },
  };
}

function adjustCall({ name, delta, force }: { name: string; delta: number; force: boolean }): Call {
  return {
    name: `adjustStock ${name} by ${delta}${force ? ', forced' : ''}`,
    send: (world) =>
      adjustStock(world.callers.admin, {
        adjustmentId: newId('adjustment'),
        ...keyOfName(world, name),
        delta,
        reason: 'CORRECTION',
        allowBelowReserved: force,
      }),
    decide: (model) => {
      const level = find(model, name);
      if (!level) return 'NOT_FOUND';
      const stock = level.stock + delta;
      if (stock < 0) return 'INSUFFICIENT_STOCK';
      if (delta < 0 && stock < level.reserved && !force) return 'BELOW_RESERVED';
      return changed(level, { stock });
    },
  };
}

function transferCall({ product, back, quantity }: { product: string; back: boolean; quantity: number }): Call {
  const [fromWarehouseId, toWarehouseId] = back ? (['PARIS', 'LONDON'] as const) : (['LONDON', 'PARIS'] as const);
  return {
    name: `transferStock ${quantity} of ${product} from ${fromWarehouseId}`,
    send: (world) => {
      const { productId } = keyOfName(world, `${product}/${fromWarehouseId}`);
      return transferStock(world.callers.admin, { transferId: newId('transfer'), productId, fromWarehouseId, toWarehouseId, quantity });
    },
    decide: (model) => {
      const [from, to] = [find(model, `${product}/${fromWarehouseId}`), find(model, `${product}/${toWarehouseId}`)];
      if (!from || !to) return 'NOT_FOUND';
      if (from.stock - from.reserved < quantity) return 'INSUFFICIENT_STOCK';
      changed(from, { stock: from.stock - quantity });
      return changed(to, { stock: to.stock + quantity });
    },
  };
}

function removeCall(name: string): Call {
  return {
    name: `removeStock ${name}`,
    // Without a level, a version that it never had: so that this is no earlier removal sent again.
    send: (world, model) =>
      removeStock(world.callers.admin, { ...keyOfName(world, name), expectedVersion: find(model, name)?.version ?? 1_000_000 }),
    decide: (model) => {
      const level = find(model, name);
      if (!level) return 'NOT_FOUND';
      if (level.stock > 0 || level.reserved > 0) return 'INVALID_INPUT';
      return changed(level, { removed: true });
    },
  };
}
