export { request } from '../lib/contended-write.ts';
export { response } from './write.ts';
