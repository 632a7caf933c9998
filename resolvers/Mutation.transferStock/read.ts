export { keepLevels as response, readLevels as request } from '../lib/batch-levels.ts';
