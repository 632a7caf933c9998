import { Kind, visit, type ASTNode, type DocumentNode, type GraphQLError } from 'graphql';
import { wireLocations, type WireError } from './errors.ts';

/**
 * How the service's engine (graphql-java) words what a rule of graphql-js finds: `$1` … are the
 * parts of the pattern.
 */
interface Wording {
  rule: string;
  pattern: RegExp;
  type: string;
  text: string;
}

const WORDINGS: readonly Wording[] = [
  {
    rule: 'FieldsOnCorrectType',
    pattern: /^Cannot query field "(.+?)" on type "(.+?)"/,
    type: 'FieldUndefined',
    text: "Field '$1' in type '$2' is undefined",
  },
  { rule: 'KnownArgumentNames', pattern: /^Unknown argument "(.+?)"/, type: 'UnknownArgument', text: 'Unknown field argument $1' },
  {
    rule: 'ProvidedRequiredArguments',
    pattern: /^Field "(.+?)" argument "(.+?)"/,
    type: 'MissingFieldArgument',
    text: 'Missing field argument $2',
  },
  {
    rule: 'ScalarLeafs',
    pattern: /^Field "(.+?)" must not have a selection since type "(.+?)"/,
    type: 'SubSelectionNotAllowed',
    text: 'Sub selection not allowed on leaf type $2 of field $1',
  },
  {
    rule: 'ScalarLeafs',
    pattern: /^Field "(.+?)" of type "(.+?)" must have/,
    type: 'SubSelectionRequired',
    text: 'Sub selection required for type $2 of field $1',
  },
  { rule: 'KnownTypeNames', pattern: /^Unknown type "(.+?)"/, type: 'UnknownType', text: 'Unknown type $1' },
  { rule: 'NoUndefinedVariables', pattern: /^Variable "\$(.+?)"/, type: 'UndefinedVariable', text: 'Undefined variable $1' },
  { rule: 'NoUnusedVariables', pattern: /^Variable "\$(.+?)"/, type: 'UnusedVariable', text: 'Unused variable $1' },
  { rule: 'KnownFragmentNames', pattern: /^Unknown fragment "(.+?)"/, type: 'UndefinedFragment', text: 'Undefined fragment $1' },
  { rule: 'NoUnusedFragments', pattern: /^Fragment "(.+?)"/, type: 'UnusedFragment', text: 'Unused fragment $1' },
  {
    rule: 'VariablesInAllowedPosition',
    pattern: /^Variable "\$.+?" of type "(.+?)" used in position expecting type "(.+?)"/,
    type: 'VariableTypeMismatch',
    text: "Variable type '$1' doesn't match expected type '$2'",
  },
  { rule: 'ValuesOfCorrectType', pattern: /^(.*)$/s, type: 'WrongType', text: '$1' },
];

/**
 * A violation of a validation rule as the service words it: no errorType, `path` null, the place in
 * the query after the `@`.
 */
export function validationWireError(rule: string, error: GraphQLError, document: DocumentNode): WireError {
  const wording = WORDINGS.find((each) => each.rule === rule && each.pattern.test(error.message));
  const text = wording ? fill(wording.text, wording.pattern.exec(error.message) ?? []) : error.message;
  const place = error.nodes?.[0] ? fieldPath(document, error.nodes[0]) : '';
  return {
    path: null,
    locations: wireLocations(error.locations?.slice(0, 1)),
    message: `Validation error of type ${wording?.type ?? rule}: ${text}${place ? ` @ '${place}'` : ''}`,
  };
}

function fill(text: string, parts: readonly (string | undefined)[]): string {
  return text.replaceAll(/\$(\d)/g, (_, index: string) => parts[Number(index)] ?? '');
}

/** The fields around a node, from the root of its operation: `customer/orders`. */
function fieldPath(document: DocumentNode, wanted: ASTNode): string {
  const fields: string[] = [];
  let found = '';
  visit(document, {
    enter: (node) => {
      if (node.kind === Kind.FIELD) fields.push(node.name.value);
      if (node === wanted) found = fields.join('/');
    },
    leave: (node) => {
      if (node.kind === Kind.FIELD) fields.pop();
    },
  });
  return found;
}
