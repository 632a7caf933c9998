import type { User, UserManager } from 'oidc-client-ts';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { useAuth } from 'react-oidc-context';
import { useMessages } from '../i18n/language.tsx';
import { type Backend, createBackend } from './backend.ts';
import { BackendContext, RoleContext } from './backend-context.ts';
import type { Config } from './config.ts';
import { Problem, Waiting } from './screens.tsx';
import { onSignedIn, openSignIn } from './sign-in-again.ts';
import { signOut } from './sign-out.ts';
import { shareSession } from './tabs.ts';
import { nameOf, roleOf, tokenSource } from './token.ts';

/** Who is signed in. `ended`: only signing in again helps, which keeps what is on screen. */
export interface SignedIn {
  name: string;
  ended: boolean;
  signInAgain: () => void;
  signOut: () => void;
}

const SignedInContext = createContext<SignedIn | undefined>(undefined);

export function useSignedIn(): SignedIn {
  const signedIn = useContext(SignedInContext);
  if (!signedIn) throw new Error('useSignedIn works inside of a Gate only.');
  return signedIn;
}

interface Stage {
  config: Config;
  manager: UserManager;
}

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
    <Connected stage={stage} user={user} signOut={leave}>
      {children}
    </Connected>
  );
}

function Connected({ stage, user, signOut, children }: { stage: Stage; user: User; signOut: () => void; children: ReactNode }) {
  const { manager, config } = stage;
  const [backend, setBackend] = useState<Backend>();
  /** Counts the sign-ins of this page: each gets a connection of its own. */
  const [generation, setGeneration] = useState(0);
  /**
   * The last of them whose session has ended. A renewal of the one before may be refused only when
   * the next has begun.
   */
  const [lastEnded, setLastEnded] = useState(-1);
  const ended = lastEnded === generation;
  const { sub } = user.profile;
  const role = roleOf(user);
  useEffect(() => {
    const next = createBackend(
      config,
      tokenSource(manager, () => setLastEnded(generation)),
      { sub, role },
    );
    setBackend(next);
    return () => next.close();
  }, [config, manager, generation, sub, role]);

  // Whoever signs out leaves nothing on the screen of another tab.
  useEffect(() => shareSession(manager, sub, () => location.reload()), [manager, sub]);

  const signedIn = useMemo<SignedIn>(() => {
    return { name: nameOf(user), ended, signOut, signInAgain: openSignIn };
  }, [user, ended, signOut]);
  useEffect(
    () =>
      onSignedIn((again) => {
        // Whoever signs in elsewhere under another name must not go on with this person's page.
        if (again.profile.sub !== user.profile.sub) return;
        void manager.storeUser(again).then(() => setGeneration((count) => count + 1));
      }),
    [manager, user],
  );
  if (!backend) return null;
  return (
    <BackendContext value={backend}>
      <RoleContext value={role}>
        <SignedInContext value={signedIn}>{children}</SignedInContext>
      </RoleContext>
    </BackendContext>
  );
}
