// The element's types alone, for who writes <stock-badge> and loads its script from the site.
import type { StockBadgeDetail, StockBadgeElement } from './element.ts';

export type { StockBadgeAttributes, StockBadgeDetail, StockBadgeElement } from './element.ts';

declare global {
  interface HTMLElementTagNameMap {
    'stock-badge': StockBadgeElement;
  }
  interface HTMLElementEventMap {
    'stock-change': CustomEvent<StockBadgeDetail>;
    'stock-error': CustomEvent<StockBadgeDetail>;
  }
}
