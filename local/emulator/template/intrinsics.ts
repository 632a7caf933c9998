/**
 * What intrinsics may refer to. Every lookup throws a sentence when there is nothing of that name.
 */
export interface Scope {
  ref(name: string): unknown;
  attribute(logicalId: string, attribute: string): unknown;
  condition(name: string): boolean;
}

/** Stands for `AWS::NoValue`: the property or list entry that resolves to it is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

/**
 * Replaces the CloudFormation intrinsics in a value. Throws a sentence on one that is not
 * understood; `where` names the place in the template for that sentence.
 */
export function resolve(value: unknown, scope: Scope, where: string): unknown {
  if (Array.isArray(value)) return value.map((entry) => resolve(entry, scope, where)).filter((entry) => entry !== NO_VALUE);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (only && entries.length === 1 && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) return intrinsic(only[0], only[1], scope, where);
  return Object.fromEntries(entries.map(([key, entry]) => [key, resolve(entry, scope, where)]).filter(([, entry]) => entry !== NO_VALUE));
}

/** A condition of the template's `Conditions` section, or the value of one. */
export function evaluateCondition(value: unknown, scope: Scope, where: string): boolean {
  const [name, argument] = Object.entries(value as Record<string, unknown>)[0] ?? ['nothing'];
  const all = () => (argument as unknown[]).map((entry) => evaluateCondition(entry, scope, where));
  switch (name) {
    case 'Condition':
      return scope.condition(String(argument));
    case 'Fn::Equals': {
      const [left, right] = resolve(argument, scope, where) as unknown[];
      return left === right;
    }
    case 'Fn::And':
      return all().every(Boolean);
    case 'Fn::Or':
      return all().some(Boolean);
    case 'Fn::Not':
      return !all()[0];
    default:
      throw new Error(`${where} uses ${name}, which the local stack does not understand in a condition.`);
  }
}

function intrinsic(name: string, argument: unknown, scope: Scope, where: string): unknown {
  switch (name) {
    case 'Ref':
      return scope.ref(String(argument));
    case 'Fn::GetAtt':
      return getAttribute(argument, scope);
    case 'Fn::Join': {
      const [separator, parts] = argument as [string, unknown];
      return list(parts, scope, where).map(String).join(separator);
    }
    case 'Fn::Sub':
      return substitute(argument, scope, where);
    case 'Fn::Select': {
      const [index, items] = argument as [number | string, unknown];
      const chosen = list(items, scope, where)[Number(index)];
      if (chosen === undefined) throw new Error(`${where} selects entry ${index} of a list that is shorter.`);
      return chosen;
    }
    case 'Fn::Split': {
      const [separator, text] = argument as [string, unknown];
      return String(resolve(text, scope, where)).split(separator);
    }
    case 'Fn::If': {
      const [condition, then, otherwise] = argument as [string, unknown, unknown];
      return resolve(scope.condition(condition) ? then : otherwise, scope, where);
    }
    default:
      throw new Error(`${where} uses ${name}, which the local stack does not understand.`);
  }
}

function getAttribute(argument: unknown, scope: Scope): unknown {
  const [logicalId = '', ...attribute] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
  return scope.attribute(logicalId, attribute.join('.'));
}

function substitute(argument: unknown, scope: Scope, where: string): string {
  const [text, variables] = Array.isArray(argument) ? (argument as [string, Record<string, unknown>]) : [String(argument), {}];
  return text.replace(/\$\{(!?)([^}]+)\}/g, (_match, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (Object.hasOwn(variables, name)) return String(resolve(variables[name], scope, where));
    return String(name.includes('.') ? getAttribute(name, scope) : scope.ref(name));
  });
}

function list(value: unknown, scope: Scope, where: string): unknown[] {
  const resolved = resolve(value, scope, where);
  if (!Array.isArray(resolved)) throw new Error(`${where} needs a list where the template has none.`);
  return resolved;
}
