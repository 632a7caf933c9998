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
    'inventory-widget.react.d.ts': badgeInReact('./inventory-widget.js'),
  };
}

/** The types that React needs, by the name of the module that has the element's. */
export function badgeInReact(elements: string): string {
  return readFileSync(join(badge, 'react.d.ts'), 'utf8').replace('./elements.ts', elements);
}
