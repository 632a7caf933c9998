import { newId } from '../given.ts';
import { fulfillStock } from '../operations.ts';
import { type Call, changed, find, held, linesOf, type Model, type ModelHold, type Verdict } from './world.ts';

/** An order of these holds, or of free pieces where there are none. Without lines it ships all that the holds have. */
export function fulfilCall(names: string[], lines: Map<string, number> | null, keep: boolean): Call {
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
      const holds = names.map((name) => model.holds.get(name));
      if (holds.some((hold) => hold && hold.end !== 'ACTIVE')) return 'RESERVATION_CLOSED';
      if (holds.includes(undefined)) return 'NOT_FOUND';
      return names.length > 0
        ? shipHeld(
            model,
            holds.filter((hold) => hold !== undefined),
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

function shipHeld(model: Model, holds: ModelHold[], lines: ReadonlyMap<string, number> | null, keep: boolean): Verdict {
  const pieces = holds.flatMap((hold) => [...hold.lines].map(([name, quantity]) => ({ hold, name, quantity })));
  const heldOf = (name: string) => pieces.filter((each) => each.name === name).reduce((sum, { quantity }) => sum + quantity, 0);
  const wanted = new Map(lines ?? pieces.map(({ name }) => [name, heldOf(name)]));
  if ([...wanted].some(([name, quantity]) => quantity > heldOf(name))) return 'EXCEEDS_RESERVATION';
  if ([...wanted].some(([name, quantity]) => (find(model, name)?.stock ?? 0) < quantity)) return 'INSUFFICIENT_STOCK';
  const left = new Map(wanted);
  const kept = new Map(holds.map((hold) => [hold, new Map<string, number>()]));
  const freed = new Map<string, number>();
  for (const { hold, name, quantity } of pieces) {
    const ships = Math.min(quantity, left.get(name) ?? 0);
    left.set(name, (left.get(name) ?? 0) - ships);
    if (keep && ships < quantity) kept.get(hold)?.set(name, quantity - ships);
    const leaves = keep ? ships : quantity;
    if (leaves > 0) freed.set(name, (freed.get(name) ?? 0) + leaves);
  }
  for (const [name, quantity] of freed) {
    const level = find(model, name);
    const ships = wanted.get(name) ?? 0;
    if (!level) continue;
    held(level, -quantity);
    if (ships > 0) Object.assign(level, { stock: level.stock - ships, version: level.version + 1 });
  }
  for (const hold of holds) {
    const rest = kept.get(hold) ?? new Map<string, number>();
    if (rest.size === 0) hold.end = 'FULFILLED';
    else if ([...rest].some(([name, quantity]) => hold.lines.get(name) !== quantity) || rest.size < hold.lines.size) {
      hold.lines = rest;
      hold.revision += 1;
    }
  }
  return 'OK';
}
