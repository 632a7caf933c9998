import { UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { Config } from './config.ts';

/** Where the issuer sends people back: this page without its query, exactly as it is registered. */
export function pageUrl(): string {
  return `${location.origin}${location.pathname}`;
}

/**
 * The OIDC code flow with PKCE. Tokens live as long as the tab: long enough to survive a reload,
 * and out of reach for other tabs. They are renewed by the refresh token a minute before they end.
 */
export function createUserManager({ signIn }: Config): UserManager {
  return new UserManager({
    authority: signIn.authority,
    client_id: signIn.clientId,
    redirect_uri: pageUrl(),
    response_type: 'code',
    scope: 'openid profile',
    userStore: new WebStorageStateStore({ store: sessionStorage }),
    automaticSilentRenew: true,
    monitorSession: false,
  });
}
