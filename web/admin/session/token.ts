import { ErrorResponse, type User, type UserManager } from 'oidc-client-ts';
import { OnhandError } from '../../client/errors.ts';

/** What a member of staff may do. Without one of the two groups: nothing. */
export type Role = 'admin' | 'viewer' | 'none';

/** The roles are in the access token, which the API reads too. */
export function roleOf({ access_token }: User): Role {
  const groups = claimsOf(access_token)['cognito:groups'];
  if (!Array.isArray(groups)) return 'none';
  if (groups.includes('admin')) return 'admin';
  return groups.includes('viewer') ? 'viewer' : 'none';
}

/** Under which name the history shows a person. */
export function nameOf({ access_token, profile }: User): string {
  const name = claimsOf(access_token)['username'] ?? profile.preferred_username ?? profile.sub;
  return typeof name === 'string' ? name : profile.sub;
}

function claimsOf(token: string): Record<string, unknown> {
  const [, payload = ''] = token.split('.');
  const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
}

/**
 * The access token, renewed when it has ended or was refused; several that ask at once share the
 * renewal. Throws `Unauthorized`, and calls `ended`, when only the person can go on.
 */
export function tokenSource(manager: UserManager, ended: () => void): (refused: boolean) => Promise<string> {
  let renewal: Promise<User> | undefined;
  const over = (cause?: unknown) => {
    ended();
    return new OnhandError('Unauthorized', 'Your session has ended. Sign in again.', { cause });
  };
  const renew = async (user: User | null) => {
    if (!user?.refresh_token) throw over();
    try {
      return (await manager.signinSilent()) ?? user;
    } catch (cause) {
      // Whatever else went wrong is the network's, and passes.
      throw cause instanceof ErrorResponse ? over(cause) : cause;
    }
  };
  return async (refused) => {
    const user = await manager.getUser();
    if (user && user.expired !== true && !refused) return user.access_token;
    renewal ??= renew(user).finally(() => (renewal = undefined));
    return (await renewal).access_token;
  };
}
