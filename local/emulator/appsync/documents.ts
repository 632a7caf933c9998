import {
  GraphQLError,
  parse,
  SingleFieldSubscriptionsRule,
  specifiedRules,
  validate,
  visit,
  type DocumentNode,
  type GraphQLSchema,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import type { WireError } from './errors.ts';
import { malformedRequest } from './http.ts';
import { documentDepth } from './limits.ts';
import { oneSubscriptionField } from './subscription-rule.ts';
import { validationWireError } from './validation-errors.ts';

/** The service's limit of a query's length, in tokens. */
const MAX_TOKENS = 15_000;
/**
 * Characters of all queries in the cache together, and of one that comes into it. What is parsed
 * takes some hundred times as much memory.
 */
const MAX_CACHED = 500_000;
const MAX_CACHED_QUERY = 50_000;
/**
 * Nodes of a document in each other. graphql-java stops at 500 rules of its grammar, of which a
 * node is one or two.
 */
const MAX_NESTING = 500;
/** graphql-java stops at 100 as well. */
const MAX_ERRORS = 100;

/** A query that was parsed and checked against the schema. */
export interface PreparedDocument {
  document: DocumentNode;
  /** Empty when the document may be executed. */
  errors: WireError[];
  /** Levels of fields. */
  depth: number;
}

/**
 * Parses and validates; repeated queries come from a cache that is bounded by their length, the
 * least recently used leave first.
 */
export function createDocumentCache(schema: GraphQLSchema, introspection: boolean): (query: string) => PreparedDocument {
  const cache = new Map<string, PreparedDocument>();
  let length = 0;
  return (query) => {
    const known = cache.get(query);
    const prepared = known ?? prepare(query, schema, introspection);
    if (known) cache.delete(query);
    else if (query.length > MAX_CACHED_QUERY) return prepared;
    else length += query.length;
    cache.set(query, prepared);
    for (const oldest of cache.keys()) {
      if (length <= MAX_CACHED) break;
      cache.delete(oldest);
      length -= oldest.length;
    }
    return prepared;
  };
}

function prepare(query: string, schema: GraphQLSchema, introspection: boolean): PreparedDocument {
  const document = parseQuery(query);
  const errors = validationErrors(document, schema, introspection);
  return { document, errors, depth: errors.length === 0 ? documentDepth(document) : 0 };
}

function parseQuery(query: string): DocumentNode {
  let document: DocumentNode | undefined;
  try {
    document = parse(query, { maxTokens: MAX_TOKENS });
  } catch {
    // Not GraphQL, or so deep that the parser's stack ends.
  }
  if (!document || nestingOf(document) > MAX_NESTING) throw malformedRequest('Unable to parse GraphQL query.');
  return document;
}

/**
 * How many nodes are in each other. What comes after goes down by calling itself, so this does not.
 */
function nestingOf(document: DocumentNode): number {
  let [now, most] = [0, 0];
  visit(document, {
    enter: () => {
      now += 1;
      most = Math.max(most, now);
    },
    leave: () => {
      now -= 1;
    },
  });
  return most;
}

function validationErrors(document: DocumentNode, schema: GraphQLSchema, introspection: boolean): WireError[] {
  const found: WireError[] = [];
  const named = specifiedRules
    .filter((rule) => rule !== SingleFieldSubscriptionsRule)
    .map((rule) => [rule.name.replace(/Rule$/, ''), rule] as const);
  named.push(['SubscriptionMultipleRootFields', oneSubscriptionField]);
  const rules = introspection ? named : [...named, ['FieldsOnCorrectType', noIntrospection] as const];
  validate(
    schema,
    document,
    rules.map(([name, rule]) => reportingAs(rule, (error) => found.push(validationWireError(name, error, document)))),
    { maxErrors: MAX_ERRORS },
  );
  return found.slice(0, MAX_ERRORS);
}

/**
 * Runs a rule with its own report, because an error of graphql-js does not say which rule it comes
 * from.
 */
function reportingAs(rule: ValidationRule, report: (error: GraphQLError) => void): ValidationRule {
  return (context) => {
    const own = Object.create(context, {
      reportError: {
        value: (error: GraphQLError) => {
          report(error);
          context.reportError(error);
        },
      },
    }) as ValidationContext;
    return rule(own);
  };
}

/** With introspection off, its fields do not exist; `__typename` stays. */
const noIntrospection: ValidationRule = (context) => ({
  Field: (node) => {
    const name = node.name.value;
    if (name !== '__schema' && name !== '__type') return;
    const type = context.getParentType()?.name ?? 'Query';
    context.reportError(new GraphQLError(`Cannot query field "${name}" on type "${type}".`, { nodes: node }));
  },
});
