import { User } from 'oidc-client-ts';
import { pageUrl } from './user-manager.ts';

// Signing in again must not take the page away on which somebody works. It happens in a window of
// its own, which hands the new session over. The two cannot know each other as opener and popup:
// the site's headers part them, so that no foreign page can reach into this one.

const CHANNEL = 'onhand-session';
/** The queries of the page in that window: on the way to the issuer, and back. */
export const ON_THE_WAY = '?sign-in-again';
export const SIGNED_IN = '?signed-in';

/** Whether an address is one on the way to the issuer, or back from it. */
export function isSigningIn(query: string): boolean {
  return query === ON_THE_WAY || query === SIGNED_IN || /[?&](code|error)=/.test(query);
}

/** Opens the window. */
export function openSignIn(): void {
  open(`${pageUrl()}${ON_THE_WAY}`, 'onhand-sign-in', 'popup,width=520,height=680');
}

/** Calls `listener` with a session that began in that window; returns the end of that. */
export function onSignedIn(listener: (user: User) => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<string>) => listener(User.fromStorageString(data));
  return () => channel.close();
}

/** Hands a session over and closes the window, where the browser lets it. */
export function handOver(user: User): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(user.toStorageString());
  channel.close();
  close();
}
