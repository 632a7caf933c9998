import { invalid, notBuilt } from '../refuse.ts';
import { RESERVED_WORDS } from './reserved-words.ts';
import { syntaxError, tokensOf, type ExpressionKind, type Token } from './tokens.ts';

/** Where an attribute is: its name or a placeholder of it, then those of the maps in it. */
export type Path = readonly string[];

/**
 * The placeholders that an expression uses: each that a request gives must be in one of its
 * expressions.
 */
export interface Used {
  names: Set<string>;
  values: Set<string>;
}

/** Reads the tokens of one expression from left to right. */
export class Cursor {
  readonly kind: ExpressionKind;
  readonly used: Used = { names: new Set(), values: new Set() };
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(expression: string, kind: ExpressionKind) {
    this.kind = kind;
    this.#tokens = tokensOf(expression, kind);
  }

  /** Whether all has been read. */
  get isDone(): boolean {
    return this.#at >= this.#tokens.length;
  }

  /** Takes the next token when it is this sign, or this keyword in any case. */
  take(wanted: string): boolean {
    if (!this.isNext(wanted)) return false;
    this.#at += 1;
    return true;
  }

  isNext(wanted: string, offset = 0): boolean {
    const token = this.#tokens[this.#at + offset];
    if (!token) return false;
    return token.type === 'name' ? token.text.toUpperCase() === wanted : token.type === wanted;
  }

  expect(wanted: string): void {
    if (!this.take(wanted)) throw this.unexpected();
  }

  /** Takes the name of a function, which is one when an opening bracket follows. */
  functionName(): string | undefined {
    const token = this.#tokens[this.#at];
    if (token?.type !== 'name' || this.#tokens[this.#at + 1]?.type !== '(') return undefined;
    if (/^(AND|OR|NOT|IN|BETWEEN)$/i.test(token.text)) return undefined;
    this.#at += 2;
    return token.text;
  }

  /** Takes a placeholder of a value. */
  value(): string | undefined {
    const token = this.#tokens[this.#at];
    if (token?.type !== ':') return undefined;
    this.#at += 1;
    this.used.values.add(token.text);
    return token.text;
  }

  path(): Path {
    const path = [this.#pathElement()];
    for (;;) {
      if (this.isNext('[')) throw notBuilt('An element of a list in an expression');
      if (!this.take('.')) return path;
      path.push(this.#pathElement());
    }
  }

  unexpected() {
    return syntaxError(this.kind, this.#tokens[this.#at]?.text ?? '<EOF>');
  }

  #pathElement(): string {
    const token = this.#tokens[this.#at];
    if (token?.type !== '#' && token?.type !== 'name') throw this.unexpected();
    this.#at += 1;
    if (token.type === '#') this.used.names.add(token.text);
    else if (RESERVED_WORDS.has(token.text.toUpperCase()))
      throw invalid(`Invalid ${this.kind}: Attribute name is a reserved keyword; reserved keyword: ${token.text}`);
    return token.text;
  }
}
