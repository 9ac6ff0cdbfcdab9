// URIs: where user, host, port, parameters and headers stand.

import {
  AT,
  COLON,
  GT,
  LBRACKET,
  LT,
  QMARK,
  SEMI,
  SP,
  decimal,
  equalsLower,
  indexOfChar,
  isDigit,
  referenceEnd,
} from './chars.ts';
import { paramValue } from './params.ts';

/** The schemes that SIP elements route on; any other makes a URI unreadable here (answered 416 by RFC 3261 8.2.2.1). */
export type Scheme = 'sip' | 'sips' | 'tel' | 'tels' | 'urn';

/**
 * Where the parts of a URI stand in a text. Made by `parseUri`; an index pair with start -1 means that the part is absent.
 * The text may be longer than the URI: a whole message, most of the time.
 */
export class Uri {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly scheme: Scheme;
  userStart = -1;
  userEnd = -1;
  passwordStart = -1;
  hostStart = -1;
  /** An IPv6 reference includes its brackets. */
  hostEnd = -1;
  portEnd = -1;
  /** 0 when no port is written. */
  port = 0;
  /** The first `;`, or -1. */
  paramsStart = -1;
  paramsEnd = -1;
  /** Behind the `?`, or -1. */
  headersStart = -1;

  constructor(text: string, start: number, end: number, scheme: Scheme) {
    this.text = text;
    this.start = start;
    this.end = end;
    this.scheme = scheme;
  }

  get passwordEnd(): number {
    return this.passwordStart < 0 ? -1 : this.hostStart - 1;
  }
  get portStart(): number {
    return this.portEnd < 0 ? -1 : this.hostEnd + 1;
  }
  get headersEnd(): number {
    return this.headersStart < 0 ? -1 : this.end;
  }

  get user(): string {
    return this.userStart < 0 ? '' : this.text.slice(this.userStart, this.userEnd);
  }
  get password(): string {
    return this.passwordStart < 0 ? '' : this.text.slice(this.passwordStart, this.passwordEnd);
  }
  /** Host as written, an IPv6 reference in its brackets; '' for tel:. */
  get host(): string {
    return this.hostStart < 0 ? '' : this.text.slice(this.hostStart, this.hostEnd);
  }
  /** Host without the brackets of an IPv6 reference. */
  get hostBare(): string {
    if (this.hostStart < 0) return '';
    return this.text.charCodeAt(this.hostStart) === LBRACKET
      ? this.text.slice(this.hostStart + 1, this.hostEnd - 1)
      : this.text.slice(this.hostStart, this.hostEnd);
  }
  get portText(): string {
    return this.portStart < 0 ? '' : this.text.slice(this.portStart, this.portEnd);
  }
  /** Parameters without the leading `;`. */
  get params(): string {
    return this.paramsStart < 0 ? '' : this.text.slice(this.paramsStart + 1, this.paramsEnd);
  }
  get headers(): string {
    return this.headersStart < 0 ? '' : this.text.slice(this.headersStart, this.headersEnd);
  }
  toString(): string {
    return this.text.slice(this.start, this.end);
  }

  /** @returns the parameter's value, '' when it has none, null when it is absent. `name` in lower case. */
  param(name: string): string | null {
    return this.paramsStart < 0 ? null : paramValue(this.text, this.paramsStart, this.paramsEnd, name);
  }
  hasParam(name: string): boolean {
    return this.param(name) !== null;
  }
  /** Value of `transport` in lower case, '' when absent. */
  get transport(): string {
    return this.param('transport')?.toLowerCase() ?? '';
  }
}

/**
 * Reads a SIP, SIPS, TEL or URN URI (RFC 3261 19.1.1, RFC 3966, RFC 2141). Finds the parts and their limits; what stands
 * inside user, parameters and headers is not judged, but for characters that stand in no URI: white space, also that of a folded
 * line, control characters, `<` and `>`. So a URI that was read can be written into a start line.
 *
 * @param text text that holds the URI in [from, to)
 * @returns null for an unknown scheme, an empty host, a port that is no number up to 65535, an IPv6 reference that is open or
 *   holds something else, or a character that stands in no URI
 */
export function parseUri(text: string, from: number = 0, to: number = text.length): Uri | null {
  const colon = schemeEnd(text, from, to);
  if (colon < 0) return null;
  const length = colon - from;
  if (length === 3) {
    if (equalsLower(text, from, colon, 'sip')) return parseSip(new Uri(text, from, to, 'sip'), colon + 1);
    if (equalsLower(text, from, colon, 'tel')) return parseTel(new Uri(text, from, to, 'tel'), colon + 1);
    if (equalsLower(text, from, colon, 'urn')) return parseUrn(new Uri(text, from, to, 'urn'), colon + 1);
  } else if (length === 4) {
    if (equalsLower(text, from, colon, 'sips')) return parseSip(new Uri(text, from, to, 'sips'), colon + 1);
    if (equalsLower(text, from, colon, 'tels')) return parseTel(new Uri(text, from, to, 'tels'), colon + 1);
  }
  return null;
}

