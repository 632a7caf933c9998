#!/bin/sh
# The four calls of a checkout. Each may be made again with the same ids, as --retry does.
set -eu

call() {
  answer=$(curl -sS --retry 5 --max-time 32 "$ONHAND_URL" \
    --aws-sigv4 "aws:amz:$AWS_REGION:appsync" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \
    ${AWS_SESSION_TOKEN:+-H "x-amz-security-token: $AWS_SESSION_TOKEN"} \
    -H 'content-type: application/json' -d "$1")
  echo "$answer"
  # A refusal is an HTTP 200 as well: errorType says which.
  case $answer in *'"errors"'*) return 1 ;; esac
}

# The customer goes to the till. Only a reservation that is ACTIVE has units.
call '{
  "query": "mutation ($input: ReserveStockInput!) { reserveStock(input: $input) { status expiresAt } }",
  "variables": { "input": {
    "reservationId": "cart-1001/1", "ttlSeconds": 600,
    "lines": [{ "productId": "85123A", "warehouseId": "LONDON", "quantity": 2 }]
  } }
}'

# It is paid: the units are kept until they ship.
call '{
  "query": "mutation ($input: CommitReservationInput!) { commitReservation(input: $input) { status orderId } }",
  "variables": { "input": { "reservationId": "cart-1001/1", "orderId": "order-1001", "reacquire": true } }
}'

# The parcel leaves, once by its number.
call '{
  "query": "mutation ($input: FulfillStockInput!) { fulfillStock(input: $input) { reference fulfilledAt } }",
  "variables": { "input": {
    "orderId": "parcel-1001", "reference": "order-1001", "reservationIds": ["cart-1001/1"]
  } }
}'

# Another customer reserves, and empties the cart.
call '{
  "query": "mutation ($input: ReserveStockInput!) { reserveStock(input: $input) { status expiresAt } }",
  "variables": { "input": {
    "reservationId": "cart-1002/1", "ttlSeconds": 600,
    "lines": [{ "productId": "85123A", "warehouseId": "LONDON", "quantity": 1 }]
  } }
}'
call '{
  "query": "mutation ($id: ID!) { releaseStock(reservationId: $id) { status closedAt } }",
  "variables": { "id": "cart-1002/1" }
}'
