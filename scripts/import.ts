import { beginCommand } from '../tools/command-line.ts';
import { COMMAND, optionsOf } from './import/options.ts';
import { runImport } from './import/run.ts';

// `npm run import -- FILE.csv`: see COMMAND.

const options = optionsOf(beginCommand(COMMAND));
const stopped = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopped.abort());
process.exitCode = await runImport({
  options,
  signal: stopped.signal,
  print: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
});
