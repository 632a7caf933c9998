import type { User } from 'oidc-client-ts';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { type Backend, createBackend } from './backend.ts';
import { BackendContext, RoleContext } from './backend-context.ts';
import { onSignedIn, openSignIn } from './sign-in-again.ts';
import { type SignedIn, SignedInContext, type Stage } from './signed-in.ts';
import { shareSession } from './tabs.ts';
import { nameOf, roleOf, tokenSource } from './token.ts';

interface ConnectedProps {
  stage: Stage;
  user: User;
  signOut: () => void;
  children: ReactNode;
}

/** The connection of who has signed in, for all that is inside. A new sign-in gets a new one. */
export default function Connected({ stage, user, signOut, children }: ConnectedProps) {
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
