// What shoppers ask of each type: all of its fields. A file of its own, since a badge loads it.

export const WAREHOUSE = 'productId warehouseId availableCount status sequence lastUpdated';
export const AVAILABILITY = `productId availableCount status warehouses{${WAREHOUSE}}`;

export const PRODUCT_AVAILABILITY = `productId availability{${AVAILABILITY}}`;
