/**
 * A setting that there is not, or a value that it cannot have; the message is a sentence for who
 * has given it.
 */
export class SettingError extends Error {}

/** What settings stand on that depend on others. */
interface Basics {
  stage: string;
  production: boolean;
}

/** As a context has it: text from the command line, anything plain from cdk.json. */
export type Given = string | number | boolean | undefined;

/** One setting: how it is read, and what its row in docs/operations.md says. */
export interface Setting<Value> {
  purpose: string;
  /** What may be set. */
  values: string;
  /** What it is when nobody sets it, in words. */
  otherwise: string;
  /**
   * Throws a sentence that names the setting when `given` is not one of its values. Undefined or
   * empty: nobody has set it.
   */
  read(name: string, given: Given, basics: Basics): Value;
}

type Fallback<Value> = Value | ((basics: Basics) => Value);

interface Words<Value> {
  purpose: string;
  fallback: Fallback<Value>;
  /** Where the fallback does not say it well. */
  otherwise?: string;
}

/** Yes or no. */
export function flag({ purpose, fallback, otherwise = String(fallback) }: Words<boolean>): Setting<boolean> {
  const values = 'true or false';
  return {
    ...{ purpose, values, otherwise },
    read(name, given, basics) {
      if (isUnset(given)) return typeof fallback === 'function' ? fallback(basics) : fallback;
      if (String(given) !== 'true' && String(given) !== 'false') throw wrong(name, given, values);
      return String(given) === 'true';
    },
  };
}

/** A whole number within bounds. */
export function wholeNumber({
  purpose,
  least,
  most,
  fallback,
  otherwise = format(fallback),
}: Words<number> & { fallback: number; least: number; most: number }): Setting<number> {
  const values = `a whole number from ${format(least)} to ${format(most)}`;
  return {
    ...{ purpose, values, otherwise },
    read(name, given) {
      const value = Number(isUnset(given) ? fallback : given);
      if (!Number.isInteger(value) || value < least || value > most) throw wrong(name, given, values);
      return value;
    },
  };
}

/** A text of a shape; empty when it is not set and has no fallback. */
export function matching({
  purpose,
  pattern,
  values,
  fallback = '',
  otherwise = `\`${fallback}\``,
}: Partial<Words<string>> & { purpose: string; pattern: Pick<RegExp, 'test'>; values: string; fallback?: string }): Setting<string> {
  return {
    ...{ purpose, values, otherwise },
    read(name, given) {
      const value = String(given ?? '') || fallback;
      if (value !== '' && !pattern.test(value)) throw wrong(name, given, values);
      return value;
    },
  };
}

function isUnset(given: Given): given is undefined | '' {
  return given === undefined || given === '';
}

function wrong(name: string, given: Given, values: string): SettingError {
  return new SettingError(`Setting ${name} is "${String(given)}"; it must be ${values}.`);
}

function format(value: number): string {
  return value.toLocaleString('en-US');
}
