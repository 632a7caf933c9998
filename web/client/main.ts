// What api-client.js gives to pages and programs: no urql, and every way to prove who calls.
export { accessToken, apiKey } from './authorization.ts';
export type { Authorization, ProofRequest } from './authorization.ts';
export { sigV4 } from './sigv4.ts';
export type { AwsCredentials, CredentialProvider, SigV4Options } from './sigv4.ts';
export { createInventoryClient } from './inventory.ts';
export type { CallOptions, InventoryClient, InventoryOptions, Unpaged, WithId } from './inventory.ts';
export type { Api, Listener } from './api.ts';
export { OnhandError } from './errors.ts';
export { CallError } from './retry.ts';
export { isError, typedError } from './typed-errors.ts';
export type { AppSyncErrorInfos, ErrorInfos, KnownErrorInfos, TypedError } from './typed-errors.ts';
export { createAvailabilityStore } from './stores/availability.ts';
export type { AvailabilityOptions, AvailabilityStore, AvailabilityView } from './stores/availability.ts';
export { createStockStore } from './stores/stock.ts';
export type { StockOptions, StockStore, StockView } from './stores/stock.ts';
export type { ConnectionState } from './realtime/link.ts';
export type {
  AdjustmentReason,
  AdjustStockInput,
  Availability,
  ChangeFilterInput,
  ChangeReservationInput,
  Fulfillment,
  FulfillStockInput,
  LineInput,
  ProductAvailability,
  ProductStock,
  RemoveStockInput,
  Reservation,
  ReservationLine,
  ReservationPage,
  ReservationStatus,
  ReserveStockInput,
  SourcingInput,
  SplitPolicy,
  StockChange,
  StockChangeCause,
  StockChangePage,
  StockFilterInput,
  StockKeyInput,
  StockLevel,
  StockPage,
  StockStatus,
  StockSummary,
  TransferStockInput,
  UpdateStockInput,
  WarehouseAvailability,
} from '../../schema/types.ts';
