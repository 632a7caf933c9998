import { commands } from './commands.ts';

// `npm run help`: what each script of package.json does.

const names = commands.flatMap(({ scripts }) => Object.keys(scripts));
const width = Math.max(...names.map((name) => name.length));
for (const { group, scripts } of commands) {
  const lines = Object.entries(scripts).map(([name, does]) => `  ${name.padEnd(width)}  ${does.replaceAll('`', '')}`);
  process.stdout.write(`${group.replaceAll('`', '')}\n${lines.join('\n')}\n\n`);
}
process.stdout.write('npm run NAME -- --help says more of most of them.\n');
