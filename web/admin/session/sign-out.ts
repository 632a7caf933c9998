import type { UserManager } from 'oidc-client-ts';
import type { Config } from './config.ts';
import { pageUrl } from './user-manager.ts';

/**
 * Ends the session here and at the issuer. Cognito's discovery document names no end of session; its `/logout` wants a client and an address.
 */
export async function signOut(manager: UserManager, { signIn }: Config): Promise<void> {
  await manager.removeUser();
  const logout = new URL(signIn.logoutUrl);
  logout.search = new URLSearchParams({ client_id: signIn.clientId, logout_uri: pageUrl() }).toString();
  location.assign(logout);
}
