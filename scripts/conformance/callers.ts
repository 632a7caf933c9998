import type { StackDescription } from '../../infra/stack-outputs.ts';
import { accessToken, createInventoryClient, sigV4 } from '../../web/client/main.ts';

/** Whom the suites call as, beside the storefront and nobody. */
export type Proofs = Pick<StackDescription, 'tokens' | 'credentials'>;

const TOKENS = ['admin', 'viewer'] as const;
const CREDENTIALS = ['checkout', 'catalogue'] as const;
const NEEDED = [
  ...TOKENS.map((name) => ['tokens', name]),
  ...CREDENTIALS.flatMap((name) => ['accessKeyId', 'secretAccessKey'].map((key) => ['credentials', name, key])),
];

/**
 * The proofs of what a person wrote into `file`. Throws a sentence that names all that is missing.
 */
export function readProofs(written: Partial<Proofs>, file: string): Proofs {
  const at = (path: string[]) => path.reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], written);
  const missing = NEEDED.filter((path) => !at(path)).map((path) => path.join('.'));
  if (missing.length > 0)
    throw new Error(`${file} has no ${missing.join(', ')}. Say --callers FILE; docs/operations.md tells how to make one.`);
  const { tokens, credentials } = written as Proofs;
  return { tokens, credentials };
}

/**
 * Lets each of them ask for what all of them may. Throws a sentence for the first whom the stage
 * refuses: every suite would fail, after minutes.
 */
export async function checkProofs({ graphqlUrl, realtimeUrl, region, tokens, credentials }: StackDescription): Promise<void> {
  const authorizations = [
    ...TOKENS.map((name) => [`tokens.${name}`, accessToken(() => tokens[name])] as const),
    ...CREDENTIALS.map((name) => [`credentials.${name}`, sigV4({ region, credentials: credentials[name] })] as const),
  ];
  for (const [name, authorization] of authorizations) {
    try {
      await createInventoryClient({ graphqlUrl, realtimeUrl, authorization }).stockSummary();
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`The stage does not answer ${name}: ${why} A token lasts an hour, credentials of a role as long as was asked.`, {
        cause,
      });
    }
  }
}
