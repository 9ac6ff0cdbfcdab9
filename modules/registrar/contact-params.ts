import { QUOTE, decimal, equalsLower, nextParam, unquote, type NameAddr } from '../../runtime/module.ts';
import { REFUSED, type Refusal } from './refusal.ts';
import { parseMethods } from './methods.ts';
import { parseQ } from './q.ts';

const MOST_EXPIRES = 0xffffffff;
const LONGEST_VALUE = 255;

/** The parameters of one contact that a registrar understands (RFC 3261 20.10, 5626, 3840), found in one pass. */
export class ContactParams {
  /** Seconds; -1 when the contact does not say, -2 when what it says is no number. */
  expires = -1;
  /** Thousandths, -1 without. */
  q = -1;
  /** Sum of methods, -1 without. */
  methods = -1;
  /** URI without quotes, '' without. */
  received = '';
  /** Without quotes, backslashes kept, '' without. */
  instance = '';
  /** 0 without. */
  regId = 0;
  /** Why the contact is refused, null when it is not. */
  fault: Refusal | null = null;
}

/** Reads them. The first of a name counts; parameters with an empty value are as if not there. */
export function readParams(contact: NameAddr): ContactParams {
  const params = new ContactParams();
  const { text, end } = contact;
  let seen = 0;
  for (let at = contact.paramsStart; at < end;) {
    const param = nextParam(text, at, end);
    if (param === null) break;
    at = param.end;
    const { nameStart, nameEnd, valueStart, valueEnd } = param;
    if (valueStart < 0 || valueEnd === valueStart) continue;
    const kind = kindOf(text, nameStart, nameEnd);
    if (kind === 0 || (seen & kind) !== 0) continue;
    seen |= kind;
    take(params, kind, text, valueStart, valueEnd);
    if (params.fault !== null) return params;
  }
  return params;
}

const Q = 1;
const EXPIRES = 2;
const METHODS = 4;
const RECEIVED = 8;
const INSTANCE = 16;
const REG_ID = 32;

function kindOf(text: string, from: number, to: number): number {
  switch (to - from) {
    case 1:
      return (text.charCodeAt(from) | 32) === 113 ? Q : 0;
    case 6:
      return equalsLower(text, from, to, 'reg-id') ? REG_ID : 0;
    case 7:
      return equalsLower(text, from, to, 'expires') ? EXPIRES : equalsLower(text, from, to, 'methods') ? METHODS : 0;
    case 8:
      return equalsLower(text, from, to, 'received') ? RECEIVED : 0;
    case 13:
      return equalsLower(text, from, to, '+sip.instance') ? INSTANCE : 0;
    default:
      return 0;
  }
}

function take(params: ContactParams, kind: number, text: string, from: number, to: number): void {
  const quoted = isQuoted(text, from, to);
  const start = quoted ? from + 1 : from;
  const stop = quoted ? to - 1 : to;
  switch (kind) {
    case Q:
      params.q = parseQ(text, start, stop);
      if (params.q < 0) params.fault = REFUSED.q;
      return;
    case EXPIRES:
      params.expires = decimal(text, start, stop, MOST_EXPIRES);
      if (params.expires < 0) params.expires = -2;
      return;
    case METHODS:
      params.methods = parseMethods(text, start, stop);
      if (params.methods < 0) params.fault = REFUSED.methods;
      return;
    case RECEIVED:
      params.received = unquote(text.slice(from, to));
      params.fault = uriFault(params.received, LONGEST_VALUE);
      return;
    case INSTANCE:
      params.instance = text.slice(start, stop);
      params.fault = quotable(params.instance);
      return;
    case REG_ID:
      params.regId = decimal(text, start, stop, 0x7fffffff);
      if (params.regId < 0) params.fault = REFUSED.regId;
      return;
    default:
  }
}

function isQuoted(text: string, from: number, to: number): boolean {
  return to - from >= 2 && text.charCodeAt(from) === QUOTE && text.charCodeAt(to - 1) === QUOTE;
}

/**
 * Whether a URI can be written into a request line and between `<>` again. What it says is not checked: `<foo>` is a contact
 * like any other (modules.md 13.1, step 2).
 */
export function uriFault(uri: string, longest: number): Refusal | null {
  if (uri.length > longest) return REFUSED.contactLength;
  if (uri === '') return REFUSED.contact;
  for (let i = 0; i < uri.length; i++) {
    const c = uri.charCodeAt(i);
    // controls, white space, " < >
    if (c <= 32 || c === 127 || c === QUOTE || c === 60 || c === 62) return REFUSED.contact;
  }
  return null;
}

// Whether a text can be written between quotes again: no control characters, quotes only behind a backslash
function quotable(text: string): Refusal | null {
  if (text.length > LONGEST_VALUE) return REFUSED.contactLength;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 32 || c === 127 || c === QUOTE) return REFUSED.contact;
    if (c === 92 && (++i >= text.length || text.charCodeAt(i) < 32)) return REFUSED.contact;
  }
  return null;
}
