import {
  COLON,
  COMMA,
  EQ,
  LBRACKET,
  QUOTE,
  RBRACKET,
  SEMI,
  decimal,
  equalsLower,
  isSpace,
  isTokenChar,
  skipQuoted,
  skipSpace,
  trimEnd,
} from './chars.ts';
import { paramValue } from './params.ts';

/** Where the parts of one Via value stand in a text (RFC 3261 20.42). */
export class Via {
  readonly text: string;
  readonly start: number;
  end = -1;
  /** Protocol name and version, `SIP` and `2.0`. */
  nameStart = -1;
  nameEnd = -1;
  versionStart = -1;
  versionEnd = -1;
  transportStart = -1;
  transportEnd = -1;
  /** sent-by host; an IPv6 reference includes its brackets. */
  hostStart = -1;
  hostEnd = -1;
  /** 0 when no port is written. */
  port = 0;
  portStart = -1;
  portEnd = -1;
  /** Where parameters begin: behind sent-by. */
  paramsStart = -1;
  branchStart = -1;
  branchEnd = -1;
  /** The `;` of an `rport` parameter, -1 when there is none. */
  rportStart = -1;
  rportEnd = -1;
  /** Value of rport: -1 absent, 0 present without a usable value. */
  rport = -1;
  receivedStart = -1;
  receivedEnd = -1;
  receivedParamStart = -1;

  constructor(text: string, start: number) {
    this.text = text;
    this.start = start;
  }

  get host(): string {
    return this.text.slice(this.hostStart, this.hostEnd);
  }
  /** sent-by host without the brackets of an IPv6 reference. */
  get hostBare(): string {
    return this.text.charCodeAt(this.hostStart) === LBRACKET
      ? this.text.slice(this.hostStart + 1, this.hostEnd - 1)
      : this.text.slice(this.hostStart, this.hostEnd);
  }
  /** `UDP`, as written. */
  get transport(): string {
    return this.text.slice(this.transportStart, this.transportEnd);
  }
  get branch(): string {
    return this.branchStart < 0 ? '' : this.text.slice(this.branchStart, this.branchEnd);
  }
  get received(): string {
    return this.receivedStart < 0 ? '' : this.text.slice(this.receivedStart, this.receivedEnd);
  }
  /** @returns the parameter's value as written, '' when it has none, null when it is absent. `name` in lower case. */
  param(name: string): string | null {
    return paramValue(this.text, this.paramsStart, this.end, name);
  }
  toString(): string {
    return this.text.slice(this.start, this.end);
  }
}

/**
 * Reads the Via value at `from`, up to a comma or `to`.
 * @returns null when it is not one: no slash, no sent-by, a port that is no number up to 65535, an open quote
 */
export function parseVia(text: string, from: number, to: number): Via | null {
  const via = new Via(text, skipSpace(text, from, to));
  let i = protocol(via, to);
  if (i < 0) return null;
  i = sentBy(via, i, to);
  if (i < 0) return null;
  via.paramsStart = via.portEnd >= 0 ? via.portEnd : via.hostEnd;
  return params(via, i, to);
}

// SIP/2.0/UDP, with white space allowed around the slashes
function protocol(via: Via, to: number): number {
  const { text } = via;
  let i = via.start;
  via.nameStart = i;
  i = tokenEnd(text, i, to);
  if (i === via.nameStart) return -1;
  via.nameEnd = i;
  i = slash(text, i, to);
  if (i < 0) return -1;
  via.versionStart = i;
  i = tokenEnd(text, i, to);
  if (i === via.versionStart) return -1;
  via.versionEnd = i;
  i = slash(text, i, to);
  if (i < 0) return -1;
  via.transportStart = i;
  i = tokenEnd(text, i, to);
  if (i === via.transportStart) return -1;
  via.transportEnd = i;
  const next = skipSpace(text, i, to);
  return next === i ? -1 : next;
}

function tokenEnd(text: string, from: number, to: number): number {
  while (from < to && isTokenChar(text.charCodeAt(from))) from++;
  return from;
}

function slash(text: string, from: number, to: number): number {
  const at = skipSpace(text, from, to);
  if (at >= to || text.charCodeAt(at) !== 47) return -1;
  return skipSpace(text, at + 1, to);
}

function sentBy(via: Via, from: number, to: number): number {
  const { text } = via;
  let i = from;
  via.hostStart = i;
  if (text.charCodeAt(i) === LBRACKET && i < to) {
    while (i < to && text.charCodeAt(i) !== RBRACKET) i++;
    if (i >= to) return -1;
    i++;
  } else {
    for (; i < to; i++) {
      const c = text.charCodeAt(i);
      if (c === COLON || c === SEMI || c === COMMA || isSpace(c)) break;
    }
  }
  if (i === via.hostStart) return -1;
  via.hostEnd = i;
  i = skipSpace(text, i, to);
  if (i < to && text.charCodeAt(i) === COLON) {
    i = skipSpace(text, i + 1, to);
    via.portStart = i;
    while (i < to && text.charCodeAt(i) >= 48 && text.charCodeAt(i) <= 57) i++;
    via.portEnd = i;
    via.port = decimal(text, via.portStart, i, 65535);
    if (via.port < 0) return -1;
    i = skipSpace(text, i, to);
  }
  return i;
}

function params(via: Via, from: number, to: number): Via | null {
  const { text } = via;
  let i = from;
  let end = via.paramsStart;
  while (i < to && text.charCodeAt(i) === SEMI) {
    const start = i;
    const nameStart = skipSpace(text, i + 1, to);
    i = nameStart;
    while (i < to && isTokenChar(text.charCodeAt(i))) i++;
    const nameEnd = i;
    end = i;
    let valueStart = -1;
    let valueEnd = -1;
    i = skipSpace(text, i, to);
    if (i < to && text.charCodeAt(i) === EQ) {
      valueStart = skipSpace(text, i + 1, to);
      i = valueStart;
      if (i < to && text.charCodeAt(i) === QUOTE) {
        i = skipQuoted(text, i, to);
        if (i < 0) return null;
      }
      for (; i < to; i++) {
        const c = text.charCodeAt(i);
        if (c === SEMI || c === COMMA) break;
      }
      valueEnd = end = trimEnd(text, valueStart, i);
      i = skipSpace(text, end, to);
    }
    note(via, start, nameStart, nameEnd, valueStart, valueEnd, end);
  }
  if (i < to && text.charCodeAt(i) !== COMMA) return null;
  via.end = end;
  return via;
}

// remembers the parameters that routing asks for; the first of a name counts
function note(
  via: Via,
  start: number,
  nameStart: number,
  nameEnd: number,
  valueStart: number,
  valueEnd: number,
  end: number,
): void {
  const { text } = via;
  switch (nameEnd - nameStart) {
    case 5:
      if (via.rport === -1 && equalsLower(text, nameStart, nameEnd, 'rport')) {
        via.rportStart = start;
        via.rportEnd = end;
        via.rport = valueStart < 0 ? 0 : Math.max(0, decimal(text, valueStart, valueEnd, 65535));
      }
      return;
    case 6:
      if (via.branchStart < 0 && valueStart >= 0 && equalsLower(text, nameStart, nameEnd, 'branch')) {
        via.branchStart = valueStart;
        via.branchEnd = valueEnd;
      }
      return;
    case 8:
      if (via.receivedParamStart < 0 && equalsLower(text, nameStart, nameEnd, 'received')) {
        via.receivedParamStart = start;
        via.receivedStart = valueStart < 0 ? end : valueStart;
        via.receivedEnd = end;
      }
      return;
    default:
  }
}
