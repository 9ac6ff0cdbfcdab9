// From octets to a message: start line, table of header fields, body. Bodies of header fields are read later, by those who
// ask (message.ts).
//
// Line ends and colons are found by `String.indexOf`, which is many times faster here than looking at each character. It
// stays linear because each search begins where the last one ended: a find ahead of the present line is kept.

import { BACKSLASH, CR, LF, SP, TAB, indexOfChar, isSpace, skipSpace, tokenEnd } from './chars.ts';
import { BROKEN, LINE, placeOf } from './header-table.ts';
import { Header, headerType, openingAt } from './header-type.ts';
import { SipMessage, type FrameFault, type Unframed } from './message.ts';
import { Method, methodId, methodName } from './method.ts';
import { isUriText } from './uri.ts';

/**
 * Finds the frame of a message: start line, header table, body. Header bodies are not looked at.
 *
 * A peer's mistake never throws: the message says in `fault` what is wrong with its frame, and holds what could be
 * read up to there, so that a 400 can still be sent to somebody whose Via is legible (spec/security.md 1).
 *
 * @param text one datagram or one framed message, octets as latin1
 * @returns null when it is no SIP message at all: no start line that could be one
 */
export function parseMessage(text: string): SipMessage | null {
  // RFC 3261 7.5: CRLFs before the start line are ignored
  let start = 0;
  while (text.charCodeAt(start) === CR || text.charCodeAt(start) === LF) start++;
  const lineEnd = text.indexOf('\r', start);
  if (lineEnd <= start || text.indexOf('\n', start) !== lineEnd + 1) return null;
  const found = new SipMessage(text, start);
  if (!startLine(found, start, lineEnd)) return null;
  headerTable(found, lineEnd + 2);
  if (hasNul(text, start, lineEnd, found.bodyStart)) note(found, 'nul');
  found.framed();
  return found;
}

// The first fault found is the one that is told.
function note(found: Unframed, fault: FrameFault): void {
  if (found.fault === '') found.fault = fault;
}

function startLine(found: Unframed, from: number, to: number): boolean {
  return isVersion(found.text, from, to) ? statusLine(found, from, to) : requestLine(found, from, to);
}

// `SIP/`, whatever the case (RFC 3261 7.1)
function isVersion(text: string, from: number, to: number): boolean {
  return (
    to - from >= 4 &&
    (text.charCodeAt(from) | 32) === 115 &&
    (text.charCodeAt(from + 1) | 32) === 105 &&
    (text.charCodeAt(from + 2) | 32) === 112 &&
    text.charCodeAt(from + 3) === 47
  );
}

function isVersion2(text: string, from: number, to: number): boolean {
  return to - from === 7 && isVersion(text, from, to) && text.startsWith('2.0', from + 4);
}

// SIP-Version SP Status-Code SP Reason-Phrase; the reason may be empty, the space before it may not be missing
function statusLine(found: Unframed, from: number, to: number): boolean {
  const { text } = found;
  const space = indexOfChar(text, SP, from, to);
  if (space < 0 || space + 4 > to) return false;
  let status = 0;
  for (let i = space + 1; i < space + 4; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return false;
    status = status * 10 + digit;
  }
  const reason = space + 5;
  if (reason <= to && text.charCodeAt(space + 4) !== SP) return false; // a fourth digit must not be cut off (RFC 4475 3.1.2.19)
  if (!isVersion2(text, from, space)) note(found, 'version');
  if (status < 100 || status > 699 || reason > to) note(found, 'start-line');
  found.status = Math.max(1, status);
  found.reasonStart = reason < to ? reason : to;
  return true;
}

