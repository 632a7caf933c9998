export { keepPage as response, readPage as request } from '../lib/product.ts';
