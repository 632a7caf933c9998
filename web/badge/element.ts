import type { Availability } from '../../schema/types.ts';
import type { Display } from './texts.ts';

/** `detail` of the events `stock-change` and `stock-error`. */
export interface StockBadgeDetail {
  productId: string;
  warehouseId: string | undefined;
  state: Display['state'];
  /** What the API answered last; null when it keeps no such product, or has not answered yet. */
  availability: Availability | null;
}

/**
 * What pages may set on a badge, and read of it. Each but `state` is an attribute too:
 * `product-id`, …
 */
export interface StockBadgeElement extends HTMLElement {
  productId: string | undefined;
  /** Only this warehouse counts. */
  warehouseId: string | undefined;
  /** Address of another `config.json` than the one beside the script. */
  config: string | undefined;
  /** These three together are instead of a `config.json`. */
  graphqlUrl: string | undefined;
  realtimeUrl: string | undefined;
  apiKey: string | undefined;
  /** Screen readers say changes. For the one badge of a product page, not for those of a list. */
  announce: boolean;
  /** What the badge shows. */
  readonly state: Display['state'];
}

/**
 * The attributes as they are written in HTML and JSX, with React 19's way to listen to the events.
 */
export interface StockBadgeAttributes {
  'product-id'?: string | undefined;
  'warehouse-id'?: string | undefined;
  config?: string | undefined;
  'graphql-url'?: string | undefined;
  'realtime-url'?: string | undefined;
  'api-key'?: string | undefined;
  announce?: boolean | undefined;
  'onstock-change'?: ((event: CustomEvent<StockBadgeDetail>) => void) | undefined;
  'onstock-error'?: ((event: CustomEvent<StockBadgeDetail>) => void) | undefined;
}
