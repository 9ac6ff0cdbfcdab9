// The addresses that From, To, Contact, Route, Record-Route and Path are made of: `"name" <uri>;params` or a URI alone.

import { COMMA, LT, QUOTE, SEMI, isSpace, skipQuoted, skipSpace, tokenEnd, trimEnd } from './chars.ts';
import { paramValue, unquote } from './params.ts';
import { Uri, parseUri } from './uri.ts';

const BROKEN = -2;
const TAG = ';tag=';

/**
 * One `name-addr` or `addr-spec` with header parameters (RFC 3261 20.10): a From, a To, one Contact, one Route entry.
 * Positions refer to `text`.
 */
export class NameAddr {
  readonly text: string;
  /** The first character, behind leading white space. */
  readonly start: number;
  uriStart = -1;
  uriEnd = -1;
  /** The URI stands in `<>`. */
  bracketed = false;
  /** The first `;` of the header parameters, or `end`. */
  paramsStart = -1;
  /** Behind the last parameter, without white space. */
  end = -1;
  /** Behind the tag when it is the only parameter, as nearly always; else -1. */
  tagEnd = -1;
  private uriView: Uri | null | undefined = undefined;
  /** A URI that a script put in the place of the received one (nathelper 1.1); '' when none did. */
  replaced = '';

  constructor(text: string, start: number) {
    this.text = text;
    this.start = start;
  }

  /** Display name as written, quotes included; equal when there is none. */
  get displayStart(): number {
    return this.start;
  }
  get displayEnd(): number {
    if (!this.bracketed) return this.start;
    let open = this.uriStart - 1;
    while (this.text.charCodeAt(open) !== LT) open--;
    return trimEnd(this.text, this.start, open);
  }

  /** The URI's text: the one a script put there, else the received one. */
  get uriText(): string {
    return this.replaced !== '' ? this.replaced : this.text.slice(this.uriStart, this.uriEnd);
  }

  /** The URI's parts, or null when it can not be read. Follows `replaced`. */
  get uri(): Uri | null {
    if (this.uriView === undefined) {
      this.uriView = this.replaced !== '' ? parseUri(this.replaced) : parseUri(this.text, this.uriStart, this.uriEnd);
    }
    return this.uriView;
  }

  /** Puts another URI in the place of the received one, for everybody who reads this entry later. */
  replaceUri(uri: string): void {
    this.replaced = uri;
    this.uriView = undefined;
  }

  /** @returns the same entry, whose URI can be replaced without changing this one */
  copy(): NameAddr {
    const copy = new NameAddr(this.text, this.start);
    copy.uriStart = this.uriStart;
    copy.uriEnd = this.uriEnd;
    copy.bracketed = this.bracketed;
    copy.paramsStart = this.paramsStart;
    copy.end = this.end;
    copy.tagEnd = this.tagEnd;
    copy.replaced = this.replaced;
    return copy;
  }

  /** Display name without quotes. */
  get display(): string {
    return unquote(this.text.slice(this.displayStart, this.displayEnd));
  }

  /** @returns the header parameter's value as written, '' when it has none, null when it is absent. `name` in lower case. */
  param(name: string): string | null {
    return paramValue(this.text, this.paramsStart, this.end, name);
  }

  /** Value of the `tag` parameter (RFC 3261 20.20, 20.39), '' when it has none. */
  get tag(): string {
    const { text, paramsStart, end } = this;
    if (this.tagEnd >= 0) return text.slice(paramsStart + TAG.length, this.tagEnd);
    return paramsStart >= end ? '' : (paramValue(text, paramsStart, end, 'tag') ?? '');
  }

  toString(): string {
    return this.text.slice(this.start, this.end);
  }
}

/**
 * Reads one address from [from, to). Stops before a comma that separates it from the next one when `list` is set.
 * @returns null when it is empty, a quote or bracket never closes, something unreadable follows the URI, or a display name
 *   without quotes holds a comma (RFC 4475 3.1.2.15)
 */
