import { onTestFinished } from 'vitest';
import type { Cart } from '../../examples/checkout.ts';
import type { Commitment, Orders } from '../../examples/order-system.ts';
import { type AwsCredentials, createInventoryClient, type InventoryClient, sigV4 } from '../../web/client/main.ts';
import { newId } from './fixtures.ts';
import { type StackDescription, useStack } from './stack.ts';

/** The policy of a back end. */
export type BackEnd = 'checkout' | 'catalogue' | 'returns';

/** The typed client of a back end, for the test around. */
export function backEnd(who: BackEnd, stack: StackDescription = useStack()): InventoryClient {
  const { graphqlUrl, realtimeUrl, region, credentials } = stack;
  // A description that a person wrote may lack `returns`, and whoever keeps the catalogue may do
  // the same.
  const keys: AwsCredentials = credentials[who] ?? credentials.catalogue;
  const client = createInventoryClient({ graphqlUrl, realtimeUrl, authorization: sigV4({ region, credentials: keys }) });
  onTestFinished(() => client.close());
  return client;
}

/** A cart that nobody has held yet. */
export function aCart(): Cart {
  return { cartId: newId('cart'), attempt: 1 };
}

/** A shop's table of orders. */
export function orderTable(): Orders {
  const decisions = new Map<string, Commitment>();
  return {
    decisionOf: async (orderId) => decisions.get(orderId),
    decide: async (orderId, decision) => void decisions.set(orderId, decision),
  };
}

/** The process died. */
export class Killed extends Error {}

/**
 * Lets a process die at its n-th call of whichever of these objects: before the call leaves, or
 * after it took effect and before its answer.
 */
export function dyingAt(n: number, when: 'before' | 'after') {
  let calls = 0;
  return {
    /** Whether it has come so far. */
    died: () => calls >= n,
    wrap<Target extends object>(target: Target): Target {
      return new Proxy(target, {
        get(of, name) {
          const value: unknown = Reflect.get(of, name);
          if (typeof value !== 'function') return value;
          return async (...args: unknown[]) => {
            calls += 1;
            const last = calls === n;
            if (last && when === 'before') throw new Killed();
            const answer = await (value.apply(of, args) as Promise<unknown>);
            if (last) throw new Killed();
            return answer;
          };
        },
      });
    },
  };
}

/**
 * What happens beside a process, right before its first call of that name, as another tab does it.
 */
export function interruptedBy(target: InventoryClient, name: keyof InventoryClient, event: () => Promise<unknown>): InventoryClient {
  let done = false;
  return new Proxy(target, {
    get(of, asked) {
      const value: unknown = Reflect.get(of, asked);
      if (asked !== name || typeof value !== 'function') return value;
      return async (...args: unknown[]) => {
        if (!done) {
          done = true;
          await event();
        }
        return value.apply(of, args) as unknown;
      };
    },
  });
}
