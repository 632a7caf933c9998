import { ErrorResponse, type SigninSilentArgs, User, UserManager } from 'oidc-client-ts';

// Tabs of a browser share a session from memory to memory. It is on no disk, and is gone with the
// last of them; scripts of other origins hear nothing of it.

const CHANNEL = 'onhand-tabs';
/** Held together by all tabs that are signed in: who arrives sees whether it is worth to ask. */
const SIGNED_IN = 'onhand-signed-in';
/** Held by the tab that renews. */
const RENEWAL = 'onhand-renewal';
/** Where the tabs find until when the newest session lasts, epoch seconds: no secret. */
const RENEWED_UNTIL = 'onhand-renewed-until';
/** How long a tab may take to answer that is busy, milliseconds. */
const PATIENCE_MS = 5_000;

type Message = { type: 'ask' } | { type: 'session'; user: string } | { type: 'signed-out'; sub: string };

function tell(message: Message): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(message);
  channel.close();
}

/**
 * The session of another tab, `but` not this one of before; undefined where there is none. `self`
 * is the client id of this tab, where its own locks would count.
 */
export async function sessionOfOtherTab(but?: User | null, self?: string): Promise<User | undefined> {
  const { held = [] } = await navigator.locks.query();
  if (!held.some(({ name, clientId }) => name === SIGNED_IN && clientId !== self)) return undefined;
  const channel = new BroadcastChannel(CHANNEL);
  const answer = new Promise<User | undefined>((resolve) => {
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.type !== 'session') return;
      const user = User.fromStorageString(data.user);
      if (user.access_token !== but?.access_token || (user.expires_at ?? 0) > (but.expires_at ?? 0)) resolve(user);
    };
    setTimeout(() => resolve(undefined), PATIENCE_MS);
  });
  channel.postMessage({ type: 'ask' } satisfies Message);
  return answer.finally(() => channel.close());
}

/**
 * Hands the session of this tab to those that ask, and takes in what another one renewed. When the
 * person signs out elsewhere this tab forgets its session and calls `left`. Returns the end of it.
 */
export function shareSession(manager: UserManager, sub: string, left: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  const { promise: ended, resolve: end } = Promise.withResolvers<undefined>();
  void navigator.locks.request(SIGNED_IN, { mode: 'shared' }, () => ended);
  const hear = async (message: Message) => {
    const own = await manager.getUser();
    if (message.type === 'ask') {
      if (own?.expired === false) channel.postMessage({ type: 'session', user: own.toStorageString() } satisfies Message);
    } else if (message.type === 'session') {
      const user = User.fromStorageString(message.user);
      // Whoever is leaving this tab must not be brought back by a renewal that was under way.
      if (!own || user.profile.sub !== sub || (user.expires_at ?? 0) <= (own.expires_at ?? 0)) return;
      await manager.storeUser(user);
      await manager.events.load(user);
    } else if (message.sub === sub) {
      await manager.removeUser();
      left();
    }
  };
  channel.onmessage = ({ data }: MessageEvent<Message>) => void hear(data);
  return () => {
    channel.close();
    end(undefined);
  };
}

/** Tells the other tabs of this person that he has signed out. */
export function tellSignedOut({ profile }: User): void {
  tell({ type: 'signed-out', sub: profile.sub });
}

/**
 * Renews once for all tabs: each renewal ends the refresh token before it, so that two tabs that
 * renewed for themselves would sign each other out.
 */
export class SharedUserManager extends UserManager {
  override async signinSilent(given?: SigninSilentArgs): Promise<User | null> {
    const before = await this.getUser();
    const atOnce = await navigator.locks.request(RENEWAL, { ifAvailable: true }, async (lock) =>
      lock ? { user: await this.#renew(given, isBehind(before)) } : undefined,
    );
    if (atOnce) return atOnce.user;
    return navigator.locks.request(RENEWAL, async () => {
      const own = await this.getUser();
      // Another tab renewed while this one waited. This one has heard of it, or asks.
      if (own?.expired === false && own.access_token !== before?.access_token) return own;
      return this.#renew(given, true);
    });
  }

  /** Called by who holds the lock. `behind`: another tab seems to have renewed. */
  async #renew(given: SigninSilentArgs | undefined, behind: boolean): Promise<User | null> {
    const own = await this.getUser();
    const theirs = behind ? await this.#takeOver(own) : undefined;
    if (theirs) return theirs;
    try {
      const renewed = await super.signinSilent(given);
      if (!renewed) return renewed;
      localStorage.setItem(RENEWED_UNTIL, String(renewed.expires_at ?? 0));
      tell({ type: 'session', user: renewed.toStorageString() });
      return renewed;
    } catch (cause) {
      // What one tab stores reaches another one at any time after the lock does, and a busy tab
      // answers late: the refusal itself may be how this one learns that another has renewed.
      const late = cause instanceof ErrorResponse ? await this.#takeOver(own) : undefined;
      if (late) return late;
      throw cause;
    }
  }

  /** The session that this person has in another tab, now also in this one, which renews. */
  async #takeOver(own: User | null): Promise<User | undefined> {
    const { held = [] } = await navigator.locks.query();
    const theirs = await sessionOfOtherTab(own, held.find(({ name }) => name === RENEWAL)?.clientId);
    if (theirs?.expired !== false || theirs.profile.sub !== own?.profile.sub) return undefined;
    await this.storeUser(theirs);
    await this.events.load(theirs);
    return theirs;
  }
}

/** Whether another tab has renewed, and this one has not heard of it yet. */
function isBehind(own: User | null): boolean {
  return Number(localStorage.getItem(RENEWED_UNTIL)) > (own?.expires_at ?? 0);
}
