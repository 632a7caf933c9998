"""The four calls of a checkout. The ids are the shop's own and stored before the call, so that a
program which died makes the same call again."""
from onhand import Refused, call

RESERVE = 'mutation ($input: ReserveStockInput!) { reserveStock(input: $input) { status expiresAt } }'
COMMIT = 'mutation ($input: CommitReservationInput!) { commitReservation(input: $input) { status orderId } }'
SHIP = 'mutation ($input: FulfillStockInput!) { fulfillStock(input: $input) { reference fulfilledAt } }'
RELEASE = 'mutation ($id: ID!) { releaseStock(reservationId: $id) { status closedAt } }'


def reserve(reservation_id, lines):
    """The customer goes to the till: all lines or none, for ten minutes."""
    call_input = {'reservationId': reservation_id, 'lines': lines, 'ttlSeconds': 600}
    reservation = call(RESERVE, input=call_input)['reserveStock']
    if reservation['status'] != 'ACTIVE':  # An id has one life.
        raise RuntimeError(f'{reservation_id} is {reservation["status"]}: reserve again under another id.')
    return reservation


def commit(reservation_id, order_id):
    """It is paid: the units are kept until they ship. One that ran out takes them again, if it can."""
    call_input = {'reservationId': reservation_id, 'orderId': order_id, 'reacquire': True}
    return call(COMMIT, input=call_input)['commitReservation']


def ship(parcel_id, order_id, reservation_id):
    """The parcel leaves: once by its number, whatever is retried."""
    call_input = {'orderId': parcel_id, 'reference': order_id, 'reservationIds': [reservation_id]}
    return call(SHIP, input=call_input)['fulfillStock']


def release(reservation_id):
    """The customer empties the cart, or the order is cancelled."""
    return call(RELEASE, id=reservation_id)['releaseStock']


if __name__ == '__main__':
    lines = [{'productId': '85123A', 'warehouseId': 'LONDON', 'quantity': 2}]
    print(reserve('cart-1001/1', lines))
    print(commit('cart-1001/1', 'order-1001'))
    print(ship('parcel-1001', 'order-1001', 'cart-1001/1'))
    print(reserve('cart-1002/1', lines))
    print(release('cart-1002/1'))
    try:
        reserve('cart-1003/1', [{**lines[0], 'quantity': 1_000_000}])
    except Refused as refused:
        print(refused.error_type, refused.info)
