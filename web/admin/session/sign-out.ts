import type { UserManager } from 'oidc-client-ts';
import type { Config } from './config.ts';
import { tellSignedOut } from './tabs.ts';
import { pageUrl } from './user-manager.ts';

/**
 * Ends the session in all tabs and at the issuer, and deletes the levels that this browser kept.
 * Cognito's discovery document names no end of session; its `/logout` wants a client and an
 * address, and leaves refresh tokens as they are. Access tokens that are out work until their hour
 * is over.
 */
export async function signOut(manager: UserManager, { signIn }: Config): Promise<void> {
  const user = await manager.getUser();
  if (user?.refresh_token) await revoke(user.refresh_token, signIn);
  await manager.removeUser();
  if (user) tellSignedOut(user);
  try {
    localStorage.setItem(UNFINISHED, 'yes');
  } catch {
    // Full or forbidden: this page does what it can.
  }
  // A tab that the browser has frozen keeps its copy open, and would keep this one waiting.
  await Promise.race([deleteKept().catch(() => undefined), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  const logout = new URL(signIn.logoutUrl);
  logout.search = new URLSearchParams({ client_id: signIn.clientId, logout_uri: pageUrl() }).toString();
  location.assign(logout);
}

/** Set while what this browser kept of the stock is still to be deleted. */
const UNFINISHED = 'onhand.signing-out';

/** Deletes what a sign-out left, whose page ended before that was done. */
export async function finishSignOut(): Promise<void> {
  try {
    if (localStorage.getItem(UNFINISHED) !== null) await deleteKept();
  } catch {
    // Forbidden: then nothing was kept.
  }
}

async function deleteKept(): Promise<void> {
  const [{ deleteCopies }, { forgetFiles }] = await Promise.all([import('../local-copy/database.ts'), import('../import/kept-file.ts')]);
  await Promise.all([deleteCopies(), forgetFiles()]);
  localStorage.removeItem(UNFINISHED);
}

/** How long somebody who signs out waits for what does not answer, milliseconds. */
const PATIENCE_MS = 3_000;

async function revoke(token: string, { logoutUrl, clientId }: Config['signIn']): Promise<void> {
  const body = new URLSearchParams({ token, client_id: clientId });
  try {
    await fetch(new URL('oauth2/revoke', logoutUrl), { method: 'POST', body, signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch {
    // Whoever cannot reach the issuer still signs out of this page, which forgets the token.
  }
}
