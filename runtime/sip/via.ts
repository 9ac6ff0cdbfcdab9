// Via values: who sent this message, over what, and where its reply goes (RFC 3261 20.42, RFC 3581).

import {
  COLON,
  COMMA,
  EQ,
  LBRACKET,
  QUOTE,
  RBRACKET,
  SEMI,
  decimal,
  equalsAt,
  equalsLower,
  isDigit,
  isSpace,
  isTokenChar,
  referenceEnd,
  skipQuoted,
  skipSpace,
  tokenEnd,
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
  /** The protocol is SIP 2.0. */
  isSip2 = false;
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
  via.end = via.paramsStart;
  // nearly all are written without white space and quotes; the rest is read by who reads anything
  i = plainParams(via, i, to);
  return i >= to || text.charCodeAt(i) === COMMA ? via : anyParams(via, i, to);
}

// SIP/2.0/UDP; gives where sent-by begins, or -1
function protocol(via: Via, to: number): number {
  const { text, start } = via;
  let i = start + 8;
  if (text.startsWith('SIP/2.0/', start)) {
    via.isSip2 = true;
    via.nameStart = start;
    via.nameEnd = start + 3;
    via.versionStart = start + 4;
    via.versionEnd = start + 7;
  } else {
    i = anyProtocol(via, to);
    if (i < 0) return -1;
  }
  via.transportStart = skipSpace(text, i, to);
  via.transportEnd = tokenEnd(text, via.transportStart, to);
  if (via.transportEnd === via.transportStart) return -1;
  i = skipSpace(text, via.transportEnd, to);
  return i === via.transportEnd ? -1 : i;
}

// name and version in any case, with white space allowed around the slashes; gives what stands behind the second slash, or -1
function anyProtocol(via: Via, to: number): number {
  const { text, start } = via;
  via.nameStart = start;
  via.nameEnd = tokenEnd(text, start, to);
  via.versionStart = slash(text, via.nameEnd, to);
  if (via.versionStart < 0 || via.nameEnd === start) return -1;
  via.versionEnd = tokenEnd(text, via.versionStart, to);
  if (via.versionEnd === via.versionStart) return -1;
  via.isSip2 = equalsLower(text, start, via.nameEnd, 'sip') && equalsAt(text, via.versionStart, via.versionEnd, '2.0');
  return slash(text, via.versionEnd, to);
}

// behind the slash and the white space around it, -1 when there is none
function slash(text: string, from: number, to: number): number {
  const at = skipSpace(text, from, to);
  if (at >= to || text.charCodeAt(at) !== 47) return -1;
  return skipSpace(text, at + 1, to);
}

// host and port; gives the first character behind that is no white space, or -1
function sentBy(via: Via, from: number, to: number): number {
  const { text } = via;
  const hostEnd = from < to && text.charCodeAt(from) === LBRACKET ? referenceEnd(text, from, to) : hostLimit(text, from, to);
  if (hostEnd <= from) return -1;
  via.hostStart = from;
  via.hostEnd = via.paramsStart = hostEnd;
  if (hostEnd >= to) return to;
  const c = text.charCodeAt(hostEnd);
  if (c === COLON) return portNumber(via, hostEnd + 1, to);
  if (!isSpace(c)) return hostEnd;
  const next = skipSpace(text, hostEnd, to);
  return next < to && text.charCodeAt(next) === COLON ? portNumber(via, next + 1, to) : next;
}

// behind a host that is no IPv6 reference: a name, an IPv4 address, whatever somebody took for one
function hostLimit(text: string, from: number, to: number): number {
  let i = from;
  for (; i < to; i++) {
    const c = text.charCodeAt(i);
    if (c <= SEMI && (c === COLON || c === SEMI || c === COMMA || isSpace(c))) break;
  }
  return i;
}

function portNumber(via: Via, from: number, to: number): number {
  const { text } = via;
  const start = skipSpace(text, from, to);
  let port = 0;
  let i = start;
  for (; i < to; i++) {
    const c = text.charCodeAt(i);
    if (!isDigit(c)) break;
    port = Math.min(65536, port * 10 + c - 48);
  }
  if (i === start || port > 65535) return -1;
  via.port = port;
  via.portStart = start;
  via.portEnd = via.paramsStart = i;
  return skipSpace(text, i, to);
}

// `;name=value` as long as names and values are tokens, or the addresses of `received` and `maddr`; gives where something else begins
function plainParams(via: Via, from: number, to: number): number {
  const { text } = via;
  let i = from;
  while (i < to && text.charCodeAt(i) === SEMI) {
    const nameEnd = tokenEnd(text, i + 1, to);
    const hasValue = nameEnd < to && text.charCodeAt(nameEnd) === EQ;
    const end = hasValue ? plainEnd(text, nameEnd + 1, to) : nameEnd;
    if (end < to && text.charCodeAt(end) !== SEMI && text.charCodeAt(end) !== COMMA) break;
    via.end = end;
    keep(via, i, i + 1, nameEnd, hasValue ? nameEnd + 1 : -1, end);
    i = end;
  }
  return i;
}

function plainEnd(text: string, from: number, to: number): number {
  while (from < to) {
    const c = text.charCodeAt(from);
    if (!isTokenChar(c) && c !== COLON && c !== LBRACKET && c !== RBRACKET) break;
    from++;
  }
  return from;
}

// Parameters with white space, quotes, or values of any other kind. A value goes up to the next `;` or `,` outside quotes.
function anyParams(via: Via, from: number, to: number): Via | null {
  const { text } = via;
  let i = from;
  while (i < to && text.charCodeAt(i) === SEMI) {
    const start = i;
    const nameStart = skipSpace(text, i + 1, to);
    const nameEnd = tokenEnd(text, nameStart, to);
    let valueStart = -1;
    let end = nameEnd;
    i = skipSpace(text, nameEnd, to);
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
      end = trimEnd(text, valueStart, i);
    }
    via.end = end;
    keep(via, start, nameStart, nameEnd, valueStart, end);
  }
  return i < to && text.charCodeAt(i) !== COMMA ? null : via;
}

// remembers the parameters that routing asks for; the first of a name counts
function keep(via: Via, start: number, nameStart: number, nameEnd: number, valueStart: number, end: number): void {
  const { text } = via;
  switch (nameEnd - nameStart) {
    case 5:
      if (via.rportStart < 0 && equalsLower(text, nameStart, nameEnd, 'rport')) {
        via.rportStart = start;
        via.rportEnd = end;
        via.rport = valueStart < 0 ? 0 : Math.max(0, decimal(text, valueStart, end, 65535));
      }
      return;
    case 6:
      if (via.branchStart < 0 && valueStart >= 0 && equalsLower(text, nameStart, nameEnd, 'branch')) {
        via.branchStart = valueStart;
        via.branchEnd = end;
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
