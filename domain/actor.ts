import type { ActorKind } from '../schema/types.ts';

// Who makes a change, as the tables keep it: the kind in front of the name, since anybody may be
// called `checkout` or `system:expiry`. What runs by itself has its kind in its name
// (domain/last-change.ts). Changes of release 0.1.0 have the name alone.

const USER = 'user:';
const ROLE = 'role:';
const SYSTEM = 'system:';

/** A member of staff, by the user name. */
export function userActor(name: string): string {
  return USER + name;
}

/** Whoever signed a request, by the name of the role or IAM user. */
export function roleActor(name: string): string {
  return ROLE + name;
}

/** The name as callers know it; null where none was kept. */
export function actorName(stored: string | null | undefined): string | null {
  const kind = actorKind(stored);
  const actor = stored ?? null;
  if (actor === null) {
    return null;
  }
  // Both prefixes are as long.
  return kind === 'USER' || kind === 'ROLE' ? actor.slice(USER.length) : actor;
}

/** What kind of actor it is; null where that was not kept. */
export function actorKind(stored: string | null | undefined): ActorKind | null {
  const actor = stored ?? '';
  if (actor.startsWith(USER)) {
    return 'USER';
  }
  if (actor.startsWith(ROLE)) {
    return 'ROLE';
  }
  return actor.startsWith(SYSTEM) ? 'SYSTEM' : null;
}
