import { parseArgs } from 'node:util';
import { App } from 'aws-cdk-lib';
import { type Settings, readSettings } from '../../infra/settings.ts';

/** What the command line of `npm run deploy` and `npm run destroy` asks for. */
export interface StageOptions {
  /** All settings, as the template will have them. */
  settings: Settings;
  /** Those that were given, as the CDK command line takes them. */
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
  const pairs = [`stage=${values.stage}`, ...values.context];
  const context = Object.fromEntries(pairs.map(readPair));
  if (context['stage'] !== values.stage) throw new Error('Name the stage with --stage, not with --context.');
  return { settings: readSettings(new App({ context }).node), context: pairs.flatMap((pair) => ['--context', pair]), yes: values.yes };
}

function readPair(pair: string): [name: string, value: string] {
  const [name, ...rest] = pair.split('=');
  if (!name || rest.length === 0) throw new Error(`--context ${pair} must be NAME=VALUE; docs/operations.md lists the settings.`);
  return [name, rest.join('=')];
}
