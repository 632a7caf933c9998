// What inventory-widget.d.ts is made of: the types of the script, for shops that are written in
// TypeScript.
import type { StockBadgeDetail, StockBadgeElement } from './element.ts';

export { setTexts } from './texts.ts';
export type { Texts } from './texts.ts';
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
