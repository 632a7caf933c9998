import { reserveStock } from '../operations.ts';
import { freshName } from './reservations.ts';
import { type Call, find, held, type Model } from './world.ts';

interface Sourced {
  reservation: string;
  /** Units by product. */
  units: Map<string, number>;
  /** The preferred one first. */
  warehouses: string[];
  split: 'NONE' | 'LINES';
}

/** Reserves lines without a warehouse: from one for all where it can, else as `split` says. */
export function sourceCall({ reservation, units, warehouses, split }: Sourced): Call {
  return {
    name: `reserveStock ${reservation} ${JSON.stringify([...units])} from ${warehouses.join(', ')}, split ${split}`,
    send: (world, model) =>
      reserveStock(world.callers.checkout, {
        reservationId: `${world.prefix}-${freshName(model, reservation)}`,
        lines: [...units].map(([product, quantity]) => ({ productId: `${world.prefix}-${product}`, quantity })),
        sourcing: { warehouses, split },
      }),
    decide: (model) => {
      if ([...units.keys()].some((product) => !warehouses.some((each) => find(model, `${product}/${each}`)))) return 'NOT_FOUND';
      const fits = (product: string, warehouse: string) => sellableIn(model, `${product}/${warehouse}`) >= (units.get(product) ?? 0);
      const whole = warehouses.find((each) => [...units.keys()].every((product) => fits(product, each)));
      const single = (product: string) => (split === 'LINES' ? warehouses.find((each) => fits(product, each)) : undefined);
      const chosen = [...units.keys()].map((product) => ({ product, warehouse: whole ?? single(product) }));
      if (chosen.some(({ warehouse }) => warehouse === undefined)) return 'INSUFFICIENT_STOCK';
      const lines = new Map(chosen.map(({ product, warehouse = '' }) => [`${product}/${warehouse}`, units.get(product) ?? 0]));
      for (const [name, quantity] of lines) {
        const level = find(model, name);
        if (level) held(level, quantity, false);
      }
      model.reservations.set(freshName(model, reservation), { lines, end: 'ACTIVE', revision: 1, orderId: null });
      return 'OK';
    },
  };
}

function sellableIn(model: Model, name: string): number {
  const level = find(model, name);
  return level ? level.stock - level.reserved - level.safety : 0;
}
