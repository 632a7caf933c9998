import { AwsError } from '../../gateway/gateway.ts';

/** A `ValidationException` with what the service says. */
export function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

/** A `ValidationException` about a value, as the service begins it. */
export function invalidParameter(problem: string): AwsError {
  return invalid(`One or more parameter values were invalid: ${problem}`);
}

/** What DynamoDB has and Onhand does not use, so that it is not built: refused by name rather than half done. */
export function notBuilt(what: string): AwsError {
  return invalid(`${what} is not built in the embedded database. Start with --engine dynamodb-local to use it.`);
}

/** Refuses each parameter that is not among these. */
export function onlyParameters(body: Readonly<Record<string, unknown>>, known: readonly string[], operation: string): void {
  for (const name of Object.keys(body)) if (body[name] !== undefined && !known.includes(name)) throw notBuilt(`${name} of ${operation}`);
}
