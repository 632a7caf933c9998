/** Products of the sample catalogue: real ones, from real order lines, at their prices of 2010. */
export interface Product {
  productId: string;
  name: string;
  /** Pounds. */
  price: number;
}

/**
 * Each has a drawing named after its id in `pictures/`. The catalogue opens with few of two.
 */
export const PRODUCTS: readonly Product[] = [
  { productId: '85123A', name: 'White hanging heart t-light holder', price: 2.55 },
  { productId: '22655', name: 'Vintage red kitchen cabinet', price: 295 },
  { productId: '22423', name: 'Regency cakestand, 3 tier', price: 10.95 },
  { productId: '21629', name: 'Square floor cushion, vintage red', price: 7.95 },
  { productId: '84879', name: 'Assorted colour bird ornament', price: 1.69 },
  { productId: '85099B', name: 'Jumbo bag, red retrospot', price: 1.65 },
  { productId: '47566', name: 'Party bunting', price: 9.32 },
  { productId: '22086', name: 'Paper chain kit, 50’s Christmas', price: 2.55 },
];

const prices = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'GBP' });

/** Pounds as a customer reads them. */
export function priceOf(pounds: number): string {
  return prices.format(pounds);
}

/** What a product is called; its id where the shop has another one in its basket. */
export function nameOf(productId: string): string {
  return PRODUCTS.find((product) => product.productId === productId)?.name ?? productId;
}
