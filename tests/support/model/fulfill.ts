import { newId } from '../fixtures.ts';
import { fulfillStock } from '../operations.ts';
import { type Call, changed, find, held, isCommitted, isOpen, linesOf, type Model, type ModelReservation, type Verdict } from './world.ts';

/**
 * An order of these reservations, or of free units where there are none. Without lines it ships all
 * that the reservations have.
 */
export function fulfillCall(names: string[], lines: Map<string, number> | null, keep: boolean): Call {
  return {
    name: `fulfillStock ${names.join(', ')} ${lines ? JSON.stringify([...lines]) : 'whole'}${keep ? ', the rest kept' : ''}`,
    send: (world) =>
      fulfillStock(world.callers.checkout, {
        orderId: newId('order'),
        reservationIds: names.map((name) => `${world.prefix}-${name}`),
        lines: lines && linesOf(world, lines),
        keepRemainder: keep,
      }),
    decide: (model) => {
      const reservations = names.map((name) => model.reservations.get(name));
      if (reservations.some((reservation) => reservation && !isOpen(reservation))) return 'RESERVATION_CLOSED';
      if (reservations.includes(undefined)) return 'NOT_FOUND';
      return names.length > 0
        ? shipReserved(
            model,
            reservations.filter((reservation) => reservation !== undefined),
            lines,
            keep,
          )
        : shipFree(model, lines ?? new Map<string, number>());
    },
  };
}

function shipFree(model: Model, lines: ReadonlyMap<string, number>): Verdict {
  const levels = [...lines].map(([name, quantity]) => ({ level: find(model, name), quantity }));
  if (levels.some(({ level }) => level === undefined)) return 'NOT_FOUND';
  if (levels.some(({ level, quantity }) => level && level.stock - level.reserved < quantity)) return 'INSUFFICIENT_STOCK';
  for (const { level, quantity } of levels) if (level) changed(level, { stock: level.stock - quantity });
  return 'OK';
}

function shipReserved(model: Model, reservations: ModelReservation[], lines: ReadonlyMap<string, number> | null, keep: boolean): Verdict {
  const units = reservations.flatMap((reservation) => [...reservation.lines].map(([name, quantity]) => ({ reservation, name, quantity })));
  const reservedOf = (name: string) => units.filter((each) => each.name === name).reduce((sum, { quantity }) => sum + quantity, 0);
  const wanted = new Map(lines ?? units.map(({ name }) => [name, reservedOf(name)]));
  if ([...wanted].some(([name, quantity]) => quantity > reservedOf(name))) return 'EXCEEDS_RESERVATION';
  if ([...wanted].some(([name, quantity]) => (find(model, name)?.stock ?? 0) < quantity)) return 'INSUFFICIENT_STOCK';
  const left = new Map(wanted);
  const kept = new Map(reservations.map((reservation) => [reservation, new Map<string, number>()]));
  const freed = new Map<string, { units: number; committed: number }>();
  for (const { reservation, name, quantity } of units) {
    const ships = Math.min(quantity, left.get(name) ?? 0);
    left.set(name, (left.get(name) ?? 0) - ships);
    if (keep && ships < quantity) kept.get(reservation)?.set(name, quantity - ships);
    const leaves = keep ? ships : quantity;
    const { units: others, committed } = freed.get(name) ?? { units: 0, committed: 0 };
    if (leaves > 0) freed.set(name, { units: others + leaves, committed: committed + (isCommitted(reservation) ? leaves : 0) });
  }
  for (const [name, { units: leaving, committed }] of freed) {
    const level = find(model, name);
    const ships = wanted.get(name) ?? 0;
    if (!level) continue;
    held(level, -leaving, false);
    level.committed -= committed;
    if (ships > 0) Object.assign(level, { stock: level.stock - ships, version: level.version + 1 });
  }
  for (const reservation of reservations) {
    const rest = kept.get(reservation) ?? new Map<string, number>();
    if (rest.size === 0) reservation.end = 'FULFILLED';
    else if ([...rest].some(([name, quantity]) => reservation.lines.get(name) !== quantity) || rest.size < reservation.lines.size) {
      reservation.lines = rest;
      reservation.revision += 1;
    }
  }
  return 'OK';
}
