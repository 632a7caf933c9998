import { type ReactNode, useEffect } from 'react';
import { useAuth } from 'react-oidc-context';
import { useMessages } from '../i18n/language.tsx';
import { Problem, Waiting } from './screens.tsx';
import { handOver, ON_THE_WAY, SIGNED_IN } from './sign-in-again.ts';

/** What the window for signing in again shows; anywhere else, the page. */
export function SignInWindow({ children }: { children: ReactNode }) {
  const auth = useAuth();
  const { session } = useMessages();
  const { isLoading, user } = auth;
  const query = location.search;
  useEffect(() => {
    if (isLoading) return;
    if (query === ON_THE_WAY) void auth.signinRedirect({ state: { query: SIGNED_IN } });
    if (query === SIGNED_IN && user) handOver(user);
    // Once, when it is clear who is signed in.
  }, [isLoading]);
  if (query === ON_THE_WAY) return <Waiting text={session.loading} />;
  return query === SIGNED_IN ? <Problem title={session.title} text={session.signedIn} /> : children;
}
