import {
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** The fragments of a document by name. */
export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** The fragments of a document by name. */
export function fragmentsOf(document: DocumentNode): Fragments {
  const definitions = document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(definitions.map((each) => [each.name.value, each]));
}

/**
 * The fields of a selection set of a validated document, fragments followed. A field may occur more
 * than once.
 */
export function fieldsIn(set: SelectionSetNode, fragments: Fragments): FieldNode[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragments.get(selection.name.value)?.selectionSet;
    return inner ? fieldsIn(inner, fragments) : [];
  });
}

/** The root fields of an operation of a validated document. */
export function rootFieldsOf(document: DocumentNode, operation: OperationDefinitionNode): FieldNode[] {
  return fieldsIn(operation.selectionSet, fragmentsOf(document));
}

/** Whether the answer has the field under its own name. */
export function isUnaliased(field: FieldNode): boolean {
  return field.alias === undefined || field.alias.value === field.name.value;
}
