import { parseArgs } from 'node:util';
import type { Engine } from './dynamodb/database.ts';
import type { TtlDelay } from './ttl/ttl.ts';

/** What the command line asks for. */
export interface CommandLine {
  port: number;
  directory: string;
  memory: boolean;
  fresh: boolean;
  empty: boolean;
  ttlDelay: TtlDelay;
  serviceLike: boolean;
  firewall: boolean;
  engine: Engine;
  help: boolean;
}

/** A command line that cannot be understood; the message is a sentence for its writer. */
export class UsageError extends Error {}

export const USAGE = `Starts Onhand on this machine.

  npm start -- [options]

  --port N             port of the GraphQL address, 0 for a free one (default 4000, or PORT)
  --fresh              begin with empty data
  --memory             keep nothing, neither data nor keys
  --empty              without the sample catalogue
  --dir PATH           where data and stack.json go (default .local)
  --ttl-delay SECONDS  how long after its time DynamoDB's TTL deletes an item, or off (default 0, or TTL_DELAY)
  --service-like       conflicts, throttling and durations as DynamoDB has them
  --firewall           the limits by address of the API's firewall
  --engine NAME        the database: embedded (default), or dynamodb-local, which is AWS's own and needs Java
  --help               this text

DYNAMODB_ENDPOINT uses a DynamoDB Local that runs already.
`;

const DEFAULT_PORT = '4000';
const DEFAULT_DIRECTORY = '.local';
const DEFAULT_TTL_DELAY = '0';

/** Reads the arguments. Throws a `UsageError`. */
export function readCommandLine(args: readonly string[], environment: Readonly<Record<string, string | undefined>>): CommandLine {
  const { port, dir, memory, fresh, empty, 'ttl-delay': ttlDelay, 'service-like': serviceLike, firewall, engine, help } = parse(args);
  if (dir === '') throw new UsageError('--dir needs a path.');
  return {
    port: readPort(port ?? (environment['PORT'] || DEFAULT_PORT), port === undefined ? 'PORT' : '--port'),
    directory: dir ?? DEFAULT_DIRECTORY,
    memory: memory ?? false,
    fresh: fresh ?? false,
    empty: empty ?? false,
    ttlDelay: readTtlDelay(
      ttlDelay ?? (environment['TTL_DELAY'] || DEFAULT_TTL_DELAY),
      ttlDelay === undefined ? 'TTL_DELAY' : '--ttl-delay',
    ),
    serviceLike: serviceLike ?? false,
    firewall: firewall ?? false,
    engine: readEngine(engine, environment),
    help: help ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        dir: { type: 'string' },
        memory: { type: 'boolean' },
        fresh: { type: 'boolean' },
        empty: { type: 'boolean' },
        'ttl-delay': { type: 'string' },
        'service-like': { type: 'boolean' },
        firewall: { type: 'boolean' },
        engine: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split(/\.?\n|\. /)[0]}. Run with --help for the options.`);
  }
}

/** An address of a DynamoDB Local asks for it, whatever else is said. */
function readEngine(text: string | undefined, environment: Readonly<Record<string, string | undefined>>): Engine {
  const wanted = text ?? (environment['DYNAMODB_ENDPOINT'] ? 'dynamodb-local' : 'embedded');
  if (wanted === 'embedded' || wanted === 'dynamodb-local') return wanted;
  throw new UsageError(`--engine is "${wanted}"; it must be embedded or dynamodb-local.`);
}

function readPort(text: string, source: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`${source} is "${text}"; it must be a whole number from 0 to 65535.`);
}

function readTtlDelay(text: string, source: string): TtlDelay {
  if (text === 'off') return text;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`${source} is "${text}"; it must be a whole number of seconds, or off.`);
}
