// Java's java.util.regex.Pattern in terms of JavaScript's, for the part of both that means the same
// after translation.

const CLASS_ESCAPES: Readonly<Record<string, string>> = {
  d: '0-9',
  w: 'A-Za-z0-9_',
  s: ' \\t\\n\\v\\f\\r',
  h: ' \\t\\xA0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000',
};
/** Spelled out, so that they can stand inside a class too. */
const NEGATED_ESCAPES: Readonly<Record<string, string>> = {
  D: '\\x00-\\x2f\\x3a-\\u{10ffff}',
  W: '\\x00-\\x2f\\x3a-\\x40\\x5b-\\x5e\\x60\\x7b-\\u{10ffff}',
  S: '\\x00-\\x08\\x0e-\\x1f\\x21-\\u{10ffff}',
};
const POSIX_CLASSES: Readonly<Record<string, string>> = {
  Alpha: 'A-Za-z',
  Digit: '0-9',
  Alnum: 'A-Za-z0-9',
  Upper: 'A-Z',
  Lower: 'a-z',
  Cntrl: '\\x00-\\x1f\\x7f',
  Space: ' \\t\\n\\v\\f\\r',
  ASCII: '\\x00-\\x7f',
};
const SAME_ESCAPES = 'tnrf0123456789bB';
/** Without the line ends that Java's dot leaves out. */
const DOT = '[^\\n\\r\\u0085\\u2028\\u2029]';

const compiled = new Map<string, RegExp>();
const MAX_COMPILED = 200;

/**
 * Compiles a Java pattern. `whole` matches the full text, as `Pattern.matches` does. Throws a
 * sentence on constructs that are not translated (possessive quantifiers, class intersections,
 * inline flags, \Q).
 */
export function compileJavaPattern(pattern: string, flags: string, whole: boolean): RegExp {
  const key = `${flags}${whole ? '=' : '~'}${pattern}`;
  const known = compiled.get(key);
  if (known) {
    known.lastIndex = 0;
    return known;
  }
  const source = translate(pattern);
  const expression = new RegExp(whole ? `^(?:${source})$` : source, `u${flags}`);
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  compiled.set(key, expression);
  return expression;
}

function translate(pattern: string): string {
  const characters = Array.from(pattern);
  let source = '';
  let inClass = false;
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    const next = characters[at + 1] ?? '';
    if (character === '\\') {
      const escape = readEscape(characters, at, inClass);
      source += escape.text;
      at = escape.last;
    } else if (inClass) {
      if (character === '[' || (character === '&' && next === '&')) throw unsupported(pattern);
      if (character === ']') inClass = false;
      source += character;
    } else {
      if (character === '(' && next === '?' && !':=!<'.includes(characters[at + 2] ?? '')) throw unsupported(pattern);
      if (character === '+' && '*+?}'.includes(characters[at - 1] ?? ' ') && characters[at - 2] !== '\\') throw unsupported(pattern);
      inClass = character === '[';
      source += character === '.' ? DOT : '{}]'.includes(character) ? brace(character, source, characters, at) : character;
    }
  }
  return source;
}

/** A closing bracket or brace that closes nothing is itself in Java. */
function brace(character: string, source: string, characters: string[], at: number): string {
  if (character === ']') return '\\]';
  if (character === '}') return /\{\d+(,\d*)?$/.test(source) ? '}' : '\\}';
  return /^\{\d+(,\d*)?\}/.test(characters.slice(at, at + 24).join('')) ? '{' : '\\{';
}

function readEscape(characters: string[], at: number, inClass: boolean): { text: string; last: number } {
  const letter = characters[at + 1] ?? '';
  if (letter === 'p' || letter === 'P') return readProperty(characters, at, inClass);
  const members = CLASS_ESCAPES[letter] ?? NEGATED_ESCAPES[letter];
  if (members) return { text: inClass ? members : `[${members}]`, last: at + 1 };
  if (letter === 'x' || letter === 'u') {
    const digits = characters.slice(at + 2, at + (letter === 'x' ? 4 : 6)).join('');
    if (!/^[0-9a-fA-F]+$/.test(digits)) throw unsupported(characters.join(''));
    return { text: `\\${letter}${digits}`, last: at + 1 + digits.length };
  }
  if (SAME_ESCAPES.includes(letter) && letter !== '') return { text: `\\${letter}`, last: at + 1 };
  if (letter === '' || /[A-Za-z]/.test(letter)) throw unsupported(characters.join(''));
  const mustEscape = '^$\\.*+?()[]{}|/'.includes(letter) || (inClass && letter === '-');
  return { text: mustEscape ? `\\${letter}` : letter, last: at + 1 };
}

function readProperty(characters: string[], at: number, inClass: boolean): { text: string; last: number } {
  const negated = characters[at + 1] === 'P';
  const end = characters[at + 2] === '{' ? characters.indexOf('}', at) : at + 2;
  if (end < 0) throw unsupported(characters.join(''));
  const name = end === at + 2 ? (characters[end] ?? '') : characters.slice(at + 3, end).join('');
  const members = POSIX_CLASSES[name];
  if (!members) return { text: `\\${negated ? 'P' : 'p'}{${name}}`, last: end };
  if (inClass && negated) throw unsupported(characters.join(''));
  return { text: inClass ? members : `[${negated ? '^' : ''}${members}]`, last: end };
}

function unsupported(pattern: string): Error {
  return new Error(`The pattern ${pattern} uses a construct of Java that is not built in the local stack.`);
}
