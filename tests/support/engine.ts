import type { Engine } from '../../local/emulator/dynamodb/database.ts';

/** The database that stacks of tests have: `ONHAND_ENGINE`, the embedded one without it. */
export const engine: Engine = process.env['ONHAND_ENGINE'] === 'dynamodb-local' ? 'dynamodb-local' : 'embedded';
