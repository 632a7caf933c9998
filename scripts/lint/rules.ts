import { dirname, resolve } from 'node:path';
import type { Rule } from 'eslint';
import { layerOf, layers } from '../../layers.ts';
import { fromRoot, importsIn, importsOf, isInside } from './imports.ts';

/** An import must be in the table of layers.ts. */
const layering: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      unknown: '{{file}} is in no layer: put it into one, or add its folder to layers.ts.',
      refused: '{{from}} may not import {{to}} (layers.ts): move what both need to where both may reach it.',
    },
  },
  create(context) {
    const file = fromRoot(context.cwd, context.filename);
    if (!file.includes('/')) return {};
    const from = layerOf(file);
    if (from === undefined) {
      return { Program: (node) => context.report({ node, messageId: 'unknown', data: { file } }) };
    }
    return importsIn(context.filename, ({ node, target }) => {
      const path = fromRoot(context.cwd, target);
      // What sets up tools, at the root, is in no layer.
      if (!path.includes('/')) return;
      const to = layerOf(path) ?? path;
      if (to !== from && !layers[from]?.mayImport.includes(to)) context.report({ node, messageId: 'refused', data: { from, to } });
    });
  },
};

/** No file may import itself over others: neither can be read, tested or moved without the rest. */
const noCircle: Rule.RuleModule = {
  meta: { type: 'problem', schema: [], messages: { circle: 'A circle of imports: {{way}}.' } },
  create(context) {
    return importsIn(context.filename, ({ node, target }) => {
      const way = wayBetween(target, context.filename);
      if (way)
        context.report({
          node,
          messageId: 'circle',
          data: { way: [context.filename, ...way].map((path) => fromRoot(context.cwd, path)).join(' > ') },
        });
    });
  },
};

/** The shortest way over imports from one file to another, both included; undefined for none. */
function wayBetween(from: string, to: string): string[] | undefined {
  const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
  for (const path of cameFrom.keys()) {
    if (path === to) return wayTo(path, cameFrom);
    // A Map hands out what is added while one walks over it.
    for (const next of importsOf(path)) if (!cameFrom.has(next)) cameFrom.set(next, path);
  }
  return undefined;
}

function wayTo(path: string, cameFrom: ReadonlyMap<string, string | undefined>): string[] {
  const before = cameFrom.get(path);
  return before === undefined ? [path] : [...wayTo(before, cameFrom), path];
}

/**
 * A folder that could be a package of its own: no path in it leads out of it, whether to import or
 * to read, and it does not speak of what is outside. Options: the folder, and the words.
 */
const selfContained: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [
      {
        type: 'object',
        properties: { folder: { type: 'string' }, words: { type: 'array', items: { type: 'string' } } },
        required: ['folder', 'words'],
      },
    ],
    messages: {
      path: '{{path}} leads out of {{folder}}/: what it needs from outside comes in as an argument.',
      word: '{{folder}}/ must not speak of "{{word}}": it knows only what it is given.',
    },
  },
  create(context) {
    const { folder, words } = context.options[0] as { folder: string; words: string[] };
    const look = (node: Rule.Node, text: unknown) => {
      if (typeof text !== 'string' || !text.startsWith('..')) return;
      const isOutside = !isInside(resolve(dirname(context.filename), text), resolve(context.cwd, folder));
      if (isOutside) context.report({ node, messageId: 'path', data: { path: text, folder } });
    };
    return {
      Literal: (node) => look(node, node.value),
      TemplateElement: (node) => look(node, node.value.cooked),
      Program: () => {
        for (const { index, 0: word } of context.sourceCode.text.matchAll(new RegExp(words.join('|'), 'gi'))) {
          context.report({ loc: context.sourceCode.getLocFromIndex(index), messageId: 'word', data: { word, folder } });
        }
      },
    };
  },
};

/** The plugin of the rules that keep the walls. */
export default { rules: { layers: layering, 'no-circle': noCircle, 'self-contained': selfContained } };
