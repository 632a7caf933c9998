/** A rule that does not hold: the run has found what it looks for. */
export class Violation extends Error {
  override readonly name = 'Violation';
  /** The check that found it. */
  readonly check: string;

  constructor(check: string, message: string) {
    super(`${check}: ${message}`);
    this.check = check;
  }
}

/** Throws a violation unless the rule holds. */
export function holds(check: string, rule: boolean, message: () => string): void {
  if (!rule) throw new Violation(check, message());
}

/** Throws a violation unless both are the same as JSON. */
export function same(check: string, is: unknown, should: unknown, about: string): void {
  const [one, other] = [JSON.stringify(is), JSON.stringify(should)];
  if (one !== other) throw new Violation(check, `${about}: ${one} is not ${other}`);
}
