import { invalid } from '../refuse.ts';
import type { Item, Value } from '../values.ts';
import { valueAt, type Bindings } from './bindings.ts';
import type { Path } from './cursor.ts';

/** What a projection leaves of an item: the values at its paths, in the maps that they are in. */
export function projected(item: Item, projection: readonly Path[] | undefined, { names }: Bindings): Item {
  if (!projection) return item;
  const left: Record<string, unknown> = {};
  for (const path of projection.map(names)) {
    const value = valueAt(item, path);
    if (value !== undefined) place(left, path, value);
  }
  return left as Item;
}

/** Refuses a projection that names one place twice. */
export function checkProjection(projection: readonly Path[], { names }: Bindings): void {
  const paths = projection.map(names);
  paths.forEach((path, at) => {
    const other = paths.slice(0, at).find((before) => before.every((name, depth) => depth >= path.length || name === path[depth]));
    if (other)
      throw invalid(
        `Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [${other.join(', ')}], path two: [${path.join(', ')}]`,
      );
  });
}

function place(map: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: Value): void {
  if (rest.length === 0) define(map, name, value);
  else {
    if (!Object.hasOwn(map, name)) define(map, name, { M: {} });
    place((map[name] as { M: Record<string, unknown> }).M, rest, value);
  }
}

/** Also under a name like `__proto__`. */
function define(map: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(map, name, { value, enumerable: true, configurable: true, writable: true });
}
