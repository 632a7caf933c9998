import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { Rule } from 'eslint';
import ts from 'typescript';

/** An import of another file of the repository; paths are absolute. */
export interface ImportOf {
  /** Where lint shows it. */
  node: Rule.Node;
  target: string;
}

interface WithSource {
  source?: { value?: unknown } | null;
  argument?: { literal?: { value?: unknown } };
}

/**
 * Calls `found` for each import of a file of the repository: of values and types, exported again,
 * at run time (`import()`), and types in place (`import('…').Name`).
 */
export function importsIn(filename: string, found: (each: ImportOf) => void): Rule.RuleListener {
  const look = (node: Rule.Node) => {
    const { source, argument } = node as Rule.Node & WithSource;
    const specifier = source?.value ?? argument?.literal?.value;
    if (typeof specifier === 'string' && specifier.startsWith('.')) found({ node, target: resolve(dirname(filename), specifier) });
  };
  return {
    ImportDeclaration: look,
    ExportNamedDeclaration: look,
    ExportAllDeclaration: look,
    ImportExpression: look,
    TSImportType: look,
  };
}

/** Whether a path is in a directory. */
export function isInside(path: string, directory: string): boolean {
  const way = relative(directory, path);
  return !way.startsWith('..') && !isAbsolute(way);
}

/** A path below `root` as tables and messages write it. */
export function fromRoot(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}

const known = new Map<string, { changed: number; targets: readonly string[] }>();

/**
 * The files that a file on disk imports; none when it is not there or no code. Read again only when
 * it has changed: an editor keeps lint running.
 */
export function importsOf(path: string): readonly string[] {
  if (!/\.(ts|tsx|js|mjs)$/.test(path)) return [];
  const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (changed === undefined) return [];
  const entry = known.get(path);
  if (entry?.changed === changed) return entry.targets;
  const { importedFiles } = ts.preProcessFile(readFileSync(path, 'utf8'), true, true);
  const targets = importedFiles.flatMap(({ fileName }) => (fileName.startsWith('.') ? [resolve(dirname(path), fileName)] : []));
  known.set(path, { changed, targets });
  return targets;
}
