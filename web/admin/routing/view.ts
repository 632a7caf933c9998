import { limits } from '../../../domain/limits.ts';
import type { ActorKind, StockChangeCause, StockFilterInput, StockStatus } from '../../../schema/types.ts';

/**
 * What the grid shows. All filters combine; `after` is the token of the page `page`, counted from
 * 1.
 */
export interface StockView {
  name: 'stock';
  search?: string;
  warehouseId?: string;
  category?: string;
  barcode?: string;
  status?: StockStatus;
  oversold?: true;
  page?: number;
  after?: string;
}

/** The changes of all levels that match. */
export interface ActivityView {
  name: 'activity';
  actor?: string;
  actorKind?: ActorKind;
  cause?: StockChangeCause;
  warehouseId?: string;
  productId?: string;
}

/**
 * What is on screen. The address says all of it, so that a link or the back button brings it again.
 */
export type View =
  | StockView
  | ActivityView
  | { name: 'home' }
  | { name: 'product'; productId: string }
  | { name: 'reservations' }
  | { name: 'packing'; orderId?: string }
  | { name: 'events'; kind?: string }
  | { name: 'import' };

/** What links of the first release call the reservations. */
const EARLIER_RESERVATIONS = 'holds';
export const ACTOR_KINDS: readonly ActorKind[] = ['USER', 'ROLE', 'SYSTEM'];
const STATUSES: readonly string[] = ['IN_STOCK', 'LOW_STOCK', 'OUT_OF_STOCK'] satisfies StockStatus[];

/**
 * The view that the query part of an address names. What it cannot mean is left out, as links may
 * be old or typed.
 */
export function parseView(query: string): View {
  const given = new URLSearchParams(query);
  const name = given.get('view');
  const productId = given.get('product');
  if (productId && name === null) return { name: 'product', productId };
  if (name === 'home' || name === 'reservations' || name === 'import') return { name };
  if (name === 'activity') return parseActivity((key) => given.get(key) ?? '');
  if (name === 'packing') return { name, ...text('orderId', given.get('order') ?? '') };
  if (name === 'events') return { name, ...text('kind', given.get('kind') ?? '') };
  if (name === EARLIER_RESERVATIONS) return { name: 'reservations' };
  return parseStock((key) => given.get(key) ?? '');
}

function parseStock(given: (key: string) => string): StockView {
  const status = given('status');
  const [page, after] = [Number(given('page')), given('after')];
  return {
    name: 'stock',
    ...text('search', given('search').slice(0, limits.searchLength)),
    ...text('warehouseId', given('warehouse')),
    ...text('category', given('category')),
    ...text('barcode', given('barcode')),
    ...(STATUSES.includes(status) && { status: status as StockStatus }),
    ...(given('oversold') === 'true' && { oversold: true as const }),
    ...(page > 1 && Number.isInteger(page) && after !== '' && { page, after }),
  };
}

function parseActivity(given: (key: string) => string): ActivityView {
  const [kind, cause] = [given('by'), given('cause')];
  return {
    name: 'activity',
    ...text('actor', given('actor')),
    ...(ACTOR_KINDS.includes(kind as ActorKind) && { actorKind: kind as ActorKind }),
    ...(/^[A-Z_]+$/.test(cause) && { cause: cause as StockChangeCause }),
    ...text('warehouseId', given('warehouse')),
    ...text('productId', given('product')),
  };
}

function text<Key extends string>(key: Key, value: string): Partial<Record<Key, string>> {
  return value === '' ? {} : ({ [key]: value } as Record<Key, string>);
}

/** The query part of the address of a view; empty for all of the stock. */
export function formatView(view: View): string {
  const query = new URLSearchParams();
  if (view.name === 'product') query.set('product', view.productId);
  else if (view.name !== 'stock') {
    query.set('view', view.name);
    if (view.name === 'packing' && view.orderId !== undefined) query.set('order', view.orderId);
    if (view.name === 'activity') {
      const { actor, actorKind: by, cause, warehouseId: warehouse, productId: product } = view;
      set(query, { actor, by, cause, warehouse, product });
    }
    if (view.name === 'events' && view.kind !== undefined) query.set('kind', view.kind);
  } else {
    const { search, warehouseId: warehouse, category, barcode, status, oversold, page, after } = view;
    set(query, { search, warehouse, category, barcode, status, oversold, page, after });
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

function set(query: URLSearchParams, values: Readonly<Record<string, string | number | boolean | undefined>>): void {
  for (const [key, value] of Object.entries(values)) if (value !== undefined) query.set(key, String(value));
}

/** The filter that the API gets for a view. */
export function filterOf({ search, warehouseId, category, barcode, status, oversold }: StockView): StockFilterInput {
  return {
    ...(search !== undefined && { search }),
    ...(warehouseId !== undefined && { warehouseId }),
    ...(category !== undefined && { category }),
    ...(barcode !== undefined && { barcode }),
    ...(status !== undefined && { status }),
    ...(oversold !== undefined && { oversold }),
  };
}

/** The first page of the list that a view shows a page of. */
export function firstPageOf(view: StockView): StockView {
  const first = { ...view };
  delete first.page;
  delete first.after;
  return first;
}
