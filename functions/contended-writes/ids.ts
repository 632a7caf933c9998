import type { Call } from '../../domain/calls/call.ts';

/** What a line of the log is found by: the field, and the ids that its caller knows. */
export function idsOf(call: Call): Record<string, string> {
  switch (call.field) {
    case 'updateStock':
    case 'removeStock':
      return { field: call.field, product_id: call.input.productId, warehouse_id: call.input.warehouseId };
    case 'adjustStock':
      return { field: call.field, adjustment_id: call.input.adjustmentId };
    case 'transferStock':
      return { field: call.field, transfer_id: call.input.transferId };
    case 'describeProduct':
      return { field: call.field, product_id: call.input.productId, change_id: call.input.changeId };
    case 'createFromSibling':
      return idsOf(call.update);
    case 'reserveStock':
      return { field: call.field, reservation_id: call.asked.reservationId };
    case 'extendReservation':
      return { field: call.field, reservation_id: call.reservationId };
    case 'changeReservation':
    case 'commitReservation':
    case 'releaseStock':
      return { field: call.field, reservation_id: call.hold.reservation_id };
  }
}
