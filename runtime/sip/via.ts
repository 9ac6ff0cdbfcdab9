// Via values: who sent this message, over what, and where its reply goes (RFC 3261 20.42, RFC 3581).

import {
  COLON,
  COMMA,
  EQ,
  LBRACKET,
  QUOTE,
  RBRACKET,
  SEMI,
  SP,
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
  /** The protocol is SIP 2.0. */
  isSip2 = false;
  transportStart = -1;
  transportEnd = -1;
  /** sent-by host; an IPv6 reference includes its brackets. */
  hostStart = -1;
  hostEnd = -1;
  /** 0 when no port is written. */
  port = 0;
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
  // A transaction is looked for half a dozen times by the same branch: one text, whose hash is computed once
  private branchText: string | null = null;

  constructor(text: string, start: number) {
    this.text = text;
    this.start = start;
  }

  /** `SIP`, as written. */
  get name(): string {
    return this.text.slice(this.start, tokenEnd(this.text, this.start, this.end));
  }
  /** `2.0`. */
  get version(): string {
    const { text, end } = this;
    const from = slash(text, tokenEnd(text, this.start, end), end);
    return text.slice(from, tokenEnd(text, from, end));
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
  /** The port as written, '' when none is. */
  get portText(): string {
    const { text, hostEnd, paramsStart } = this;
    const colon = skipSpace(text, hostEnd, paramsStart);
    return colon < paramsStart ? text.slice(skipSpace(text, colon + 1, paramsStart), paramsStart) : '';
  }
  /** `UDP`, as written. */
  get transport(): string {
    return this.text.slice(this.transportStart, this.transportEnd);
  }
  get branch(): string {
    return (this.branchText ??= this.branchStart < 0 ? '' : this.text.slice(this.branchStart, this.branchEnd));
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
  // nearly all are written without white space and quotes; the rest is read by who reads anything
  return plainVia(via, to) ? via : anyVia(new Via(text, via.start), to);
}

// `SIP/2.0/token host:port;name=value` without any white space but one, up to a comma or the end. One function with one pass: it
// runs for each Via of each message, and takes three quarters of the time of one for each part.
function plainVia(via: Via, to: number): boolean {
  const { text, start } = via;
  if (!text.startsWith('SIP/2.0/', start)) return false;
  let i = tokenEnd(text, start + 8, to);
  if (i >= to || text.charCodeAt(i) !== SP) return false;
  via.isSip2 = true;
  via.transportStart = start + 8;
  via.transportEnd = i;
  via.hostStart = i + 1;
  i = hostLimit(text, via.hostStart, to);
  if (i <= via.hostStart || via.hostStart === start + 9) return false;
  via.hostEnd = i;
  let c = text.charCodeAt(i);
  if (i < to && c === COLON) {
    let port = 0;
    for (i++; i < to; i++) {
      c = text.charCodeAt(i);
      if (!isDigit(c)) break;
      port = port * 10 + c - 48;
      if (port > 65535) return false;
    }
    if (i === via.hostEnd + 1) return false;
    via.port = port;
  }
  via.paramsStart = i;
  while (i < to && c === SEMI) {
    const semi = i;
    const nameEnd = (i = tokenEnd(text, semi + 1, to));
    let valueStart = -1;
    if (i < to && text.charCodeAt(i) === EQ) {
      valueStart = i + 1;
      i = plainEnd(text, valueStart, to);
    }
    keep(via, semi, semi + 1, nameEnd, valueStart, i);
    c = text.charCodeAt(i);
  }
  via.end = i;
  return i >= to || c === COMMA;
}

// a value of tokens, or an address as in `received` and `maddr`
function plainEnd(text: string, from: number, to: number): number {
  while (from < to) {
    const c = text.charCodeAt(from);
    if (!isTokenChar(c) && c !== COLON && c !== LBRACKET && c !== RBRACKET) break;
    from++;
  }
  return from;
}

function anyVia(via: Via, to: number): Via | null {
  let i = protocol(via, to);
  if (i < 0) return null;
  i = sentBy(via, i, to);
  if (i < 0) return null;
  via.end = via.paramsStart;
  return anyParams(via, i, to);
}

// SIP/2.0/UDP in any case, with white space allowed around the slashes; gives where sent-by begins, or -1
function protocol(via: Via, to: number): number {
  const { text, start } = via;
  const nameEnd = tokenEnd(text, start, to);
  const versionStart = slash(text, nameEnd, to);
  if (versionStart < 0 || nameEnd === start) return -1;
  const versionEnd = tokenEnd(text, versionStart, to);
  if (versionEnd === versionStart) return -1;
  via.isSip2 = equalsLower(text, start, nameEnd, 'sip') && equalsAt(text, versionStart, versionEnd, '2.0');
  via.transportStart = slash(text, versionEnd, to);
  if (via.transportStart < 0) return -1;
  via.transportEnd = tokenEnd(text, via.transportStart, to);
  if (via.transportEnd === via.transportStart) return -1;
  const i = skipSpace(text, via.transportEnd, to);
  return i === via.transportEnd ? -1 : i;
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
  const hostEnd = hostLimit(text, from, to);
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

// behind a host: a name, an IPv4 address, whatever somebody took for one; -1 behind an IPv6 reference that is none
function hostLimit(text: string, from: number, to: number): number {
  let i = from;
  if (i < to && text.charCodeAt(i) === LBRACKET) return referenceEnd(text, i, to);
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
  via.paramsStart = i;
  return skipSpace(text, i, to);
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
      if (via.rportStart < 0 && isNamed(text, nameStart, nameEnd, 'rport')) {
        via.rportStart = start;
        via.rportEnd = end;
        via.rport = valueStart < 0 ? 0 : Math.max(0, decimal(text, valueStart, end, 65535));
      }
      return;
    case 6:
      if (via.branchStart < 0 && valueStart >= 0 && isNamed(text, nameStart, nameEnd, 'branch')) {
        via.branchStart = valueStart;
        via.branchEnd = end;
      }
      return;
    case 8:
      if (via.receivedParamStart < 0 && isNamed(text, nameStart, nameEnd, 'received')) {
        via.receivedParamStart = start;
        via.receivedStart = valueStart < 0 ? end : valueStart;
        via.receivedEnd = end;
      }
      return;
    default:
  }
}

// as it is nearly always spelled: by one comparison
function isNamed(text: string, from: number, to: number, name: string): boolean {
  return text.startsWith(name, from) || equalsLower(text, from, to, name);
}
