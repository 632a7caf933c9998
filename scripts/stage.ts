import { readFileSync } from 'node:fs';
import type { StackDescription } from '../infra/stack-outputs.ts';
import { checkAddresses } from '../web/client/addresses.ts';
import type { StageDescription } from './deploy/description.ts';
import { stackOption } from '../tools/command-line.ts';
import { sentenceOf } from '../tools/sentences.ts';

/** Reads a JSON file that a person named. Throws a sentence. */
export function readJson(file: string): object {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (failure) {
    const hint = file === stackOption.stack.default ? ' Is the stack running (npm start)? --stack FILE names the file of another one.' : '';
    throw new Error(`${sentenceOf(failure, file) ?? String(failure)}${hint}`, { cause: failure });
  }
  try {
    return JSON.parse(text) as object;
  } catch (failure) {
    throw new Error(`${file} cannot be read as JSON: ${(failure as Error).message}.`, { cause: failure });
  }
}

/** The description of a stage. Throws a sentence. */
export function readStage(file: string): StackDescription {
  const description = readJson(file) as Partial<StackDescription> | null;
  if (description?.graphqlUrl === undefined) throw new Error(`${file} is no description of a stage: it has no graphqlUrl.`);
  const stage = description as StackDescription;
  try {
    checkAddresses(stage);
  } catch (failure) {
    throw new Error(`${file}: ${(failure as Error).message}`, { cause: failure });
  }
  return stage;
}

/**
 * What an AWS client of an operator needs: of a local stack, which answers for every service at one
 * address and takes any key as the operator's.
 */
export function localOperator({ region, dynamodbEndpoint }: StackDescription) {
  return { region, endpoint: dynamodbEndpoint, credentials: { accessKeyId: 'operator', secretAccessKey: 'operator' } };
}

/** The same of a deployed stage: credentials come from the AWS SDK's usual places. */
export function deployedOperator(region: string | undefined) {
  return region === undefined ? {} : { region };
}

/** The same of either: a deployed stage's file has no address for an operator. */
export function operatorOf(stack: StackDescription | StageDescription) {
  return 'dynamodbEndpoint' in stack ? localOperator(stack) : deployedOperator(stack.region);
}
