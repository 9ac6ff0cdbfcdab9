import { EQ, QUOTE, SEMI, equalsLower, indexOfChar, isSpace, skipQuoted, skipSpace, trimEnd } from './chars.ts';

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
  let i = nameStart;
  while (i < to) {
    const c = text.charCodeAt(i);
    if (c === EQ || c === SEMI) break;
    i++;
  }
  const nameEnd = trimEnd(text, nameStart, i);
  if (i >= to || text.charCodeAt(i) !== EQ) {
    return { start, nameStart, nameEnd, valueStart: -1, valueEnd: -1, end: nameEnd };
  }
  const valueStart = skipSpace(text, i + 1, to);
  let end: number;
  if (valueStart < to && text.charCodeAt(valueStart) === QUOTE) {
    end = skipQuoted(text, valueStart, to);
    if (end < 0) return null;
    // what stands between the closing quote and the next `;` belongs to the value: it is passed on, never understood
    while (end < to && text.charCodeAt(end) !== SEMI) end++;
  } else {
    end = indexOfChar(text, SEMI, valueStart, to);
    if (end < 0) end = to;
  }
  end = trimEnd(text, valueStart, end);
  return { start, nameStart, nameEnd, valueStart, valueEnd: end, end };
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
  const param = findParam(text, from, to, name);
  if (param === null) return null;
  return param.valueStart < 0 ? '' : text.slice(param.valueStart, param.valueEnd);
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
