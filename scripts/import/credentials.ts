import { LambdaClient } from '@aws-sdk/client-lambda';
import type { StackDescription } from '../../infra/stack-outputs.ts';
import { type Authorization, sigV4 } from '../../web/client/main.ts';

/**
 * Who imports: a role of one's own when the command or the environment names one, else the stage's
 * own user for the policy catalogue.
 */
export function importer({ region, credentials }: StackDescription, profile?: string): Authorization {
  const named = profile !== undefined || process.env['AWS_ACCESS_KEY_ID'] !== undefined || process.env['AWS_PROFILE'] !== undefined;
  if (!named) return sigV4({ region, credentials: credentials.catalogue });
  // Any client of the SDK finds credentials in the usual places and renews them.
  return sigV4({ region, credentials: new LambdaClient({ region, ...(profile !== undefined && { profile }) }).config.credentials });
}
