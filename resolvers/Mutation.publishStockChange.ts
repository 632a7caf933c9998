export { request, response } from './lib/publish.ts';
