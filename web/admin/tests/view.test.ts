import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatView, parseView, type View } from '../routing/view.ts';

const text = fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' });
const stockView = fc.record(
  {
    name: fc.constant('stock' as const),
    search: text,
    warehouseId: text,
    category: text,
    barcode: text,
    status: fc.constantFrom('IN_STOCK' as const, 'LOW_STOCK' as const, 'OUT_OF_STOCK' as const),
    oversold: fc.constant(true as const),
    sort: fc.constantFrom('availableCount' as const, 'aboveThreshold' as const, 'name' as const),
    by: fc.constant('product' as const),
    page: fc.integer({ min: 2, max: 999 }),
    title: text,
  },
  { requiredKeys: ['name'] },
);
const views: fc.Arbitrary<View> = fc.oneof(
  stockView,
  fc.tuple(stockView, fc.integer({ min: 2, max: 999 }), text).map(([view, page, after]) => ({ ...view, page, after })),
  stockView.map((view) => ({ ...view, sort: 'lastUpdated' as const, descending: true as const })),
  text.map((warehouseId) => ({ name: 'count' as const, warehouseId })),
  text.map((productId) => ({ name: 'product' as const, productId })),
  text.map((kind) => ({ name: 'events' as const, kind })),
  text.map((orderId) => ({ name: 'packing' as const, orderId })),
  fc.record(
    {
      name: fc.constant('activity' as const),
      actor: text,
      actorKind: fc.constantFrom('USER' as const, 'ROLE' as const, 'SYSTEM' as const),
      cause: fc.constantFrom('COUNTED' as const, 'TRANSFERRED_IN' as const),
      warehouseId: text,
      productId: text,
    },
    { requiredKeys: ['name'] },
  ),
  fc.constantFrom(
    { name: 'home' as const },
    { name: 'reservations' as const },
    { name: 'packing' as const },
    { name: 'events' as const },
    { name: 'unprocessed' as const },
    { name: 'import' as const },
  ),
);

test('an address brings back the view that it was made of', () => {
  fc.assert(
    fc.property(views, (view) => {
      expect(parseView(formatView(view))).toEqual(view);
    }),
  );
});

test('what an address cannot mean is left out', () => {
  expect(parseView('?status=BROKEN&page=-1&after=x&oversold=perhaps&view=nothing')).toEqual({ name: 'stock' });
  expect(parseView('?after=x&sort=colour')).toEqual({ name: 'stock' });
});

test('a link of the first release still shows the reservations', () => {
  expect(parseView('?view=holds')).toEqual({ name: 'reservations' });
});
