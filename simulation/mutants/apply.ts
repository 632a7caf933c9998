import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';
import { bundleFunctions, bundleResolvers, type Bundle } from '../../infra/build.ts';
import { replaceCode } from '../cloud/assembly.ts';
import { clientMutants } from './client.ts';
import { domainMutants } from './domain.ts';
import { functionMutants } from './functions.ts';
import type { Mutant } from './mutant.ts';
import { stackMutants } from './stack.ts';

/** All rules that are broken on purpose. */
export const mutants: readonly Mutant[] = [...domainMutants, ...functionMutants, ...clientMutants, ...stackMutants];

const root = join(import.meta.dirname, '../..');

/** The mutated text of a mutant's file. Throws a sentence when the rule is not there any more. */
export function mutated({ name, file, find, replace }: Mutant): string {
  const text = readFileSync(join(root, file), 'utf8');
  if (text.split(find).length !== 2) throw new Error(`The mutant "${name}" does not fit ${file} any more: its text must be there once.`);
  return text.replace(find, () => replace);
}

/**
 * Lets this process run with the rule broken: in what it imports from now on, and in the bundles of
 * resolvers and functions. The files stay as they are.
 */
export async function apply(mutant: Mutant): Promise<void> {
  const [path, text] = [join(root, mutant.file), mutated(mutant)];
  registerHooks({
    load: (url, context, next) => {
      const loaded = next(url, context);
      return url === pathToFileURL(path).href ? { ...loaded, source: text } : loaded;
    },
  });
  if (mutant.file.startsWith('web/') || mutant.file.startsWith('local/')) return;
  const plugin: Plugin = {
    name: 'mutant',
    setup: (bundling) =>
      bundling.onLoad({ filter: /\.ts$/, namespace: 'file' }, (load) =>
        load.path === path ? { contents: text, loader: 'ts' } : undefined,
      ),
  };
  const [resolvers, functions] = [await bundleResolvers([plugin]), await bundleFunctions([plugin])];
  replaceCode((assembly) => ({
    ...assembly,
    assets: new Map([
      ...assembly.assets,
      ...resolvers.map(({ path: at, text: code }) => [relative(join(root, 'build'), at), code] as const),
    ]),
    directories: new Map([...assembly.directories, ...functions.map(directoryOf)]),
  }));
}

/** A function's directory as a deploy zips it. */
function directoryOf({ path, text }: Bundle) {
  const [folder = '', file = ''] = relative(join(root, 'build'), path).split(/\/(?=[^/]*$)/);
  return [`${folder}.zip`, new Map([[file, Buffer.from(text)]])] as const;
}
