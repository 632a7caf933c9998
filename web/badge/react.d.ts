// <stock-badge> in JSX, for React 18.2.6 and newer.
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { StockBadgeAttributes, StockBadgeElement } from './elements.ts';

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'stock-badge': DetailedHTMLProps<HTMLAttributes<StockBadgeElement>, StockBadgeElement> & StockBadgeAttributes;
    }
  }
}
