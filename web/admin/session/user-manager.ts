import { type UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { Config } from './config.ts';
import { SharedUserManager } from './tabs.ts';

/** Where the issuer sends people back: this page without its query, exactly as it is registered. */
export function pageUrl(): string {
  return `${location.origin}${location.pathname}`;
}

/**
 * The OIDC code flow with PKCE. Tokens live as long as a tab of the panel is open: they survive a
 * reload, and a tab that is opened gets them from one that is there. They are renewed by the
 * refresh token a minute before they end.
 */
export function createUserManager({ signIn }: Config): UserManager {
  return new SharedUserManager({
    authority: signIn.authority,
    client_id: signIn.clientId,
    redirect_uri: pageUrl(),
    response_type: 'code',
    scope: 'openid profile',
    userStore: new WebStorageStateStore({ store: sessionStorage }),
    automaticSilentRenew: true,
    monitorSession: false,
    // No tab may keep the others from renewing for longer.
    requestTimeoutInSeconds: 10,
  });
}
