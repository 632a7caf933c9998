import type { UserManager } from 'oidc-client-ts';
import { createContext, useContext } from 'react';
import type { Config } from './config.ts';

/** What the session of a page is made with. */
export interface Stage {
  config: Config;
  manager: UserManager;
}

/** Who is signed in. `ended`: only signing in again helps, which keeps what is on screen. */
export interface SignedIn {
  name: string;
  ended: boolean;
  signInAgain: () => void;
  signOut: () => void;
}

export const SignedInContext = createContext<SignedIn | undefined>(undefined);

export function useSignedIn(): SignedIn {
  const signedIn = useContext(SignedInContext);
  if (!signedIn) throw new Error('useSignedIn works inside of Connected only.');
  return signedIn;
}
