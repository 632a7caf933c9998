export { request } from '../lib/hand-over.ts';
export { response } from './write.ts';
