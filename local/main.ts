import { join } from 'node:path';
import { beginCommand } from '../tools/command-line.ts';
import { sentenceOf } from '../tools/sentences.ts';
import { readCommandLine, START, type CommandLine } from './options.ts';
import { startStack, type RunningStack } from './stack.ts';

const print = (line: string) => void process.stdout.write(`${line}\n`);
const printError = (line: string) => void process.stderr.write(`${line}\n`);

/** Runs the stack until a signal ends it. Answers with the exit code. */
async function run(options: CommandLine): Promise<number> {
  const interruption = new AbortController();
  // Stays registered while the stack stops: a second Ctrl-C must not cut that short.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      interruption.abort();
    });
  const interrupted = new Promise<undefined>((done) => {
    interruption.signal.addEventListener('abort', () => {
      done(undefined);
    });
  });
  let stack: RunningStack;
  try {
    stack = await startStack({ ...options, log: print, signal: interruption.signal });
  } catch (error) {
    if (interruption.signal.aborted) return 0;
    const sentence = sentenceOf(error);
    if (sentence === undefined) throw error;
    printError(sentence);
    return 1;
  }
  print(banner(stack, options));
  const failure = await Promise.race([stack.failed, interrupted]);
  if (failure) printError(`${failure} The stack ends.`);
  await stack.stop();
  return failure ? 1 : 0;
}

function banner({ description, phases }: RunningStack, { directory, memory }: CommandLine): string {
  const took = phases.map(({ name, seconds }) => `${name} ${seconds.toFixed(1)} s`).join(', ');
  const file = join(directory, 'stack.json');
  return `
Onhand runs on this machine.

  Demo shop   ${new URL('/', description.graphqlUrl).href}
  Admin panel ${new URL('/admin-panel.html', description.graphqlUrl).href}
  GraphQL     ${description.graphqlUrl}
  API key     ${description.apiKey}
  DynamoDB    ${description.dynamodbEndpoint}
  Everything  ${file} (addresses, tokens, credentials)

Started in ${process.uptime().toFixed(1)} s: ${took}.${memory ? ' Nothing is kept.' : ''} Ctrl-C ends it.
`;
}

process.exitCode = await run(readCommandLine(beginCommand(START).values, process.env));
// A connection that a client keeps open, or a start that was interrupted, must not keep the
// process.
process.exit();
