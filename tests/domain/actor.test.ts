import { describe, expect, test } from 'vitest';
import { actorKind, actorName, roleActor, userActor } from '../../domain/actor.ts';

describe('an actor', () => {
  test.each([
    ['a member of staff', userActor('anna'), 'USER', 'anna'],
    ['a role', roleActor('checkout'), 'ROLE', 'checkout'],
    ['what runs by itself', 'system:expiry', 'SYSTEM', 'system:expiry'],
    ['a user who is called like what runs by itself', userActor('system:expiry'), 'USER', 'system:expiry'],
    ['a user who is called like a role', userActor('role:checkout'), 'USER', 'role:checkout'],
    ['somebody of a release that kept no kinds', 'checkout', null, 'checkout'],
    ['nobody', null, null, null],
  ])('says its kind and its name: %s', (_, stored, kind, name) => {
    expect([actorKind(stored), actorName(stored)]).toEqual([kind, name]);
  });
});
