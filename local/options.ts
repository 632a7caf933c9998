import { type Arguments, type Command, type Option, UsageError, wholeNumber } from '../tools/command-line.ts';
import type { Engine } from './emulator/dynamodb/database.ts';
import type { TtlDelay } from './emulator/ttl/ttl.ts';

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
}

/** `npm start`. */
export const START = {
  usage: 'npm start -- [options]',
  about: 'Starts Onhand on this machine.',
  options: {
    port: { type: 'string', value: 'N', help: 'port of the GraphQL address, 0 for a free one (default 4000, or PORT)' },
    fresh: { type: 'boolean', help: 'begin with empty data' },
    memory: { type: 'boolean', help: 'keep nothing, neither data nor keys' },
    empty: { type: 'boolean', help: 'without the sample catalogue' },
    dir: { type: 'string', value: 'PATH', default: '.local', help: 'where data and stack.json go' },
    'ttl-delay': {
      ...{ type: 'string', value: 'SECONDS' },
      help: "how long after its time DynamoDB's TTL deletes an item, or off (default 0, or TTL_DELAY)",
    },
    'service-like': { type: 'boolean', help: 'conflicts, throttling and durations as DynamoDB has them' },
    firewall: { type: 'boolean', help: "the limits by address of the API's firewall" },
    engine: {
      ...{ type: 'string', value: 'NAME' },
      help: "the database: embedded (default), or dynamodb-local, which is AWS's own and needs Java",
    },
  },
  more: 'DYNAMODB_ENDPOINT uses a DynamoDB Local that runs already.',
} as const satisfies Command<Record<string, Option>>;

const DEFAULT_PORT = '4000';
const MOST_PORT = 65_535;
const DEFAULT_TTL_DELAY = '0';

/** What was asked for, by options and by variables. Throws a `UsageError`. */
export function readCommandLine(
  {
    port,
    dir,
    memory,
    fresh,
    empty,
    'ttl-delay': ttlDelay,
    'service-like': serviceLike,
    firewall,
    engine,
  }: Arguments<typeof START.options>['values'],
  environment: Readonly<Record<string, string | undefined>>,
): CommandLine {
  if (dir === '') throw new UsageError('--dir needs a path.');
  return {
    port: wholeNumber(port === undefined ? 'PORT' : '--port', port ?? (environment['PORT'] || DEFAULT_PORT), { least: 0, most: MOST_PORT }),
    directory: dir,
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
  };
}

/** An address of a DynamoDB Local asks for it, whatever else is said. */
function readEngine(text: string | undefined, environment: Readonly<Record<string, string | undefined>>): Engine {
  const wanted = text ?? (environment['DYNAMODB_ENDPOINT'] ? 'dynamodb-local' : 'embedded');
  if (wanted === 'embedded' || wanted === 'dynamodb-local') return wanted;
  throw new UsageError(`--engine is "${wanted}"; it must be embedded or dynamodb-local.`);
}

function readTtlDelay(text: string, source: string): TtlDelay {
  if (text === 'off') return text;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`${source} is "${text}"; it must be a whole number of seconds, or off.`);
}
