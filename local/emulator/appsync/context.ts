import { Kind, print, type FieldNode, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';
import { identityOf, type Caller } from './caller.ts';
import type { HttpRequest } from './http.ts';

/** What of `ctx` is the same for every handler of one field. */
export interface FieldContext {
  arguments: Readonly<Record<string, unknown>>;
  identity: Record<string, unknown> | null;
  source: unknown;
  request: { headers: Record<string, string | string[]>; domainName: null };
  info: {
    fieldName: string;
    parentTypeName: string;
    variables: Readonly<Record<string, unknown>>;
    selectionSetList: string[];
    selectionSetGraphQL: string;
  };
  env: Readonly<Record<string, string>>;
}

/**
 * `ctx.request.headers`: what the caller sent, without cookies, and the trace id that the service
 * adds.
 */
export function contextHeaders(request: HttpRequest, requestId: string): Record<string, string | string[]> {
  const sent = Object.entries(request.headers).filter((entry): entry is [string, string | string[]] => entry[1] !== undefined);
  const headers = Object.fromEntries(sent.filter(([name]) => name !== 'cookie'));
  return { ...headers, 'x-amzn-trace-id': `Root=1-${requestId.slice(0, 8)}-${requestId.replaceAll('-', '').slice(8)}` };
}

/** Builds `ctx` for one field, but for what changes from handler to handler. */
export function fieldContext(
  source: unknown,
  args: Readonly<Record<string, unknown>>,
  info: GraphQLResolveInfo,
  caller: Caller,
  headers: Record<string, string | string[]>,
  env: Readonly<Record<string, string>>,
): FieldContext {
  return {
    arguments: args,
    identity: identityOf(caller),
    source: source ?? null,
    request: { headers, domainName: null },
    info: {
      fieldName: info.fieldName,
      parentTypeName: info.parentType.name,
      variables: info.variableValues,
      ...selectionOf(info),
    },
    env,
  };
}

/**
 * Cuts a value down to what the query selects of this field, as the service does with `data` of an
 * error.
 */
export function selectData(data: unknown, info: GraphQLResolveInfo): unknown {
  const chosen = new Set(selectionOf(info).selectionSetList);
  return chosen.size === 0 ? data : pick(data, '', chosen);
}

function pick(data: unknown, prefix: string, chosen: ReadonlySet<string>): unknown {
  if (Array.isArray(data)) return data.map((each) => pick(each, prefix, chosen));
  if (typeof data !== 'object' || data === null) return data;
  const entries = Object.entries(data).filter(([key]) => chosen.has(prefix + key));
  return Object.fromEntries(entries.map(([key, value]) => [key, pick(value, `${prefix}${key}/`, chosen)]));
}

type Selection = Pick<FieldContext['info'], 'selectionSetList' | 'selectionSetGraphQL'>;

/**
 * By the field's first node: documents are kept, and a document has the same fields for it each
 * time.
 */
const selections = new WeakMap<FieldNode, Selection>();

function selectionOf(info: GraphQLResolveInfo): Selection {
  const [node, ...others] = info.fieldNodes;
  // A field that is selected several times may be joined in another way under other variables
  // (@skip, @include).
  const known = node && others.length === 0 ? selections.get(node) : undefined;
  if (known) return known;
  const selection = {
    selectionSetList: selectedPaths(info),
    selectionSetGraphQL: info.fieldNodes.flatMap(({ selectionSet }) => (selectionSet ? [print(selectionSet)] : [])).join('\n'),
  };
  if (node && others.length === 0) selections.set(node, selection);
  return selection;
}

/** All selected fields, fragments followed: `lines`, `lines/productId`. */
function selectedPaths(info: GraphQLResolveInfo): string[] {
  const found = new Set<string>();
  const walk = (set: SelectionSetNode | undefined, prefix: string): void => {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) {
        const path = prefix + nameOf(selection);
        found.add(path);
        walk(selection.selectionSet, `${path}/`);
      } else {
        walk(selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : info.fragments[selection.name.value]?.selectionSet, prefix);
      }
    }
  };
  for (const node of info.fieldNodes) walk(node.selectionSet, '');
  return [...found];
}

function nameOf(field: FieldNode): string {
  return field.alias?.value ?? field.name.value;
}
