import { settings } from '../../infra/settings.ts';
import { table, withGenerated } from './document.ts';

/** The text that docs/operations.md must have: as it is, with the table of settings. */
export async function generateSettingsDocs(): Promise<string> {
  const rows = Object.entries(settings).map(([name, { purpose, values, otherwise }]) => [`\`${name}\``, purpose, values, otherwise]);
  return withGenerated('docs/operations.md', 'settings', table(['setting', 'what it does', 'may be', 'when it is not set'], rows));
}
