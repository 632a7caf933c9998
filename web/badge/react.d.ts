// <stock-badge> in JSX, for React 18.2.6 and newer: lies beside inventory-widget.d.ts, among the
// files that the project includes.
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { StockBadgeAttributes, StockBadgeElement } from './types.ts';

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'stock-badge': DetailedHTMLProps<HTMLAttributes<StockBadgeElement>, StockBadgeElement> & StockBadgeAttributes;
    }
  }
}