export function parseNameAddr(text: string, from: number, to: number, list: boolean = false): NameAddr | null {
  const start = skipSpace(text, from, to);
  if (start >= to) return null;
  const addr = new NameAddr(text, start);
  const open = text.charCodeAt(start) === LT ? start : findOpen(text, start, to, list);
  if (open === BROKEN) return null;
  const behind = open >= 0 ? bracketed(addr, open, to) : bare(addr, to, list);
  if (behind < 0) return null;
  const at = skipSpace(text, behind, to);
  if (at >= to || (list && text.charCodeAt(at) === COMMA)) {
    addr.end = behind;
    addr.paramsStart = behind;
    return addr;
  }
  if (text.charCodeAt(at) !== SEMI) return null;
  return parameters(addr, at, to, list) ? addr : null;
}

// from the `;` on; false when a quote never closes
function parameters(addr: NameAddr, from: number, to: number, list: boolean): boolean {
  const { text } = addr;
  addr.paramsStart = from;
  // a tag is a token: it holds neither quote nor comma
  const at = text.startsWith(TAG, from) ? tokenEnd(text, from + TAG.length, to) : from;
  if (at >= to) addr.tagEnd = to;
  const end = at < to ? paramsEnd(text, at, to, list) : to;
  addr.end = trimEnd(text, from, end);
  return end >= 0;
}

// `<`, -1 when the address has none, BROKEN when a quote never closes or a comma stands where no list is
function findOpen(text: string, from: number, to: number, list: boolean): number {
  let comma = false;
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i);
    if (c === LT) return comma ? BROKEN : i;
    if (c === QUOTE) {
      i = skipQuoted(text, i, to) - 1;
      if (i < 0) return BROKEN;
    } else if (c === COMMA) {
      if (list) return -1;
      comma = true;
    } else if (c === SEMI) return -1;
  }
  return -1;
}

// `<URI>`; gives what stands behind the `>`, -1 when there is none
function bracketed(addr: NameAddr, open: number, to: number): number {
  const { text } = addr;
  const close = text.indexOf('>', open);
  if (close < 0 || close >= to) return -1;
  const another = text.indexOf('<', open + 1);
  if (another >= 0 && another < close) return -1;
  addr.bracketed = true;
  // white space inside the brackets is no part of the URI (RFC 4475 3.1.2.14 has it)
  addr.uriStart = skipSpace(text, open + 1, close);
  addr.uriEnd = trimEnd(text, addr.uriStart, close);
  return close + 1;
}

// RFC 3261 20.10: without brackets, what follows the first `;` are header parameters
function bare(addr: NameAddr, to: number, list: boolean): number {
  const { text, start } = addr;
  let i = start;
  while (i < to) {
    const c = text.charCodeAt(i);
    if (c === SEMI || isSpace(c) || (list && c === COMMA)) break;
    i++;
  }
  addr.uriStart = start;
  addr.uriEnd = i;
  return i === start ? -1 : i;
}

// behind the parameters: the separating comma, or the end of the text; -1 when a quote never closes
function paramsEnd(text: string, from: number, to: number, list: boolean): number {
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) {
      i = skipQuoted(text, i, to) - 1;
      if (i < 0) return -1;
    } else if (c === COMMA && list) return i;
  }
  return to;
}

/**
 * Reads all addresses of one header field, separated by commas.
 * @returns null when one of them can not be read
 */
export function parseNameAddrs(text: string, from: number, to: number): NameAddr[] | null {
  const out: NameAddr[] = [];
  let at = from;
  for (;;) {
    const addr = parseNameAddr(text, at, to, true);
    if (addr === null) return null;
    out.push(addr);
    at = skipSpace(text, addr.end, to);
    if (at >= to) return out;
    if (text.charCodeAt(at) !== COMMA) return null;
    at++;
  }
}
