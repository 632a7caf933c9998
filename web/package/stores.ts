// `@onhand/client/stores`: live stock without the typed calls, for pages that only show it.
export { createApi } from '../client/api.ts';
export type { Api, ApiOptions } from '../client/api.ts';
export { createAvailabilityStore } from '../client/stores/availability.ts';
export type { AvailabilityOptions, AvailabilityStore, AvailabilityView } from '../client/stores/availability.ts';
export type { StoreTimes, Trust } from '../client/stores/settings.ts';
export { createStockStore } from '../client/stores/stock.ts';
export type { StockOptions, StockStore, StockView } from '../client/stores/stock.ts';
