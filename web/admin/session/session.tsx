import { type ReactNode, useEffect, useState } from 'react';
import { AuthProvider } from 'react-oidc-context';
import { useMessages } from '../i18n/language.tsx';
import { readConfig } from './config.ts';
import { Gate, prepareConnection } from './gate.tsx';
import { isSigningIn } from './sign-in-again.ts';
import { finishSignOut } from './sign-out.ts';
import { SignInWindow } from './sign-in-window.tsx';
import { Problem, Waiting } from './screens.tsx';
import type { Stage } from './signed-in.ts';
import { sessionOfOtherTab } from './tabs.ts';
import { createUserManager, pageUrl } from './user-manager.ts';

interface Props {
  /** Loads what is inside, for who is signed in already. */
  prepare: () => Promise<void>;
  children: ReactNode;
}

/** Everything inside is for who is signed in and in a group. */
export function Session({ prepare, children }: Props) {
  const { session } = useMessages();
  const [stage, setStage] = useState<Stage>();
  const [failure, setFailure] = useState<string>();
  useEffect(() => {
    begin(prepare).then(setStage, (error: unknown) => setFailure(error instanceof Error ? error.message : String(error)));
  }, []);
  if (failure !== undefined)
    return <Problem title={session.noConfig} text={failure} action={session.tryAgain} onAction={() => location.reload()} />;
  if (!stage) return <Waiting text={session.loading} />;
  return (
    <AuthProvider userManager={stage.manager} onSigninCallback={(user) => returnTo(user?.state)}>
      <SignInWindow>
        <Gate stage={stage}>{children}</Gate>
      </SignInWindow>
    </AuthProvider>
  );
}

/** With the session of this tab, or of another one that is open. */
async function begin(prepare: () => Promise<void>): Promise<Stage> {
  void finishSignOut();
  const config = await readConfig();
  const manager = createUserManager(config);
  if (isSigningIn(location.search)) return { config, manager };
  const own = await manager.getUser();
  const theirs = own ? undefined : await sessionOfOtherTab();
  if (theirs) await manager.storeUser(theirs);
  if (own ?? theirs) await Promise.all([prepareConnection(), prepare()]);
  return { config, manager };
}

/** Puts the address back that somebody had opened before signing in. */
function returnTo(state: unknown): void {
  const query = typeof state === 'object' && state !== null && 'query' in state && typeof state.query === 'string' ? state.query : '';
  history.replaceState(null, '', `${pageUrl()}${query}`);
}
