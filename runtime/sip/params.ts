// Parameters: `;name=value;name`, behind a URI, a name-addr or a header value (`generic-param`, RFC 3261 25.1).

import { EQ, QUOTE, SEMI, equalsLower, isSpace, skipQuoted, skipSpace, trimEnd } from './chars.ts';

/** Where one `;name=value` stands in a text. */
export interface Param {
  /** The `;`. */
  start: number;
  nameStart: number;
  nameEnd: number;
  /** -1 when there is no `=`. */
  valueStart: number;
  valueEnd: number;
  /** Behind the value, before white space that follows. */
  end: number;
}

/**
 * Reads the parameter that begins at or behind `from`.
 * @param from index of a `;`, or of white space before one
 * @param to end of the parameters
 * @returns null when there is none, or when a quoted value never closes
 */
export function nextParam(text: string, from: number, to: number): Param | null {
  const start = skipSpace(text, from, to);
  if (start >= to || text.charCodeAt(start) !== SEMI) return null;
  const nameStart = skipSpace(text, start + 1, to);
  const behindName = nameLimit(text, nameStart, to);
  const nameEnd = trimEnd(text, nameStart, behindName);
  if (behindName >= to || text.charCodeAt(behindName) !== EQ) {
    return { start, nameStart, nameEnd, valueStart: -1, valueEnd: -1, end: nameEnd };
  }
  const valueStart = skipSpace(text, behindName + 1, to);
  const next = valueLimit(text, valueStart, to);
  if (next < 0) return null;
  const end = trimEnd(text, valueStart, next);
  return { start, nameStart, nameEnd, valueStart, valueEnd: end, end };
}

// the `=` or `;` behind a name, or `to`
function nameLimit(text: string, from: number, to: number): number {
  while (from < to) {
    const c = text.charCodeAt(from);
    if (c === EQ || c === SEMI) break;
    from++;
  }
  return from;
}

// The `;` behind a value, or `to`; -1 when a quote never closes. What stands between the closing quote and the next `;` belongs
// to the value: it is passed on, never understood.
function valueLimit(text: string, from: number, to: number): number {
  let i = from;
  if (i < to && text.charCodeAt(i) === QUOTE) {
    i = skipQuoted(text, i, to);
    if (i < 0) return -1;
  }
  while (i < to && text.charCodeAt(i) !== SEMI) i++;
  return i;
}

/**
 * Finds a parameter by name.
 * @param name in lower case; the case of the text is ignored
 * @returns the first one of that name, or null
 */
export function findParam(text: string, from: number, to: number, name: string): Param | null {
  let at = from;
  while (at < to) {
    const param = nextParam(text, at, to);
    if (param === null) return null;
    if (equalsLower(text, param.nameStart, param.nameEnd, name)) return param;
    at = param.end;
  }
  return null;
}

/**
 * @param name in lower case
 * @returns the value as written (quotes included), '' for a parameter without value, null when it is absent
 */
export function paramValue(text: string, from: number, to: number, name: string): string | null {
  // as `findParam`, without an object for each parameter on the way: tags are looked for in every message
  let at = skipSpace(text, from, to);
  while (at < to && text.charCodeAt(at) === SEMI) {
    const nameStart = skipSpace(text, at + 1, to);
    const behindName = nameLimit(text, nameStart, to);
    const found = equalsLower(text, nameStart, trimEnd(text, nameStart, behindName), name);
    at = behindName;
    if (at < to && text.charCodeAt(at) === EQ) {
      const valueStart = skipSpace(text, at + 1, to);
      at = valueLimit(text, valueStart, to);
      if (at < 0) return null;
      if (found) return text.slice(valueStart, trimEnd(text, valueStart, at));
    } else if (found) return '';
  }
  return null;
}

/** Removes the quotes around a value and the backslashes inside; a value without quotes is returned as it is. */
export function unquote(value: string): string {
  if (value.length < 2 || value.charCodeAt(0) !== QUOTE || value.charCodeAt(value.length - 1) !== QUOTE) return value;
  const inner = value.slice(1, -1);
  if (!inner.includes('\\')) return inner;
  let out = '';
  for (let i = 0; i < inner.length; i++) {
    if (inner[i] === '\\' && i + 1 < inner.length) i++;
    out += inner[i];
  }
  return out;
}

/** @returns whether [from, to) is white space only */
export function isBlank(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!isSpace(text.charCodeAt(i))) return false;
  return true;
}
