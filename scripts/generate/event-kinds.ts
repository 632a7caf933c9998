import { KINDS } from '../../functions/send-events/kinds.ts';
import { table, withGenerated } from './document.ts';
import { withExamples } from './examples.ts';

/** The text that docs/events.md must have: as it is, with the table of kinds and the examples. */
export async function generateEventsDocs(): Promise<string> {
  const rows = Object.entries(KINDS).map(([kind, { description, type }]) => [
    `[\`${kind}\`](../schema/events/${kind}.json)`,
    description,
    kind === 'stock.status' ? `${type}, and \`previousStatus\`` : type,
  ]);
  return withExamples(await withGenerated('docs/events.md', 'kinds', table(['kind, with its JSON schema', 'when', '`data`'], rows)));
}
