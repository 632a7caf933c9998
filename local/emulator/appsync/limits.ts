import { Kind, type DocumentNode, type FragmentDefinitionNode, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';

/**
 * The largest depth limit that the service lets an API have. Introspection, whose fields the API's
 * own limit does not count, ends here: a deeper document is refused as a whole.
 */
export const MAX_DOCUMENT_DEPTH = 75;

/** How many fields deep a response path is; list positions do not count. */
export function pathDepth(path: GraphQLResolveInfo['path']): number {
  let depth = 0;
  for (let at: GraphQLResolveInfo['path'] | undefined = path; at; at = at.prev) if (typeof at.key === 'string') depth += 1;
  return depth;
}

/**
 * Levels of fields in the deepest operation of a validated document (no fragment cycles). A root
 * field is level 1.
 */
export function documentDepth(document: DocumentNode): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions) if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  const depths = new Map<SelectionSetNode, number>();
  const depthOf = (set: SelectionSetNode | undefined): number => {
    if (!set) return 0;
    const known = depths.get(set);
    if (known !== undefined) return known;
    const depth = set.selections.reduce((deepest, selection) => {
      if (selection.kind === Kind.FIELD) return Math.max(deepest, 1 + depthOf(selection.selectionSet));
      const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragments.get(selection.name.value)?.selectionSet;
      return Math.max(deepest, depthOf(inner));
    }, 0);
    depths.set(set, depth);
    return depth;
  };
  return document.definitions.reduce(
    (deepest, each) => (each.kind === Kind.OPERATION_DEFINITION ? Math.max(deepest, depthOf(each.selectionSet)) : deepest),
    0,
  );
}
