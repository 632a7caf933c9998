import { StockBadge } from './stock-badge.ts';

export { setTexts, type Texts } from './texts.ts';
export { StockBadge } from './stock-badge.ts';

// A shop system and a plugin may both load the script, perhaps in two versions: the first one
// serves the whole page.
if (!customElements.get('stock-badge')) customElements.define('stock-badge', StockBadge);
