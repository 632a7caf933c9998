import { toSeconds, type BusEvent } from './event.ts';

/** What a rule tells its targets about itself. */
export interface RuleNames {
  name: string;
  arn: string;
}

/** What a target gets of an event, as text. */
export type Input = (event: BusEvent, receivedAt: number) => string;

type Variables = Readonly<Record<string, (event: BusEvent, receivedAt: number) => unknown>>;

const MAX_VARIABLES = 100;
const MAX_TEMPLATE_LENGTH = 8_192;
const VARIABLE = /<([^<>]+)>/g;

/**
 * What a target of a rule gets: the event, `Input` as it is, what `InputPath` points to, or what
 * `InputTransformer` makes. Throws a sentence on what EventBridge would refuse, and on paths that
 * are not built here.
 */
export function readInput(target: Readonly<Record<string, unknown>>, rule: RuleNames, owner: string): Input {
  const { Input: text, InputPath, InputTransformer } = target;
  if ([text, InputPath, InputTransformer].filter((part) => part !== undefined).length > 1)
    throw new Error(`A target of ${owner} has more than one of Input, InputPath and InputTransformer.`);
  if (typeof text === 'string') return () => text;
  if (InputPath !== undefined) {
    const read = readPath(InputPath, owner);
    return (event) => JSON.stringify(read(event) ?? null);
  }
  return InputTransformer === undefined ? (event) => JSON.stringify(event) : transformer(InputTransformer, rule, owner);
}

function transformer(properties: unknown, rule: RuleNames, owner: string): Input {
  const { InputPathsMap = {}, InputTemplate } = properties as { InputPathsMap?: Record<string, unknown>; InputTemplate?: unknown };
  const template = String(InputTemplate);
  const paths = Object.entries(InputPathsMap).map(([name, path]) => [name, readPath(path, owner)] as const);
  if (paths.length > MAX_VARIABLES) throw new Error(`A target of ${owner} has more than ${MAX_VARIABLES} variables.`);
  const variables: Variables = { ...Object.fromEntries(paths), ...predefined(rule) };
  refuseTemplate(template, variables, owner);
  return (event, receivedAt) => fill(template, (name) => variables[name]?.(event, receivedAt));
}

function predefined({ name, arn }: RuleNames): Variables {
  return {
    'aws.events.rule-arn': () => arn,
    'aws.events.rule-name': () => name,
    'aws.events.event.ingestion-time': (_event, receivedAt) => toSeconds(receivedAt),
    'aws.events.event': (event) => Object.fromEntries(Object.entries(event).filter(([key]) => key !== 'detail')),
    'aws.events.event.json': (event) => event,
  };
}

/** A template must be JSON once its variables have values: one value, or a text in each line. */
function refuseTemplate(template: string, variables: Variables, owner: string): void {
  if (template.length > MAX_TEMPLATE_LENGTH) throw new Error(`The InputTemplate of ${owner} is longer than ${MAX_TEMPLATE_LENGTH}.`);
  const stranger = Array.from(template.matchAll(VARIABLE), ([, name = '']) => name).find((name) => !Object.hasOwn(variables, name));
  if (stranger !== undefined) throw new Error(`The InputTemplate of ${owner} has <${stranger}>, which its InputPathsMap does not.`);
  const filled = fill(template, () => 'x');
  const isText = template.trimStart().startsWith('"');
  if (isText ? !filled.trim().split('\n').every(isJson) : !isJson(filled))
    throw new Error(`The InputTemplate of ${owner} is neither JSON nor lines in double quotes, which EventBridge refuses.`);
}

/** Inside of quotes a value goes without its own; an object in a text loses all of them. */
function fill(template: string, valueOf: (name: string) => unknown): string {
  return template.replace(VARIABLE, (_match, name: string, offset: number) => {
    const value = valueOf(name) ?? '';
    const json = JSON.stringify(value);
    if (!isInText(template, offset)) return json;
    return typeof value === 'string' ? json.slice(1, -1) : json.replaceAll('"', '');
  });
}

function isInText(template: string, offset: number): boolean {
  return (template.slice(0, offset).match(/\\.|"/gs) ?? []).filter((mark) => mark === '"').length % 2 === 1;
}

function readPath(path: unknown, owner: string): (event: BusEvent) => unknown {
  if (typeof path !== 'string' || !/^\$(\.[\w/-]+|\[\d+\])*$/.test(path))
    throw new Error(`${owner} has the path ${String(path)}; the local stack understands names after dots and numbers in brackets.`);
  const steps = Array.from(path.matchAll(/[\w/-]+/g), ([step]) => step);
  return (event) => steps.reduce<unknown>(below, event);
}

function below(value: unknown, step: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[step] : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
