import type { User } from 'oidc-client-ts';
import { type ReactNode, Suspense, useState } from 'react';
import { useAuth } from 'react-oidc-context';
import { ErrorBoundary } from '../components/error-boundary.tsx';
import { part } from '../components/part.tsx';
import { useMessages } from '../i18n/language.tsx';
import { Problem, Waiting } from './screens.tsx';
import { signOut } from './sign-out.ts';
import type { Stage } from './signed-in.ts';
import { nameOf, roleOf } from './token.ts';

/** The client of the API and what stands on it are loaded for who has signed in. */
const Connected = part(() => import('./connected.tsx'));
export const prepareConnection = Connected.prepare;

/** Lets through who is signed in and in a group, and tells everybody else what to do. */
export function Gate({ stage, children }: { stage: Stage; children: ReactNode }) {
  const auth = useAuth();
  const { session } = useMessages();
  // Who was signed in stays on screen when the session ends: what he typed must not be lost.
  const [user, setUser] = useState<User>();
  if (auth.user && auth.user !== user) setUser(auth.user);

  // What a sign-in that failed left in the address leads nowhere.
  const query = /[?&](code|error)=/.test(location.search) ? '' : location.search;
  const signIn = () => void auth.signinRedirect({ state: { query } });
  const leave = () => void signOut(stage.manager, stage.config);
  if (!user) {
    if (auth.isLoading || auth.activeNavigator !== undefined) return <Waiting text={session.loading} />;
    const text = auth.error ? session.failed(auth.error.message) : session.welcome;
    return <Problem title={session.title} text={text} action={session.signIn} onAction={signIn} />;
  }
  if (roleOf(user) === 'none') {
    return <Problem title={session.noGroupTitle} text={session.noGroup(nameOf(user))} action={session.signOut} onAction={leave} />;
  }
  return (
    <ErrorBoundary>
      <Suspense fallback={<Waiting text={session.loading} />}>
        <Connected stage={stage} user={user} signOut={leave}>
          {children}
        </Connected>
      </Suspense>
    </ErrorBoundary>
  );
}
