import { expect } from 'vitest';
import type { ReservationLine, StockKeyInput } from '../../../schema/types.ts';
import type { Callers } from '../client.ts';
import { aLevel, sortedLines } from '../fixtures.ts';
import { type Outcome, getReservation, stocks } from '../operations.ts';
import type { ErrorType } from '../../../domain/errors.ts';
import { accepted, verdict } from '../outcome.ts';

/** The real system, and the prefix that keeps the products of one run apart. */
export interface World {
  callers: Callers;
  prefix: string;
}

/** One stock level as the contract describes it. */
export interface ModelLevel {
  stock: number;
  reserved: number;
  committed: number;
  safety: number;
  version: number;
  sequence: number;
  removed: boolean;
  name: string | null;
  category: string | null;
}

/** One reservation; nothing in a model's life makes it due. */
export interface ModelReservation {
  /** Units by level name. */
  lines: Map<string, number>;
  end: 'ACTIVE' | 'COMMITTED' | 'RELEASED' | 'FULFILLED';
  revision: number;
  /** The order that it was committed for. */
  orderId: string | null;
}

/**
 * What the contract says must be true after the calls so far. Levels are named `product/warehouse`.
 */
export interface Model {
  levels: Map<string, ModelLevel>;
  reservations: Map<string, ModelReservation>;
}

/** The levels of a run: two products in two warehouses. */
export const levelNames = ['a/LONDON', 'a/PARIS', 'b/LONDON', 'b/PARIS'] as const;

export function newModel(): Model {
  return { levels: new Map(), reservations: new Map() };
}

/** A world whose levels all exist, so that few calls are refused, and the model of it. */
export async function stocked(real: World): Promise<{ model: Model; real: World }> {
  const model = newModel();
  for (const name of levelNames) {
    await aLevel({ ...keyOfName(real, name), stock: 10 }, real.callers);
    const counts = { stock: 10, reserved: 0, committed: 0, safety: 0 };
    model.levels.set(name, { ...counts, version: 1, sequence: 1, removed: false, name: null, category: null });
  }
  return { model, real };
}

/** The level of that name, unless it is unknown or removed. */
export function find(model: Model, name: string): ModelLevel | undefined {
  const level = model.levels.get(name);
  return level?.removed === true ? undefined : level;
}

export function keyOfName(world: World, name: string): StockKeyInput {
  const [product = '', warehouseId = ''] = name.split('/');
  return { productId: `${world.prefix}-${product}`, warehouseId };
}

export function linesOf(world: World, lines: ReadonlyMap<string, number>): ReservationLine[] {
  return [...lines].map(([name, quantity]) => ({ ...keyOfName(world, name), quantity }));
}

/** Asserts what a call decided, and that every level and reservation is as the model says. */
export async function expectSame(model: Model, world: World, outcome: Outcome<unknown>, expected: 'OK' | ErrorType): Promise<void> {
  expect(verdict(outcome), outcome.answer.body).toBe(expected);
  const { viewer } = world.callers;
  const now = await accepted(stocks(viewer, { keys: levelNames.map((name) => keyOfName(world, name)) }));
  const got = now.map(
    (level) =>
      level && [
        ...[level.stockCount, level.reservedCount, level.committedCount, level.availableCount, level.sellableCount],
        ...[level.version, level.sequence, level.name, level.category],
      ],
  );
  const wanted = levelNames.map((name) => {
    const level = find(model, name);
    return level
      ? [
          ...[level.stock, level.reserved, level.committed, level.stock - level.reserved, level.stock - level.reserved - level.safety],
          ...[level.version, level.sequence, level.name, level.category],
        ]
      : null;
  });
  expect(got).toEqual(wanted);
  for (const [name, reservation] of model.reservations) {
    const real = await accepted(getReservation(viewer, { reservationId: `${world.prefix}-${name}` }));
    expect(real).toMatchObject({
      ...{ status: reservation.end, revision: reservation.revision },
      orderId: reservation.orderId && `${world.prefix}-${reservation.orderId}`,
    });
    expect(sortedLines(real.lines)).toEqual(sortedLines(linesOf(world, reservation.lines)));
  }
}

/** What a call is answered with. */
export type Verdict = 'OK' | ErrorType;

/** One call: what the model makes of it, and how it is made for real. */
export interface Call {
  name: string;
  decide(model: Model): Verdict;
  send(world: World, model: Model): Promise<Outcome<unknown>>;
}

/** Notes a change that is a new version. */
export function changed(level: ModelLevel, change: Partial<ModelLevel>): Verdict {
  Object.assign(level, change, { version: level.version + 1, sequence: level.sequence + 1 });
  return 'OK';
}

/** Notes that units are reserved, or no longer; `committed` where they are a paid order's. */
export function held(level: ModelLevel, quantity: number, committed: boolean): void {
  level.reserved += quantity;
  if (committed) level.committed += quantity;
  level.sequence += 1;
}

/** Whether a reservation has not ended. */
export function isOpen({ end }: ModelReservation): boolean {
  return end === 'ACTIVE' || end === 'COMMITTED';
}

/** Whether its units are a paid order's. */
export function isCommitted({ end }: ModelReservation): boolean {
  return end === 'COMMITTED';
}
