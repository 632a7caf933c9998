import { newId } from '../fixtures.ts';
import { describeProduct } from '../operations.ts';
import { type Call, changed, find, keyOfName, levelNames, type Model, type ModelLevel } from './world.ts';

/** What a product is said to be: null leaves as it is, an empty text clears. */
export interface Words {
  name: string | null;
  category: string | null;
}

/**
 * What the caller says to have seen: nothing, every level as it is, or one level as it never was.
 */
type Seen = 'nothing' | 'all' | 'wrong';

/** A product is described in all its warehouses at once. */
export function describeCall({ product, words, seen }: { product: string; words: Words; seen: Seen }): Call {
  return {
    name: `describeProduct ${product} as ${JSON.stringify(words)}, expecting ${seen}`,
    send: (world, model) =>
      describeProduct(world.callers.catalogue, {
        changeId: newId('change'),
        productId: keyOfName(world, `${product}/`).productId,
        ...words,
        ...(seen !== 'nothing' && { expected: expectedOf(model, product, seen) }),
      }),
    decide: (model) => {
      const levels = levelsOf(model, product);
      if (levels.length === 0) return 'NOT_FOUND';
      const [[, first]] = levels as [[string, ModelLevel]];
      if (seen === 'wrong' && !isAs(first, words)) return 'VERSION_CONFLICT';
      for (const [, level] of levels) if (!isAs(level, words)) changed(level, described(level, words));
      return 'OK';
    },
  };
}

/** What a level is called after somebody says these words of it. */
export function described(before: Pick<ModelLevel, 'name' | 'category'>, { name, category }: Words): Pick<ModelLevel, 'name' | 'category'> {
  return { name: name === null ? before.name : name || null, category: category === null ? before.category : category || null };
}

/** What a new level has of its product: what the first of its levels has, by warehouse. */
export function productWords(model: Model, levelName: string): Pick<ModelLevel, 'name' | 'category'> {
  const [product = ''] = levelName.split('/');
  const [first] = levelsOf(model, product);
  return first ? first[1] : { name: null, category: null };
}

/** The levels of a product that are there, by warehouse. */
function levelsOf(model: Model, product: string): [string, ModelLevel][] {
  return levelNames
    .filter((name) => name.startsWith(`${product}/`))
    .flatMap((name) => {
      const level = find(model, name);
      return level ? [[name, level] as [string, ModelLevel]] : [];
    });
}

function isAs(level: ModelLevel, words: Words): boolean {
  const then = described(level, words);
  return then.name === level.name && then.category === level.category;
}

function expectedOf(model: Model, product: string, seen: Seen) {
  return levelsOf(model, product).map(([levelName, { name, category }], place) => ({
    warehouseId: levelName.slice(product.length + 1),
    name: seen === 'wrong' && place === 0 ? 'never so' : (name ?? ''),
    category: category ?? '',
  }));
}