/**
 * Tells a URI that is of no use here from text that is no URI: the first is answered 416, the second 400 (RFC 3261 8.2.2.1,
 * 16.3; RFC 4475 3.3.2, 3.3.3).
 * @returns the scheme as written when [from, to) begins with `scheme:` and has something behind it, else ''
 */
export function schemeOf(text: string, from: number = 0, to: number = text.length): string {
  // RFC 3986 3.1: a letter, then letters, digits, + - .
  let i = from;
  for (; i < to; i++) {
    const c = text.charCodeAt(i);
    const letter = (c | 32) >= 97 && (c | 32) <= 122;
    if (!letter && (i === from || !(isDigit(c) || c === 43 || c === 45 || c === 46))) break;
  }
  return i > from && i + 1 < to && text.charCodeAt(i) === COLON && isUriText(text, i, to) ? text.slice(from, i) : '';
}

// What a character is in a URI: part of a text, one that ends a part of it, or one that stands in no URI
const PART = 1;
const STRAY = 2;
const KIND: Uint8Array = Uint8Array.from({ length: 256 }, (_, c) => {
  if (c <= SP || c === 127 || c === LT || c === GT) return STRAY;
  return c === COLON || c === SEMI || c === QMARK || c === AT ? PART : 0;
});

/** @returns whether [from, to) is not empty and has no character that stands in no URI: white space, controls, `<`, `>` */
export function isUriText(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (KIND[text.charCodeAt(i)] === STRAY) return false;
  return from < to;
}

// no scheme here is longer than four letters
function schemeEnd(text: string, from: number, to: number): number {
  return indexOfChar(text, COLON, from, Math.min(to, from + 5));
}

// One pass: looking for `@`, `:`, `;` and `?` one after the other took 1.4 times as long (102 ns), and a call has 14 URIs.
function parseSip(uri: Uri, from: number): Uri | null {
  const { text, end: to } = uri;
  let at = -1; // the first `@`
  let colon = -1; // of the password
  // behind the `@`, or the scheme: the first of `:`, `;` and `?`, the first of `;` and `?`, the first `?`
  let stop = -1;
  let tail = -1;
  let mark = -1;
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i);
    const kind = KIND[c];
    if (kind === STRAY) return null;
    if (kind !== PART) continue;
    if (c !== AT) {
      if (stop < 0) stop = i;
      if (c === COLON) {
        if (at < 0 && colon < 0) colon = i;
      } else if (tail < 0) tail = i;
      if (c === QMARK && mark < 0) mark = i;
    } else if (at < 0) {
      // An `@` may stand unescaped only behind the user part (25.1), though `;` and `?` may stand in front of it
      at = i;
      stop = tail = mark = -1;
    } else if (stop < 0) return null; // in the host
  }
  if (at >= 0) {
    uri.userStart = from;
    uri.userEnd = colon < 0 ? at : colon;
    if (colon >= 0) uri.passwordStart = colon + 1;
  }
  const hostStart = at < 0 ? from : at + 1;
  if (hostStart < to && text.charCodeAt(hostStart) === LBRACKET) {
    stop = referenceEnd(text, hostStart, to);
    if (stop < 0) return null;
    // colons inside the brackets are no end; `;` and `?` do not stand there
  }
  const hostEnd = stop < 0 ? to : stop;
  if (hostEnd === hostStart) return null;
  uri.hostStart = hostStart;
  uri.hostEnd = hostEnd;
  if (tail < 0) tail = to;
  if (hostEnd < to && text.charCodeAt(hostEnd) === COLON) {
    uri.portEnd = tail;
    uri.port = decimal(text, hostEnd + 1, tail, 65535);
    if (uri.port < 0) return null;
  } else if (hostEnd !== tail) return null; // something else behind a `]`
  if (tail < to) setTail(uri, tail, mark);
  return uri;
}

// parameters and headers
function setTail(uri: Uri, tail: number, mark: number): void {
  if (tail !== mark) {
    uri.paramsStart = tail;
    uri.paramsEnd = mark < 0 ? uri.end : mark;
  }
  if (mark >= 0) uri.headersStart = mark + 1;
}

// RFC 3966: the number is what SIP calls the user; there is no host
function parseTel(uri: Uri, from: number): Uri | null {
  const { text, end: to } = uri;
  if (!isUriText(text, from, to)) return null;
  let tail = from;
  while (tail < to && text.charCodeAt(tail) !== SEMI && text.charCodeAt(tail) !== QMARK) tail++;
  if (tail === from) return null;
  uri.userStart = from;
  uri.userEnd = tail;
  if (tail < to) setTail(uri, tail, indexOfChar(text, QMARK, tail, to));
  return uri;
}

// urn:service:sos has its text as host, as `$rd` shows it
function parseUrn(uri: Uri, from: number): Uri | null {
  if (!isUriText(uri.text, from, uri.end)) return null;
  uri.hostStart = from;
  uri.hostEnd = uri.end;
  return uri;
}
