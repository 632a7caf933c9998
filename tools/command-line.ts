import { parseArgs, type ParseArgsOptionDescriptor } from 'node:util';
import { orNearest } from './nearest.ts';
import { sentenceOf } from './sentences.ts';

/** One option of a command, as Node's `parseArgs` takes it, and what `--help` says of it. */
export interface Option extends ParseArgsOptionDescriptor {
  /** What stands for the value, such as FILE. For every option that takes one. */
  value?: string;
  help: string;
}

type Options = Readonly<Record<string, Option>>;

/** A command of package.json: all that may be said to it. */
export interface Command<Known extends Options> {
  /** How it is called, such as `npm run audit -- [options]`. */
  usage: string;
  /** What it does, a sentence or some. */
  about: string;
  options: Known;
  /**
   * Names of the arguments that are no options, in their order. Fewer may come: whether they do is
   * for the command to check.
   */
  takes?: readonly string[];
  /** What else `--help` says, at its end. */
  more?: string;
}

const HELP = { help: { type: 'boolean', short: 'h', help: 'this text' } } as const satisfies Options;

/** A command line that cannot be understood; the message is a sentence for its writer. */
export class UsageError extends Error {}

/**
 * `--stack FILE`, which every command has that works with a stage: the file that describes it. Read
 * it with `readStage`.
 */
export const stackOption = {
  stack: { type: 'string', value: 'FILE', default: '.local/stack.json', help: "the stage's file, which `npm start` and the deploy write" },
} as const satisfies Options;

/**
 * Reads the command line of this process. Ends it with 0 after `--help`, and with 2 and a sentence
 * when it cannot be understood. From here on a failure that a person can mend ends the process with
 * 1 and a sentence; a fault of the program with its stack, as always.
 */
export function beginCommand<const Known extends Options>(command: Command<Known>): Arguments<Known> {
  process.on('uncaughtException', endWith);
  // Who reads through `head` has seen what he wanted.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => (error.code === 'EPIPE' ? process.exit() : endWith(error)));
  const read = readArguments(process.argv.slice(2), command);
  if (!('help' in read.values)) return read;
  process.stdout.write(helpOf(command));
  process.exit();
}

/** Ends this process with what went wrong. */
export function endWith(failure: unknown): never {
  const sentence = sentenceOf(failure);
  process.stderr.write(`${sentence ?? (failure instanceof Error ? failure.stack : String(failure))}\n`);
  process.exit(failure instanceof UsageError ? 2 : 1);
}

/**
 * Reads arguments. Throws a `UsageError` for what the command does not know, for a value that is
 * missing or too many, and for an option that comes twice.
 */
export function readArguments<const Known extends Options>(args: readonly string[], command: Command<Known>): Arguments<Known> {
  const asked = { args: [...args], options: withHelp(command), allowPositionals: true };
  check(parseArgs({ ...asked, strict: false, tokens: true }).tokens, command);
  return parseArgs(asked) as Arguments<Known>;
}

/** What was said: the options' values by their names, and the arguments that are no options. */
export type Arguments<Known extends Options> = ReturnType<typeof parseArgs<{ options: Known & typeof HELP; allowPositionals: true }>>;

function withHelp({ options }: Command<Options>): Options {
  return { ...options, ...HELP };
}

type Token = ReturnType<typeof parseArgs<{ tokens: true; strict: false }>>['tokens'][number];

/** Before Node does, whose sentences do not say what else could have been meant. */
function check(tokens: readonly Token[], command: Command<Options>): void {
  const options = withHelp(command);
  const seen = new Set<string>();
  for (const token of tokens.filter((each) => each.kind === 'option')) {
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (!option) throw unknown(`There is no option ${token.rawName}.`, orNearest(token.name, Object.keys(options), '--'), command);
    const problem = problemOf(token, option, seen.has(token.name));
    if (problem) throw new UsageError(`${token.rawName} ${problem}`);
    seen.add(token.name);
  }
  const over = tokens.filter((each) => each.kind === 'positional')[command.takes?.length ?? 0];
  if (over) throw unknown(`"${over.value}" is one argument too many: nobody asks for it.`, '', command);
}

function problemOf(token: Token & { kind: 'option' }, { type, multiple, value = 'VALUE' }: Option, isSecond: boolean): string | undefined {
  if (isSecond && !multiple) return 'comes twice; say it once.';
  if (type === 'boolean') return token.value === undefined ? undefined : 'takes no value.';
  if (token.value === undefined) return `needs a value: ${token.rawName} ${value}.`;
  return !token.inlineValue && token.value.startsWith('-')
    ? `needs a value; one that begins with a dash is said as ${token.rawName}=${token.value}.`
    : undefined;
}

function unknown(what: string, instead: string, { usage }: Command<Options>): UsageError {
  return new UsageError(`${what}${instead} It is called as: ${usage}; --help lists the options.`);
}

/** What `--help` prints. */
export function helpOf(command: Command<Options>): string {
  const { usage, about, more } = command;
  const rows = Object.entries(withHelp(command)).map(([name, { value, help, default: usual }]) => [
    `--${name}${value === undefined ? '' : ` ${value}`}`,
    `${help}${usual === undefined || usual === false || Array.isArray(usual) ? '' : ` (default ${String(usual)})`}`,
  ]);
  const width = Math.max(...rows.map(([left = '']) => left.length));
  const table = rows.map(([left = '', right]) => `  ${left.padEnd(width)}  ${right}`);
  return `${[about, '', `  ${usage}`, '', ...table, ...(more === undefined ? [] : ['', more])].join('\n')}\n`;
}

/**
 * The value of an option, or a variable, that is a whole number. Throws a `UsageError` that names
 * it.
 */
export function wholeNumber(name: string, text: string, { least, most }: { least: number; most: number }): number {
  const number = Number(text);
  if (/^\d{1,15}$/.test(text) && number >= least && number <= most) return number;
  throw new UsageError(`${name} is "${text}"; it must be a whole number from ${least} to ${most}.`);
}
