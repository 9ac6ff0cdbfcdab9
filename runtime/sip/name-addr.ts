import { COMMA, GT, LT, QUOTE, SEMI, isSpace, skipQuoted, skipSpace, trimEnd } from './chars.ts';
import { paramValue, unquote } from './params.ts';
import { Uri, parseUri } from './uri.ts';

/**
 * One `name-addr` or `addr-spec` with header parameters (RFC 3261 20.10): a From, a To, one Contact, one Route entry.
 * Positions refer to `text`.
 */
export class NameAddr {
  readonly text: string;
  /** The first character, behind leading white space. */
  readonly start: number;
  /** Display name as written, quotes included; equal when there is none. */
  displayStart = -1;
  displayEnd = -1;
  uriStart = -1;
  uriEnd = -1;
  /** The URI stands in `<>`. */
  bracketed = false;
  /** The first `;` of the header parameters, or `end`. */
  paramsStart = -1;
  /** Behind the last parameter, without white space. */
  end = -1;
  private uriView: Uri | null | undefined = undefined;
  /** A URI that a script put in the place of the received one (nathelper 1.1); '' when none did. */
  replaced = '';

  constructor(text: string, start: number) {
    this.text = text;
    this.start = start;
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
    copy.displayStart = this.displayStart;
    copy.displayEnd = this.displayEnd;
    copy.uriStart = this.uriStart;
    copy.uriEnd = this.uriEnd;
    copy.bracketed = this.bracketed;
    copy.paramsStart = this.paramsStart;
    copy.end = this.end;
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

  toString(): string {
    return this.text.slice(this.start, this.end);
  }
}

/**
 * Reads one address from [from, to). Stops before a comma that separates it from the next one when `list` is set.
 * @returns null when it is empty, a quote or bracket never closes, or something unreadable follows the URI
 */
export function parseNameAddr(text: string, from: number, to: number, list: boolean = false): NameAddr | null {
  const start = skipSpace(text, from, to);
  if (start >= to) return null;
  const addr = new NameAddr(text, start);
  const open = findOpen(text, start, to, list);
  if (open === -2) return null;
  let i: number;
  if (open >= 0) {
    addr.bracketed = true;
    addr.displayStart = start;
    addr.displayEnd = trimEnd(text, start, open);
    const close = closing(text, open + 1, to);
    if (close < 0) return null;
    // white space inside the brackets is no part of the URI (RFC 4475 3.1.1.1 has LWS around it)
    addr.uriStart = skipSpace(text, open + 1, close);
    addr.uriEnd = trimEnd(text, addr.uriStart, close);
    i = close + 1;
  } else {
    addr.displayStart = addr.displayEnd = start;
    addr.uriStart = start;
    i = start;
    // RFC 3261 20.10: without brackets, what follows the first `;` are header parameters
    while (i < to) {
      const c = text.charCodeAt(i);
      if (c === SEMI || isSpace(c) || (list && c === COMMA)) break;
      i++;
    }
    addr.uriEnd = i;
    if (i === start) return null;
  }
  i = skipSpace(text, i, to);
  addr.paramsStart = i;
  if (i >= to || (list && text.charCodeAt(i) === COMMA)) {
    addr.end = addr.bracketed ? trimEnd(text, start, i) : addr.uriEnd;
    addr.paramsStart = addr.end;
    return addr;
  }
  if (text.charCodeAt(i) !== SEMI) return null;
  const end = paramsEnd(text, i, to, list);
  if (end < 0) return null;
  addr.end = trimEnd(text, i, end);
  return addr;
}

// index of `<`, -1 when the address has none, -2 when a quoted display name never closes
function findOpen(text: string, from: number, to: number, list: boolean): number {
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i);
    if (c === LT) return i;
    if (c === QUOTE) {
      i = skipQuoted(text, i, to) - 1;
      if (i < 0) return -2;
    } else if (c === SEMI || (list && c === COMMA)) return -1;
  }
  return -1;
}

function closing(text: string, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i);
    if (c === GT) return i;
    if (c === LT) return -1;
  }
  return -1;
}

// behind the parameters: the separating comma, or the end of the text
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
