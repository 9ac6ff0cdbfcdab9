// The grammar of pseudo-variable texts (spec/modules.md 5): `$name`, `$name(inner)`, and in brackets, where an index and
// transformations may follow: `$(name(inner)[index]{transformation}...)`.

/** A pseudo-variable text taken apart. */
export interface ParsedText {
  readonly name: string;
  /** What stands in the parentheses behind the name, null without them. */
  readonly inner: string | null;
  /** What stands in `[]`, null without them: a number, `*`, or another variable. */
  readonly index: string | null;
  /** What stands in each `{}`. */
  readonly transformations: readonly string[];
}

const DOLLAR = 36;
const OPEN = 40;
const CLOSE = 41;
const DOT = 46;
const LBRACKET = 91;
const RBRACKET = 93;
const UNDERSCORE = 95;
const LBRACE = 123;
const RBRACE = 125;
const QMARK = 63;

/** @returns null when the text is no pseudo-variable, or something stands behind it */
export function parsePvText(text: string): ParsedText | null {
  const end = pvTextEnd(text, 0, text.length);
  return end === text.length ? takeApart(text) : null;
}

/**
 * Finds a pseudo-variable inside a longer text, as in the arguments of transformations.
 * @param from index of the `$`
 * @returns the index behind it, or -1 when none begins there
 */
export function pvTextEnd(text: string, from: number, to: number): number {
  if (text.charCodeAt(from) !== DOLLAR || from + 1 >= to) return -1;
  if (text.charCodeAt(from + 1) === OPEN) return closing(text, from + 1, to, OPEN, CLOSE);
  const nameEnd = nameEndOf(text, from + 1, to);
  if (nameEnd === from + 1) return -1;
  return nameEnd < to && text.charCodeAt(nameEnd) === OPEN ? closing(text, nameEnd, to, OPEN, CLOSE) : nameEnd;
}

function takeApart(text: string): ParsedText | null {
  const bracketed = text.charCodeAt(1) === OPEN;
  const start = bracketed ? 2 : 1;
  const to = bracketed ? text.length - 1 : text.length;
  let i = nameEndOf(text, start, to);
  if (i === start) return null;
  const name = text.slice(start, i);
  let inner: string | null = null;
  let index: string | null = null;
  if (i < to && text.charCodeAt(i) === OPEN) {
    const end = closing(text, i, to, OPEN, CLOSE);
    if (end < 0) return null;
    inner = text.slice(i + 1, end - 1);
    i = end;
  }
  if (i < to && text.charCodeAt(i) === LBRACKET) {
    const end = closing(text, i, to, LBRACKET, RBRACKET);
    if (end < 0) return null;
    index = text.slice(i + 1, end - 1);
    i = end;
  }
  const transformations: string[] = [];
  while (i < to && text.charCodeAt(i) === LBRACE) {
    const end = closing(text, i, to, LBRACE, RBRACE);
    if (end < 0) return null;
    transformations.push(text.slice(i + 1, end - 1));
    i = end;
  }
  return i === to ? { name, inner, index, transformations } : null;
}

// behind the bracket that closes the one at `from`; -1 when none does
function closing(text: string, from: number, to: number, open: number, close: number): number {
  let depth = 0;
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i);
    if (c === open) depth++;
    else if (c === close && --depth === 0) return i + 1;
  }
  return -1;
}

function nameEndOf(text: string, from: number, to: number): number {
  let i = from;
  while (i < to && isNameChar(text.charCodeAt(i))) i++;
  // a dot may stand in a name, not at its end: `$rU.` in a longer text is `$rU` and a full stop
  while (i > from && text.charCodeAt(i - 1) === DOT) i--;
  return i;
}

function isNameChar(c: number): boolean {
  if ((c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57)) return true;
  return c === UNDERSCORE || c === DOT || c === QMARK;
}
