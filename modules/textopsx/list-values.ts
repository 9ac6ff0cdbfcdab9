import {
  BACKSLASH,
  COMMA,
  EQ,
  GT,
  LT,
  QUOTE,
  SEMI,
  equalsIgnoreCase,
  indexOfChar,
  isSpace,
  skipSpace,
  trimEnd,
  type HeaderField,
  type SipMessage,
} from '../../runtime/module.ts';
import { wordEnd } from './value-path.ts';

// Values of list headers and their parameters as upstream cuts them: whatever stands in a field, it has at least one value.

/** A value of a list header. */
export interface Value {
  readonly field: HeaderField;
  readonly start: number;
  /** Without white space around it. */
  readonly end: number;
  /** White space in front of it counted. */
  readonly from: number;
  /** Behind the comma that follows, or the end of the body. */
  readonly to: number;
}

/** @returns the fields of a name, in order */
export function fieldsNamed(message: SipMessage, name: string): HeaderField[] {
  const fields: HeaderField[] = [];
  for (let i = message.findByName(name); i >= 0; i = message.findByName(name, i + 1)) fields.push(message.field(i));
  return fields;
}

/** @returns all values of the fields of a name */
export function valuesNamed(message: SipMessage, name: string): Value[] {
  const values: Value[] = [];
  for (const field of fieldsNamed(message, name)) pushValues(message.text, field, values);
  return values;
}

// A comma in quotes separates nothing; behind a last comma there is no value
function pushValues(text: string, field: HeaderField, into: Value[]): void {
  const { bodyEnd } = field;
  let at = field.bodyStart;
  do {
    const from = at;
    const start = skipSpace(text, from, bodyEnd);
    let quoted = false;
    for (at = start; at < bodyEnd; at++) {
      const c = text.charCodeAt(at);
      if (c === COMMA && !quoted) break;
      if (c === QUOTE && (!quoted || text.charCodeAt(at - 1) !== BACKSLASH)) quoted = !quoted;
    }
    const end = trimEnd(text, start, at);
    if (at < bodyEnd) at++;
    into.push({ field, start, end, from, to: at });
  } while (at < bodyEnd);
}

/** A parameter: what goes when it is removed, and what goes for another value; where one is to be added when it is not there. */
export interface Param {
  readonly there: boolean;
  readonly start: number;
  readonly end: number;
  /** Behind the name. */
  readonly nameEnd: number;
  /** Behind its value. */
  readonly valueEnd: number;
  /** What stands in front of one that is added. */
  readonly separator: string;
}

/** @returns the first parameter of that name in `[from, to)`, `;name=value` each */
export function semicolonParam(text: string, from: number, to: number, name: string): Param {
  let i = from;
  for (;;) {
    const start = i;
    i = skipSpace(text, i, to);
    if (i >= to || text.charCodeAt(i) !== SEMI) return missing(start, ';');
    const nameStart = skipSpace(text, i + 1, to);
    let nameEnd = nameStart;
    while (nameEnd < to && !endsName(text.charCodeAt(nameEnd))) nameEnd++;
    i = skipSpace(text, nameEnd, to);
    if (i < to && text.charCodeAt(i) === EQ) i = valueEnd(text, skipSpace(text, i + 1, to), to, SEMI);
    if (equalsIgnoreCase(text.slice(nameStart, nameEnd), name)) {
      return { there: true, start, end: i, nameEnd, valueEnd: i, separator: ';' };
    }
  }
}

function endsName(c: number): boolean {
  return c === EQ || c === SEMI || isSpace(c);
}

/** @returns the first parameter of that name in `[from, to)`, `scheme name=value, name=value` as in Authorization */
export function commaParam(text: string, from: number, to: number, name: string): Param {
  let separator = '';
  for (let i = from; i < to;) {
    const start = i;
    i = skipSpace(text, i, to);
    const comma = i < to && text.charCodeAt(i) === COMMA;
    if (comma) i = skipSpace(text, i + 1, to);
    const behind = wordEnd(text, i, to);
    if (behind === i) {
      // upstream never leaves another character
      i = Math.max(i, start + 1, i < to && text.charCodeAt(i) !== COMMA ? i + 1 : i);
      continue;
    }
    if (separator === '') separator = ' ';
    const word = text.slice(i, behind);
    const nameEnd = (i = skipSpace(text, behind, to));
    if (i >= to || text.charCodeAt(i) !== EQ) continue;
    separator = ',';
    const end = (i = valueEnd(text, skipSpace(text, i + 1, to), to, COMMA));
    i = skipSpace(text, i, to);
    if (!equalsIgnoreCase(word, name)) continue;
    const next = !comma && i < to && text.charCodeAt(i) === COMMA;
    return { there: true, start, end: next ? i + 1 : end, nameEnd, valueEnd: end, separator };
  }
  return missing(to, separator);
}

function missing(at: number, separator: string): Param {
  return { there: false, start: at, end: at, nameEnd: at, valueEnd: at, separator };
}

// of a quoted text behind its closing quote
function valueEnd(text: string, from: number, to: number, separator: number): number {
  let i = from;
  if (i < to && text.charCodeAt(i) === QUOTE) {
    const close = indexOfChar(text, QUOTE, i + 1, to);
    return close < 0 ? to : close + 1;
  }
  while (i < to && text.charCodeAt(i) !== separator && !isSpace(text.charCodeAt(i))) i++;
  return i;
}

/** @returns where the parameters of a value begin: at the first `;` outside quotes and `<>`, else its end */
export function paramsOf(text: string, { start, end }: Value): number {
  let quoted = false;
  let inside = false;
  for (let i = start; i < end; i++) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) quoted = !quoted || text.charCodeAt(i - 1) === BACKSLASH;
    else if (quoted) continue;
    else if (c === LT || c === GT) inside = c === LT;
    else if (c === SEMI && !inside) return i;
  }
  return end;
}
