import { parseArgs } from 'node:util';
import { contextOf, type Settings, readSettings, settings } from '../../infra/settings.ts';

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

/** Reads the arguments. Throws a sentence when they or a setting are wrong. */
export function readStageOptions(args: readonly string[]): StageOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      stage: { type: 'string' },
      context: { type: 'string', short: 'c', multiple: true, default: [] },
      yes: { type: 'boolean', default: false },
    },
  });
  if (values.stage === undefined) throw new Error('Which stage? Say --stage NAME, for example --stage test.');
  const given = Object.fromEntries([`stage=${values.stage}`, ...values.context].map(readPair));
  const unknown = Object.keys(given).find((name) => !(name in settings) && !name.startsWith('@aws-cdk/'));
  if (unknown !== undefined) throw new Error(`There is no setting ${unknown}; docs/operations.md lists the settings.`);
  if (given['stage'] !== values.stage) throw new Error('Name the stage with --stage, not with --context.');
  return optionsOf(given, values.yes);
}

/** The same with more settings, where they are not given. Throws a sentence when one is wrong together with the others. */
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
  if (!name || rest.length === 0) throw new Error(`--context ${pair} must be NAME=VALUE; docs/operations.md lists the settings.`);
  return [name, rest.join('=')];
}
