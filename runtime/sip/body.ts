// What a body is: its Content-Type, and the parts of a multipart one (RFC 2045, 2046; spec/nathelper.md 3 and 4.10).
// Everything is a range of the message text; nothing is copied, nothing is decoded.

import { CR, LF, SP, TAB, equalsLower, skipSpace, tokenEnd, trimEnd } from './chars.ts';
import { Header } from './header-type.ts';
import type { SipMessage } from './message.ts';
import { paramValue, unquote } from './params.ts';

/** [start, end) of a text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** One part of a multipart body. */
export interface BodyPart {
  /** The line behind the delimiter line: the part's own header fields, if it has any. */
  readonly headersStart: number;
  /** Behind the last header line, before the empty line. */
  readonly headersEnd: number;
  readonly contentStart: number;
  /** Before the line end that belongs to the next delimiter line. */
  readonly contentEnd: number;
  /** Where the next delimiter line begins; the end of the body when there is none. */
  readonly end: number;
}

/** Parts of one body that are looked at: beyond it somebody is out for our time, not for a call. */
export const MAX_PARTS = 64;

// RFC 2046 5.1.1
const MAX_BOUNDARY = 70;
const SLASH = 47;
const DASH = 45;

/** @returns the value of Content-Type without white space behind it, or null when the message has none */
export function contentType(message: SipMessage): Range | null {
  const field = message.header(Header.ContentType);
  if (field === null) return null;
  return { start: field.bodyStart, end: trimEnd(message.text, field.bodyStart, field.bodyEnd) };
}

/**
 * Compares the value of a Content-Type with a media type; case and parameters do not matter.
 * @param type in lower case, `application/sdp`
 */
export function isMediaType(text: string, value: Range, type: string): boolean {
  const slash = type.indexOf('/');
  const nameStart = skipSpace(text, value.start, value.end);
  const nameEnd = tokenEnd(text, nameStart, value.end);
  if (!equalsLower(text, nameStart, nameEnd, type.slice(0, slash))) return false;
  // RFC 3261 25.1 lets white space stand around the slash
  const at = skipSpace(text, nameEnd, value.end);
  if (at >= value.end || text.charCodeAt(at) !== SLASH) return false;
  const subStart = skipSpace(text, at + 1, value.end);
  return equalsLower(text, subStart, tokenEnd(text, subStart, value.end), type.slice(slash + 1));
}

/**
 * @param value the value of a multipart Content-Type
 * @returns the boundary without quotes; null when there is none, or one longer than the 70 characters of RFC 2046 5.1.1
 */
export function boundaryOf(text: string, value: Range): string | null {
  const semi = text.indexOf(';', value.start);
  if (semi < 0 || semi >= value.end) return null;
  const boundary = unquote(paramValue(text, semi, value.end, 'boundary') ?? '');
  return boundary === '' || boundary.length > MAX_BOUNDARY ? null : boundary;
}

/**
 * Finds the parts of a multipart body. Parts that are multipart themselves are not opened; a body whose last delimiter is
 * missing has its last part up to its end.
 *
 * @param boundary without the two dashes, from `boundaryOf`
 * @returns the parts in order, at most `MAX_PARTS`; empty when no delimiter line is found
 */
export function bodyParts(text: string, from: number, to: number, boundary: string): BodyPart[] {
  const parts: BodyPart[] = [];
  const dashed = `--${boundary}`;
  let at = nextDelimiter(text, from, from, to, dashed);
  while (at >= 0 && parts.length < MAX_PARTS) {
    const behind = at + dashed.length;
    if (text.charCodeAt(behind) === DASH) break; // the last delimiter: what follows is nobody's
    const headersStart = nextLine(text, behind, to);
    const next = nextDelimiter(text, headersStart, from, to, dashed);
    parts.push(part(text, headersStart, next < 0 ? to : next, next >= 0));
    at = next;
  }
  return parts;
}

/**
 * @param name in lower case
 * @returns the value of the part's first header field of that name, without white space around it; null without one
 */
export function partHeader(text: string, inside: BodyPart, name: string): Range | null {
  let at = inside.headersStart;
  while (at < inside.headersEnd) {
    const nameEnd = tokenEnd(text, at, inside.headersEnd);
    let end = lineEnd(text, nameEnd, inside.headersEnd);
    let next = nextLine(text, end, inside.headersEnd);
    // a line that begins with white space goes on with the field above (RFC 5322 2.2.3)
    while (next < inside.headersEnd && isBlankChar(text.charCodeAt(next))) {
      end = lineEnd(text, next, inside.headersEnd);
      next = nextLine(text, end, inside.headersEnd);
    }
    const colon = skipSpace(text, nameEnd, end);
    if (colon < end && text.charCodeAt(colon) === 58 && equalsLower(text, at, nameEnd, name)) {
      const start = skipSpace(text, colon + 1, end);
      return { start, end: trimEnd(text, start, end) };
    }
    at = next;
  }
  return null;
}

/** @returns the index of the CR or LF that ends the line, or `to` */
export function lineEnd(text: string, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i);
    if (c === CR || c === LF) return i;
  }
  return to;
}

/** @returns where the next line begins: behind the next CRLF, LF or single CR, or `to` */
export function nextLine(text: string, from: number, to: number): number {
  const end = lineEnd(text, from, to);
  if (end >= to) return to;
  return text.charCodeAt(end) === CR && end + 1 < to && text.charCodeAt(end + 1) === LF ? end + 2 : end + 1;
}

// The line end in front of a delimiter belongs to the delimiter (RFC 2046 5.1.1).
function part(text: string, headersStart: number, end: number, delimited: boolean): BodyPart {
  const contentEnd = delimited ? beforeLineEnd(text, headersStart, end) : end;
  let at = headersStart;
  while (at < contentEnd) {
    const eol = lineEnd(text, at, contentEnd);
    if (eol === at) return { headersStart, headersEnd: at, contentStart: nextLine(text, at, contentEnd), contentEnd, end };
    at = nextLine(text, eol, contentEnd);
  }
  return { headersStart, headersEnd: contentEnd, contentStart: contentEnd, contentEnd, end };
}

// A delimiter stands at the start of a line and fills it, but for white space and the dashes of the last one.
function nextDelimiter(text: string, at: number, from: number, to: number, dashed: string): number {
  for (let i = text.indexOf(dashed, at); i >= 0 && i + dashed.length <= to; i = text.indexOf(dashed, i + 1)) {
    if (i !== from && text.charCodeAt(i - 1) !== LF) continue;
    let behind = i + dashed.length;
    if (text.startsWith('--', behind)) behind += 2;
    while (behind < to && isBlankChar(text.charCodeAt(behind))) behind++;
    if (behind >= to || text.charCodeAt(behind) === LF || text.charCodeAt(behind) === CR) return i;
  }
  return -1;
}

function beforeLineEnd(text: string, from: number, at: number): number {
  let end = at;
  if (end > from && text.charCodeAt(end - 1) === LF) end--;
  if (end > from && text.charCodeAt(end - 1) === CR) end--;
  return end;
}

function isBlankChar(c: number): boolean {
  return c === SP || c === TAB;
}
