import { AwsError } from '../../gateway/gateway.ts';

/** A `ValidationException` with what the service says. */
export function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

/** A `ValidationException` about a value, as the service begins it. */
export function invalidParameter(problem: string): AwsError {
  return invalid(`One or more parameter values were invalid: ${problem}`);
}

/**
 * A key that cannot be one of its table or index, or would change: a call of its own is refused for
 * that, a transaction is cancelled with it as the reason of the entry. (For an empty key the
 * service refuses the transaction too.)
 */
export class KeyMismatch extends AwsError {
  constructor(message: string) {
    super('ValidationException', message);
  }
}

/**
 * For what DynamoDB has and this database does not: refused by name rather than half done.
 */
export function notBuilt(what: string): AwsError {
  return invalid(`${what} is not built in the embedded database. Start with --engine dynamodb-local to use it.`);
}

/** Refuses each parameter that is not among these. */
export function onlyParameters(body: Readonly<Record<string, unknown>>, known: readonly string[], operation: string): void {
  for (const name of Object.keys(body)) if (body[name] !== undefined && !known.includes(name)) throw notBuilt(`${name} of ${operation}`);
}
