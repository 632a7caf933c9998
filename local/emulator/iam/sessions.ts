import { randomBytes, randomInt } from 'node:crypto';
import type { Principal } from './principal.ts';

/** A role that somebody has for a while, with credentials of its own. */
export type Session = Principal & Required<Pick<Principal, 'temporary'>>;

/** The sessions of roles that were given out since the start. */
export interface Sessions {
  /** Gives a role to somebody who calls himself `name`, for so many seconds. */
  open(role: Principal, name: string, seconds: number): Session;
  byAccessKeyId(accessKeyId: string): Session | undefined;
}

/** How long one is remembered after its end, so that its caller hears that it is over. */
const REMEMBERED_MS = 3_600_000;
/** Temporary ones of AWS begin with ASIA; these are of this machine. */
const OWN_KEYS = 'ASIALOCAL';
const UPPER_ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Without any yet. They end with the process, as nobody keeps the credentials of an hour. */
export function createSessions(): Sessions {
  const sessions = new Map<string, Session>();
  return {
    open: (role, name, seconds) => {
      const now = Date.now();
      for (const [id, { temporary }] of sessions) if (temporary.expires + REMEMBERED_MS < now) sessions.delete(id);
      const credentials = { accessKeyId: OWN_KEYS + randomText(11), secretAccessKey: randomBytes(30).toString('base64') };
      const temporary = { sessionName: name, sessionToken: randomBytes(192).toString('base64'), expires: now + seconds * 1_000 };
      const session = { ...role, ...credentials, temporary };
      sessions.set(session.accessKeyId, session);
      return session;
    },
    byAccessKeyId: (id) => sessions.get(id),
  };
}

/** Whether a key is, or was before a restart, one of such a session. */
export function isOfSession(accessKeyId: string): boolean {
  return accessKeyId.startsWith(OWN_KEYS);
}

function randomText(length: number): string {
  return Array.from({ length }, () => UPPER_ALPHANUMERIC[randomInt(UPPER_ALPHANUMERIC.length)]).join('');
}
