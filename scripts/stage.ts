import { readFileSync } from 'node:fs';
import type { StackDescription } from '../local/description.ts';

/** Where `npm start` writes the description of its stack. */
export const LOCAL_STACK = '.local/stack.json';

/** Reads a JSON file that a person named. Throws a sentence. */
export function readJson(file: string): object {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as object;
  } catch (failure) {
    const hint = file === LOCAL_STACK ? ' Is the stack running (npm start)?' : '';
    throw new Error(`${file} cannot be read as JSON: ${failure instanceof Error ? failure.message : String(failure)}.${hint}`, {
      cause: failure,
    });
  }
}

/** The description of a stage. Throws a sentence. */
export function readStage(file: string): StackDescription {
  const description = readJson(file) as Partial<StackDescription>;
  if (description.graphqlUrl === undefined) throw new Error(`${file} is no description of a stage: it has no graphqlUrl.`);
  return description as StackDescription;
}

/** What an AWS client of an operator needs: of a local stack, which answers for every service at one address and takes any key as the operator's. */
export function localOperator({ region, dynamodbEndpoint }: StackDescription) {
  return { region, endpoint: dynamodbEndpoint, credentials: { accessKeyId: 'operator', secretAccessKey: 'operator' } };
}

/** The same of a deployed stage: credentials come from the AWS SDK's usual places. */
export function deployedOperator(region: string | undefined) {
  return region === undefined ? {} : { region };
}