// Method SP Request-URI SP SIP-Version, one space each
function requestLine(found: Unframed, from: number, to: number): boolean {
  const { text } = found;
  const methodEnd = text.indexOf(' ', from);
  if (methodEnd <= from || methodEnd >= to) return false;
  const method = methodName(text, from, methodEnd);
  if (methodId(method) === Method.Other && tokenEnd(text, from, methodEnd) !== methodEnd) return false;
  found.isRequest = true;
  found.method = method;
  found.uriStart = methodEnd + 1;
  let versionStart = to - 7;
  if (!text.startsWith(' SIP/2.0', versionStart - 1)) versionStart = otherVersion(found, to);
  found.uriEnd = Math.max(found.uriStart, versionStart - 1);
  // Every route asks for its parts: it is read here, and what was read is kept.
  // RFC 4475 3.1.2.7 to 3.1.2.9: `<>` around it, white space in it, more than one space before or behind it
  if (found.uri === null && !isUriText(text, found.uriStart, found.uriEnd)) note(found, 'start-line');
  return true;
}

// where the last word of the line begins, which should be a version
function otherVersion(found: Unframed, to: number): number {
  const { text } = found;
  let start = to;
  while (start > found.uriStart && !isSpace(text.charCodeAt(start - 1))) start--;
  if (!isVersion2(text, start, to)) note(found, isVersion(text, start, to) ? 'version' : 'start-line');
  return start;
}

// Fills the table; stops behind the empty line.
function headerTable(found: Unframed, from: number): void {
  const { text, table } = found;
  found.headersStart = from;
  let line = 0;
  let at = from;
  let colon = -1; // the next one; it may lie behind the present field
  for (;;) {
    if (text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF) {
      found.bodyStart = at + 2;
      break;
    }
    const end = fieldEnd(found, at);
    if (end < 0) break;
    const opening = openingAt(text, at);
    let bodyStart = at;
    let type: number;
    if (opening !== null) {
      type = opening.type;
      bodyStart += opening.length;
    } else {
      if (colon < at) {
        colon = text.indexOf(':', at);
        if (colon < 0) colon = text.length;
      }
      type = typeOf(text, at, colon, end);
      if (type !== BROKEN) bodyStart = colon + 1;
      else note(found, 'header');
    }
    mark(found, type);
    table[line] = at;
    table[line + 1] = placeOf(type, at, skipSpace(text, bodyStart, end));
    line += LINE;
    at = end + 2;
  }
  table[line] = at;
  found.lines = line;
}

function typeOf(text: string, from: number, colon: number, end: number): number {
  if (colon >= end) return BROKEN;
  // white space before the colon is legal (HCOLON, 25.1), a line break there is not worth its danger (spec/security.md 3)
  let nameEnd = colon;
  while (nameEnd > from && (text.charCodeAt(nameEnd - 1) === SP || text.charCodeAt(nameEnd - 1) === TAB)) nameEnd--;
  const type = headerType(text, from, nameEnd);
  if (type === Header.Other && (nameEnd === from || tokenEnd(text, from, nameEnd) !== nameEnd)) return BROKEN;
  return type;
}

function mark(found: Unframed, type: number): void {
  if (type > 31) return;
  const bit = 1 << type;
  found.repeated |= found.seen & bit;
  found.seen |= bit;
}

// index of the CR that ends the field which begins at `from`, -1 when the text ends first
function fieldEnd(found: Unframed, from: number): number {
  const { text } = found;
  let line = from;
  for (;;) {
    let cr = text.indexOf('\r', line);
    const lf = text.indexOf('\n', line);
    if (cr < 0 || lf !== cr + 1) {
      note(found, cr < 0 && lf < 0 ? 'no-end' : 'bare-line-end');
      // go on behind the next real line end, so that Via and the like are found for the answer
      cr = text.indexOf('\r\n', line);
      if (cr < 0) return -1;
    }
    // the field goes on while the next line begins with white space (RFC 3261 7.3.1)
    const next = text.charCodeAt(cr + 2);
    if (next !== SP && next !== TAB) return cr;
    line = cr + 2;
  }
}

// A NUL may stand in a quoted pair of a header (RFC 3261 25.1, RFC 4475 3.1.1.2) and nowhere else
function hasNul(text: string, from: number, lineEnd: number, to: number): boolean {
  for (let nul = text.indexOf('\0', from); nul >= 0 && nul < to; nul = text.indexOf('\0', nul + 1)) {
    let slashes = nul;
    while (slashes > lineEnd && text.charCodeAt(slashes - 1) === BACKSLASH) slashes--;
    if ((nul - slashes) % 2 === 0) return true;
  }
  return false;
}
