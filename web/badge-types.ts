import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledTypes } from './client/build-types.ts';

const badge = join(import.meta.dirname, 'badge');

/**
 * The types of `inventory-widget.js`, and the ones that React needs beside them, by the name of the
 * file that the site serves.
 */
export function badgeTypes(): Record<string, string> {
  return {
    'inventory-widget.d.ts': bundledTypes(join(badge, 'types.ts')),
    'inventory-widget.react.d.ts': readFileSync(join(badge, 'react.d.ts'), 'utf8').replace('./types.ts', './inventory-widget.js'),
  };
}
