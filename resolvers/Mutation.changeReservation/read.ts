export { request, response } from '../lib/read-hold.ts';
