import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addUp, lineChanges, quantities, sameLines } from '../../domain/lines.ts';
import type { LineItem } from '../../domain/lines.ts';

const ids = fc.constantFrom('a', 'A', '__proto__', 'constructor', 'b');
const line = fc.record({ productId: ids, warehouseId: ids, quantity: fc.integer({ min: 1, max: 1_000 }) });
const cart = fc.array(line, { minLength: 1, maxLength: 20 }).map((lines) => addUp(lines));
const total = (lines: { quantity: number }[]) => lines.reduce((sum, { quantity }) => sum + quantity, 0);

test('adding up names each level once and loses no unit', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
      const added = addUp(lines);
      const names = added.map((each) => `${each.product_id}/${each.warehouse_id}`);
      expect(new Set(names).size).toBe(names.length);
      expect(total(added)).toBe(total(lines));
    }),
  );
});

test('two carts are the same whatever the order of their lines', () => {
  fc.assert(
    fc.property(cart, (lines) => {
      expect(sameLines(lines, [...lines].reverse())).toBe(true);
      expect(sameLines(lines, lines.slice(1))).toBe(false);
      expect(sameLines(lines.slice(1), lines)).toBe(false);
    }),
  );
});

test('applying the changes from one cart to another gives the other', () => {
  fc.assert(
    fc.property(cart, cart, (from, to) => {
      const changes = lineChanges(from, to);
      const reserved = quantities(from);
      const applied = changes
        .map((change): LineItem => ({
          ...change,
          quantity: change.quantity + (reserved[`\u0001${change.product_id}\u0001${change.warehouse_id}`] ?? 0),
        }))
        .filter((each) => each.quantity > 0);
      expect(sameLines(applied, to)).toBe(true);
      expect(changes.length).toBeLessThanOrEqual(from.length + to.length);
    }),
  );
});
