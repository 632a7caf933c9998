export { request, response } from '../lib/product.ts';
