/**
 * What the system refuses, by its code: a sentence for who typed the command. `what` is a path, or
 * an address.
 */
const REFUSALS: Readonly<Record<string, (what: string) => string>> = {
  ENOENT: (what) => `There is no ${what}.`,
  EACCES: (what) => `This user may not use ${what}: its permissions do not allow it.`,
  EPERM: (what) => `This user may not use ${what}: the system does not allow it.`,
  EROFS: (what) => `Nothing can be written to ${what}: it is on a disk that can only be read.`,
  ENOTDIR: (what) => `There can be no ${what}: a part of that path is a file and no directory.`,
  EISDIR: (what) => `${what} is a directory, and a file is needed.`,
  EEXIST: (what) => `${what} is there already, and it is no directory.`,
  ENOSPC: (what) => `There is no room left on the disk for ${what}.`,
  EDQUOT: (what) => `This user's share of the disk is full; there is no room for ${what}.`,
  ENAMETOOLONG: (what) => `The name of ${what} is too long.`,
  ELOOP: (what) => `${what} is a link that leads to itself.`,
  EMFILE: (what) => `Too many files are open to open ${what}; ulimit -n says how many this shell allows.`,
  EADDRINUSE: (what) => `Something else already listens at ${what}.`,
  ECONNREFUSED: (what) => `Nobody answers at ${what}. Is the stack running?`,
  ECONNRESET: (what) => `The connection to ${what} was cut. Is the stack still running?`,
  ENOTFOUND: (what) => `There is no host ${what}, or no network.`,
  EAI_AGAIN: (what) => `The address of ${what} cannot be looked up now; is there a network?`,
};

/** What programs throw that are wrong themselves, and nobody's typing. */
const BUGS = [TypeError, RangeError, ReferenceError, SyntaxError, EvalError, URIError, AggregateError];

interface SystemError extends Error {
  code?: string;
  path?: string;
  dest?: string;
  address?: string;
  port?: number;
  hostname?: string;
}

/**
 * What went wrong, in a sentence for a person who can do something about it: a refusal of the
 * system or of AWS, or an error that was made to be read. Undefined for a fault of the program, of
 * which the stack has to be seen.
 * @param path what was used, where the system's own error does not say it
 */
export function sentenceOf(error: unknown, path?: string): string | undefined {
  if (!(error instanceof Error)) return String(error);
  return ofSystem(error, path) ?? ofAws(error) ?? (isBug(error) ? ofCause(error, path) : error.message);
}

function ofSystem({ code, address, port, hostname, dest, path: own }: SystemError, path?: string): string | undefined {
  const where = port === undefined ? address : `${address ?? 'this machine'}:${port}`;
  return REFUSALS[code ?? '']?.(path ?? dest ?? own ?? hostname ?? where ?? 'a file that is needed');
}

/** Errors of the SDK: its own, and those that a service has answered. */
function ofAws(error: Error & { $metadata?: object }): string | undefined {
  if (error.name === 'CredentialsProviderError' || error.name === 'TokenProviderError')
    return `No AWS credentials can be used (${error.message}). Sign in, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`;
  if (/^Region (is missing|not accepted)/.test(error.message))
    return `No AWS region can be used (${error.message}). Set AWS_REGION, for example: export AWS_REGION=eu-west-2`;
  return error.$metadata && `AWS refuses it: ${error.name}: ${error.message}`;
}

/** `fetch failed` is a TypeError whose cause says what the network did. */
function ofCause({ cause }: Error, path?: string): string | undefined {
  return cause instanceof Error ? (ofSystem(cause, path) ?? ofCause(cause, path)) : undefined;
}

function isBug(error: SystemError): boolean {
  return BUGS.some((kind) => error instanceof kind) || error.code?.startsWith('ERR_') === true;
}
