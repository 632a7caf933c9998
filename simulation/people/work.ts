import { REUSE } from '../checks/calls.ts';
import { change, commit, extend, fulfill, release, reserve, shipLarge } from './checkout.ts';
import type { Role } from './clients.ts';
import { send, type Intent, type Person } from './person.ts';
import { availability, carts, history, list, many, order, product, reservation } from './readers.ts';
import { adjust, count, describe, look, remove, transfer } from './staff.ts';

type Action = (person: Person) => Intent | undefined;

/** What each does, the more often the more often it is named. */
const ACTIONS: Readonly<Record<Role, readonly Action[]>> = {
  checkout: [reserve, reserve, reserve, reserve, change, extend, release, commit, commit, fulfill, fulfill, shipLarge, reservation, order],
  catalogue: [look, look, count, count, adjust, transfer, transfer, describe, remove],
  admin: [look, look, count, adjust, adjust, transfer, release, describe, list],
  viewer: [look, product, many, reservation, order, history, list, carts],
  storefront: [availability],
};

/**
 * Of all calls, how many are sent again although they were answered: a caller that died and came
 * back.
 */
const AGAIN = 0.15;

/** Makes one call, and perhaps the very same once more, at once or beside itself. */
export async function workOnce(person: Person): Promise<void> {
  const { chance, role } = person;
  const intent = chance.pick(ACTIONS[role])(person);
  if (!intent) return;
  if (chance.happens(AGAIN)) {
    await Promise.all([send(person, intent), send(person, intent)]);
    return;
  }
  const value = await send(person, intent);
  if (chance.happens(AGAIN)) await send(person, intent);
  else if (value !== undefined && chance.happens(AGAIN)) await reuse(person, intent);
}

/** Sends the id of a call that was done for something else, which has to be refused. */
async function reuse(person: Person, { operation, key, input }: Intent): Promise<void> {
  const { client } = person;
  const asked = input as never;
  const others: Readonly<Record<string, (() => Promise<unknown>) | undefined>> = {
    adjustStock: () => client.adjustStock({ ...(asked as Parameters<typeof client.adjustStock>[0]), delta: 77 }),
    reserveStock: () => client.reserveStock({ ...(asked as Parameters<typeof client.reserveStock>[0]), ttlSeconds: 86_400 }),
    transferStock: () => client.transferStock({ ...(asked as Parameters<typeof client.transferStock>[0]), quantity: 777 }),
    fulfillStock: () => client.fulfillStock({ ...(asked as Parameters<typeof client.fulfillStock>[0]), reference: 'another' }),
  };
  const other = others[operation];
  if (other) await send(person, { operation: REUSE, key, input, send: other });
}
