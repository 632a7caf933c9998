import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  type FragmentDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/**
 * A subscription selects exactly one field of the schema, and no variable decides whether it does.
 * Takes the place of the rule of graphql-js, which does not report but throws where @skip or
 * @include has a variable.
 */
export const oneSubscriptionField: ValidationRule = (context) => ({
  OperationDefinition: (operation) => {
    if (operation.operation !== OperationTypeNode.SUBSCRIPTION) return;
    const selections = selectionsIn(operation.selectionSet, context, new Set());
    const keys = selections.flatMap((each) => (each.kind === Kind.FIELD ? [each.alias?.value ?? each.name.value] : []));
    if (new Set(keys).size === 1 && !selections.some(isConditional) && !selections.some(isIntrospection)) return;
    const message = 'A subscription must have exactly one root field, without @skip and @include, and not one of introspection';
    context.reportError(new GraphQLError(message, { nodes: operation }));
  },
});

/**
 * Everything at the top of an operation, fragments and what is in them. They may be cyclic, which
 * is another rule's matter.
 */
function selectionsIn(set: SelectionSetNode, context: ValidationContext, seen: Set<FragmentDefinitionNode>): SelectionNode[] {
  return set.selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind === Kind.FIELD) return [selection];
    if (selection.kind === Kind.INLINE_FRAGMENT) return [selection, ...selectionsIn(selection.selectionSet, context, seen)];
    const fragment = context.getFragment(selection.name.value);
    if (!fragment || seen.has(fragment)) return [selection];
    return [selection, ...selectionsIn(fragment.selectionSet, context, seen.add(fragment))];
  });
}

function isConditional({ directives = [] }: SelectionNode): boolean {
  return directives.some(({ name }) => name.value === 'skip' || name.value === 'include');
}

function isIntrospection(selection: SelectionNode): boolean {
  return selection.kind === Kind.FIELD && selection.name.value.startsWith('__');
}
