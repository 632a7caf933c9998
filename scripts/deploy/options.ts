import { SettingError } from '../../infra/setting-kinds.ts';
import { checkNames, contextOf, type Settings, readSettings } from '../../infra/settings.ts';
import { type Command, type Option, UsageError } from '../../tools/command-line.ts';

/** What the command line of `npm run deploy` and `npm run destroy` asks for. */
export interface StageOptions {
  /** All settings, as the template will have them. */
  settings: Settings;
  /** Those that were given, by name; empty ones are to be as by default. */
  given: Record<string, string>;
  /** The same, as the CDK command line takes them. */
  context: string[];
  /** Not to ask before a production stage changes. */
  yes: boolean;
}

/** `--stage` and `--context`, which name a stage and its settings. */
export const stageOptions = {
  stage: { type: 'string', value: 'NAME', help: 'which stage, for example test' },
  context: {
    ...{ type: 'string', short: 'c', value: 'SETTING=VALUE', multiple: true, default: [] as string[] },
    help: 'a setting of docs/operations.md, once for each; without a value it is as by default again',
  },
} as const satisfies Command<Record<string, Option>>['options'];

/** What the options name. Throws a `UsageError` when they or a setting are wrong. */
export function readStageOptions(asked: {
  stage?: string | undefined;
  context: readonly string[];
  yes?: boolean | undefined;
}): StageOptions {
  const { stage, context, yes = false } = asked;
  if (stage === undefined) throw new UsageError('Which stage? Say --stage NAME, for example --stage test.');
  const given = Object.fromEntries([`stage=${stage}`, ...context].map(readPair));
  if (given['stage'] !== stage) throw new UsageError('Name the stage with --stage, not with --context.');
  return inWords(() => {
    checkNames(Object.keys(given));
    return optionsOf(given, yes);
  });
}

/** A setting that somebody has typed is a matter of the command line. */
function inWords(read: () => StageOptions): StageOptions {
  try {
    return read();
  } catch (error) {
    throw error instanceof SettingError ? new UsageError(error.message, { cause: error }) : error;
  }
}

/**
 * The same with more settings, where they are not given. Throws a sentence when one is wrong
 * together with the others.
 */
export function withSettings({ given, yes }: StageOptions, more: Readonly<Record<string, string>>): StageOptions {
  return optionsOf({ ...given, ...more, ...given }, yes);
}

function optionsOf(given: Record<string, string>, yes: boolean): StageOptions {
  const context = Object.entries(given).filter(([, value]) => value !== '');
  return { settings: readSettings(contextOf(given)), given, context: context.flatMap(asContext), yes };
}

/** One setting as the CDK command line takes it. */
export function asContext([name, value]: readonly [string, string]): string[] {
  return ['--context', `${name}=${value}`];
}

function readPair(pair: string): [name: string, value: string] {
  const [name, ...rest] = pair.split('=');
  if (!name || rest.length === 0) throw new UsageError(`--context ${pair} must be NAME=VALUE; docs/operations.md lists the settings.`);
  return [name, rest.join('=')];
}
