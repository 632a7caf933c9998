// What inventory-widget.d.ts is made of: the types of the script, for shops that are written in
// TypeScript.
export { setTexts } from './texts.ts';
export type { Texts } from './texts.ts';
export type { StockBadgeAttributes, StockBadgeDetail, StockBadgeElement } from './elements.ts';
