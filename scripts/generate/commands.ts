import { commands } from '../commands.ts';
import { table, withGenerated } from './document.ts';

/** The text that CONTRIBUTING.md must have: as it is, with the table of commands. */
export async function generateCommandsDocs(): Promise<string> {
  const rows = commands.flatMap(({ group, scripts }) => [
    [`**${group}**`, ''],
    ...Object.entries(scripts).map(([name, does]) => [`\`${callOf(name)}\``, does]),
  ]);
  return withGenerated('CONTRIBUTING.md', 'commands', table(['command', 'does'], rows));
}

function callOf(name: string): string {
  return name === 'start' || name === 'test' ? `npm ${name}` : `npm run ${name}`;
}
