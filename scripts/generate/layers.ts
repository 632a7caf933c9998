import { layers } from '../../layers.ts';
import { table, withGenerated } from './document.ts';

/**
 * The text that docs/architecture.md must have: as it is, with the table of who may import whom.
 */
export async function generateLayersDocs(): Promise<string> {
  const rows = Object.entries(layers).map(([folder, { holds, mayImport }]) => [
    `\`${folder}/\``,
    holds,
    mayImport.map((each) => `\`${each}/\``).join(', ') || 'nothing',
  ]);
  return withGenerated('docs/architecture.md', 'layers', table(['folder', 'holds', 'may import'], rows));
}
