import type {
  AdjustStockInput,
  ProductStock,
  Reservation,
  ReservationPage,
  StockChangePage,
  StockFilterInput,
  StockKeyInput,
  StockLevel,
  StockPage,
  StockSummary,
  TransferStockInput,
  UpdateStockInput,
} from '../../../schema/types.ts';
import type { Operation } from '../../client/operation.ts';

// Everything that the panel asks and changes, each as one document.

const LEVEL =
  'productId warehouseId name category stockCount reservedCount availableCount thresholdLevel status version sequence lastUpdated';
const CHANGE = `${LEVEL.replace(' lastUpdated', '')} cause stockDelta reservedDelta actor reason note reference changedAt`;
const HOLD = 'reservationId status revision lines{productId warehouseId quantity} reference createdAt expiresAt closedAt';

export type Page<Variables> = Variables & { limit: number; nextToken: string | null };

export const listStock: Operation<
  { listStock: StockPage },
  Page<{ filter: StockFilterInput }>
> = `query($filter:StockFilterInput,$limit:Int,$nextToken:String){listStock(filter:$filter,limit:$limit,nextToken:$nextToken){items{${LEVEL}} nextToken}}`;

export const stocks: Operation<{ stocks: (StockLevel | null)[] }, { keys: StockKeyInput[] }> =
  `query($keys:[StockKeyInput!]!){stocks(keys:$keys){${LEVEL}}}`;

export const stockSummary: Operation<
  { stockSummary: StockSummary },
  Record<string, never>
> = 'query{stockSummary{levels low out oversold}}';

export const productStock: Operation<{ productStock: ProductStock | null }, { productId: string }> =
  `query($productId:ID!){productStock(productId:$productId){productId stockCount reservedCount availableCount status levels{${LEVEL}}}}`;

export const stockHistory: Operation<
  { stockHistory: StockChangePage },
  Page<{ productId: string; warehouseId: string }>
> = `query($productId:ID!,$warehouseId:ID!,$limit:Int,$nextToken:String){stockHistory(productId:$productId,warehouseId:$warehouseId,limit:$limit,nextToken:$nextToken){items{${CHANGE}} nextToken}}`;

export const listReservations: Operation<
  { listReservations: ReservationPage },
  Page<object>
> = `query($limit:Int,$nextToken:String){listReservations(limit:$limit,nextToken:$nextToken){items{${HOLD}} nextToken}}`;

export const updateStock: Operation<{ updateStock: StockLevel | null }, { input: UpdateStockInput }> =
  `mutation($input:UpdateStockInput!){updateStock(input:$input){${LEVEL}}}`;

export const adjustStock: Operation<{ adjustStock: StockLevel | null }, { input: AdjustStockInput }> =
  `mutation($input:AdjustStockInput!){adjustStock(input:$input){${LEVEL}}}`;

export const transferStock: Operation<{ transferStock: StockLevel[] | null }, { input: TransferStockInput }> =
  `mutation($input:TransferStockInput!){transferStock(input:$input){${LEVEL}}}`;

export const releaseStock: Operation<{ releaseStock: Reservation | null }, { reservationId: string }> =
  `mutation($reservationId:ID!){releaseStock(reservationId:$reservationId){${HOLD}}}`;
