import type { en } from './en.ts';

/**
 * Every word of the panel. English is the original; other languages have the same keys and
 * parameters.
 */
export type Messages = Widened<typeof en>;

type Widened<Value> = Value extends string
  ? string
  : Value extends (...given: infer Given) => infer Result
    ? (...given: Given) => Result
    : { readonly [Key in keyof Value]: Widened<Value[Key]> };
