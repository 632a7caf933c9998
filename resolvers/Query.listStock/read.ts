export { request, response } from '../lib/batch-levels.ts';
