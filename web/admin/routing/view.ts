import { limits } from '../../../domain/limits.ts';
import type { ActorKind, StockChangeCause, StockStatus } from '../../../schema/types.ts';
import { isSortField, type Narrowing, type Question, type SortField } from '../local-copy/question.ts';

/**
 * What the grid shows. All filters combine. `page` counts from 1; `after` is its token, where the
 * API makes the pages.
 */
export interface StockView extends Question {
  name: 'stock';
  /** One row a product; otherwise one a level. */
  by?: 'product';
  page?: number;
  after?: string;
  /** What somebody called this view. */
  title?: string;
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
  | { name: 'count'; warehouseId?: string }
  | { name: 'packing'; orderId?: string }
  | { name: 'events'; kind?: string }
  | { name: 'unprocessed' }
  | { name: 'import' };

/** What links of the first release call the reservations. */
const EARLIER_RESERVATIONS = 'holds';
/** Of what somebody calls a view, characters. */
export const TITLE_LENGTH = 60;
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
  if (name === 'home' || name === 'reservations' || name === 'unprocessed' || name === 'import') return { name };
  if (name === 'activity') return parseActivity((key) => given.get(key) ?? '');
  if (name === 'count') return { name, ...text('warehouseId', given.get('warehouse') ?? '') };
  if (name === 'packing') return { name, ...text('orderId', given.get('order') ?? '') };
  if (name === 'events') return { name, ...text('kind', given.get('kind') ?? '') };
  if (name === EARLIER_RESERVATIONS) return { name: 'reservations' };
  return parseStock((key) => given.get(key) ?? '');
}

function parseStock(given: (key: string) => string): StockView {
  const status = given('status');
  const [page, after] = [Number(given('page')), given('after')];
  const [, minus, sort = ''] = /^(-?)(.*)$/u.exec(given('sort')) ?? [];
  return {
    name: 'stock',
    ...text('search', given('search').slice(0, limits.searchLength)),
    ...text('warehouseId', given('warehouse')),
    ...text('category', given('category')),
    ...text('barcode', given('barcode')),
    ...(STATUSES.includes(status) && { status: status as StockStatus }),
    ...(given('oversold') === 'true' && { oversold: true as const }),
    ...(isSortField(sort) && { sort, ...(minus === '-' && { descending: true as const }) }),
    ...(given('by') === 'product' && { by: 'product' as const }),
    ...text('title', given('title').slice(0, TITLE_LENGTH)),
    ...(page > 1 && Number.isInteger(page) && { page, ...text('after', after) }),
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
    if (view.name === 'count' && view.warehouseId !== undefined) query.set('warehouse', view.warehouseId);
    if (view.name === 'packing' && view.orderId !== undefined) query.set('order', view.orderId);
    if (view.name === 'activity') {
      const { actor, actorKind: by, cause, warehouseId: warehouse, productId: product } = view;
      set(query, { actor, by, cause, warehouse, product });
    }
    if (view.name === 'events' && view.kind !== undefined) query.set('kind', view.kind);
  } else {
    const { search, warehouseId: warehouse, category, barcode, status, oversold, by, title, page, after } = view;
    const sort = view.sort && `${view.descending ? '-' : ''}${view.sort}`;
    set(query, { search, warehouse, category, barcode, status, oversold, sort, by, title, page, after });
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

function set(query: URLSearchParams, values: Readonly<Record<string, string | number | boolean | undefined>>): void {
  for (const [key, value] of Object.entries(values)) if (value !== undefined) query.set(key, String(value));
}

/** What narrows a view, which is also the filter that the API gets for it. */
export function filterOf({ search, warehouseId, category, barcode, status, oversold }: StockView): Narrowing {
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

/** A view that is narrowed otherwise: from its first page, and no more what it was called. */
export function narrowed(view: StockView, narrowing: { [Key in keyof Narrowing]: Narrowing[Key] | undefined }): StockView {
  const next = Object.entries({ ...firstPageOf(view), ...narrowing, title: undefined });
  return Object.fromEntries(next.filter(([, value]) => value !== undefined && value !== '')) as unknown as StockView;
}

/** Everything, as somebody looks at it: in this order, by product or by level. */
export function cleared({ sort, descending, by }: StockView): StockView {
  return { name: 'stock', ...(sort && { sort }), ...(descending && { descending }), ...(by && { by }) };
}

/** A view in another order, from its first page. */
export function ordered(view: StockView, sort: SortField | undefined, descending: boolean): StockView {
  const next = firstPageOf(view);
  delete next.sort;
  delete next.descending;
  return { ...next, ...(sort !== undefined && { sort }), ...(descending && { descending }) };
}

/** A view with one row for each product, or for each level, from its first page. */
export function rowsBy(view: StockView, by: 'product' | 'level'): StockView {
  const next = firstPageOf(view);
  delete next.by;
  return by === 'product' ? { ...next, by } : next;
}
