import { changeReservation, commitReservation, releaseStock, reserveStock } from '../operations.ts';
import { type Call, find, held, isCommitted, isOpen, linesOf, type Model, type ModelLevel } from './world.ts';

/** Reserves what can be sold, or with `ignoreSafety` what is available. */
export function reserveCall(reservation: string, lines: Map<string, number>, ignoreSafety: boolean): Call {
  // A reservation is asked for once per id and content: another content under a known id is another
  // id here.
  return {
    name: `reserveStock ${reservation} ${JSON.stringify([...lines])}${ignoreSafety ? ', safety ignored' : ''}`,
    send: (world, model) =>
      reserveStock(world.callers.checkout, {
        reservationId: `${world.prefix}-${freshName(model, reservation)}`,
        lines: linesOf(world, lines),
        ignoreSafety,
      }),
    decide: (model) => {
      const left = (level: ModelLevel) => level.stock - level.reserved - (ignoreSafety ? 0 : level.safety);
      const levels = [...lines].map(([name, quantity]) => ({ level: find(model, name), quantity }));
      if (levels.some(({ level }) => level === undefined)) return 'NOT_FOUND';
      if (levels.some(({ level, quantity }) => level && left(level) < quantity)) return 'INSUFFICIENT_STOCK';
      for (const { level, quantity } of levels) if (level) held(level, quantity, false);
      model.reservations.set(freshName(model, reservation), { lines, end: 'ACTIVE', revision: 1, orderId: null });
      return 'OK';
    },
  };
}

/** Replaces the lines of an open reservation, by what can be sold. */
export function changeCall(name: string, lines: Map<string, number>): Call {
  return {
    name: `changeReservation ${name} ${JSON.stringify([...lines])}`,
    send: (world) => changeReservation(world.callers.checkout, { reservationId: `${world.prefix}-${name}`, lines: linesOf(world, lines) }),
    decide: (model) => {
      const reservation = model.reservations.get(name);
      if (!reservation) return 'NOT_FOUND';
      if (!isOpen(reservation)) return 'RESERVATION_CLOSED';
      const names = [...new Set([...reservation.lines.keys(), ...lines.keys()])];
      if (names.some((each) => find(model, each) === undefined)) return 'NOT_FOUND';
      const deltas = names.map((each) => ({
        level: find(model, each),
        delta: (lines.get(each) ?? 0) - (reservation.lines.get(each) ?? 0),
      }));
      if (deltas.some(({ level, delta }) => level && delta > 0 && level.stock - level.reserved - level.safety < delta))
        return 'INSUFFICIENT_STOCK';
      if (deltas.every(({ delta }) => delta === 0)) return 'OK';
      for (const { level, delta } of deltas) if (level && delta !== 0) held(level, delta, isCommitted(reservation));
      reservation.lines = lines;
      reservation.revision += 1;
      return 'OK';
    },
  };
}

/** Gives the units of an open reservation back. */
export function releaseCall(name: string): Call {
  return {
    name: `releaseStock ${name}`,
    send: (world) => releaseStock(world.callers.checkout, { reservationId: `${world.prefix}-${name}` }),
    decide: (model) => {
      const reservation = model.reservations.get(name);
      if (!reservation) return 'NOT_FOUND';
      if (reservation.end === 'FULFILLED') return 'RESERVATION_CLOSED';
      for (const [each, quantity] of isOpen(reservation) ? reservation.lines : []) {
        const level = find(model, each);
        if (level) held(level, -quantity, isCommitted(reservation));
      }
      reservation.end = 'RELEASED';
      return 'OK';
    },
  };
}

/** Commits a reservation for an order. */
export function commitCall(name: string, order: string): Call {
  return {
    name: `commitReservation ${name} for ${order}`,
    send: (world) =>
      commitReservation(world.callers.checkout, { reservationId: `${world.prefix}-${name}`, orderId: `${world.prefix}-${order}` }),
    decide: (model) => {
      const reservation = model.reservations.get(name);
      if (!reservation) return 'NOT_FOUND';
      if (reservation.orderId !== null) return reservation.orderId === order ? 'OK' : 'ID_REUSED';
      if (reservation.end !== 'ACTIVE') return 'RESERVATION_CLOSED';
      for (const [each, quantity] of reservation.lines) {
        const level = find(model, each);
        if (level) Object.assign(level, { committed: level.committed + quantity, sequence: level.sequence + 1 });
      }
      Object.assign(reservation, { end: 'COMMITTED', orderId: order, revision: reservation.revision + 1 });
      return 'OK';
    },
  };
}

/** The name itself the first time, a new one when it is taken. */
export function freshName(model: Model, reservation: string): string {
  return model.reservations.has(reservation) ? `${reservation}-${model.reservations.size}` : reservation;
}
