import { BACKSLASH, CR, COLON, LF, SP, TAB, indexOfChar, isTokenChar, skipSpace } from './chars.ts';
import { headerType } from './header-type.ts';
import { SipMessage, type FrameFault, type HeaderField } from './message.ts';

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
  while (start < text.length && (text.charCodeAt(start) === CR || text.charCodeAt(start) === LF)) start++;
  const lineEnd = text.indexOf('\r\n', start);
  if (lineEnd <= start) return null;
  const line = startLine(text, start, lineEnd);
  if (line === null) return null;
  const headers: HeaderField[] = [];
  const headersStart = lineEnd + 2;
  const table = headerTable(text, headersStart, headers);
  let fault: FrameFault = line.fault;
  if (fault === '') fault = table.fault;
  if (fault === '' && hasNul(text, start, table.bodyStart)) fault = 'nul';
  return new SipMessage({
    text,
    isRequest: line.status === 0,
    methodStart: line.methodStart,
    methodEnd: line.methodEnd,
    uriStart: line.uriStart,
    uriEnd: line.uriEnd,
    status: line.status,
    reasonStart: line.reasonStart,
    reasonEnd: line.status === 0 ? 0 : lineEnd,
    headersStart,
    headers,
    bodyStart: table.bodyStart,
    fault,
  });
}

interface StartLine {
  methodStart: number;
  methodEnd: number;
  uriStart: number;
  uriEnd: number;
  status: number;
  reasonStart: number;
  fault: FrameFault;
}

function startLine(text: string, from: number, to: number): StartLine | null {
  const line: StartLine = { methodStart: 0, methodEnd: 0, uriStart: 0, uriEnd: 0, status: 0, reasonStart: 0, fault: '' };
  return isVersion(text, from, from + 4) && text.charCodeAt(from + 3) === 47
    ? statusLine(line, text, from, to)
    : requestLine(line, text, from, to);
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

// SIP-Version SP Status-Code SP Reason-Phrase
function statusLine(line: StartLine, text: string, from: number, to: number): StartLine | null {
  const space = indexOfChar(text, SP, from, to);
  if (space < 0) return null;
  if (!isVersion2(text, from, space)) line.fault = 'version';
  const codeStart = space + 1;
  let status = 0;
  let i = codeStart;
  for (; i < to && i < codeStart + 3; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return null;
    status = status * 10 + digit;
  }
  if (i !== codeStart + 3 || (i < to && text.charCodeAt(i) !== SP)) return null;
  if (status < 100 || status > 699) line.fault = line.fault || 'start-line';
  line.status = Math.max(1, status);
  line.reasonStart = Math.min(i + 1, to);
  return line;
}

// Method SP Request-URI SP SIP-Version, one space each
function requestLine(line: StartLine, text: string, from: number, to: number): StartLine | null {
  let i = from;
  while (i < to && isTokenChar(text.charCodeAt(i))) i++;
  if (i === from || i >= to || text.charCodeAt(i) !== SP) return null;
  line.methodStart = from;
  line.methodEnd = i;
  let last = to;
  while (last > i && text.charCodeAt(last - 1) !== SP && text.charCodeAt(last - 1) !== TAB) last--;
  if (last <= i + 1) {
    line.uriStart = i + 1;
    line.uriEnd = to;
    line.fault = 'start-line';
    return line;
  }
  line.uriStart = i + 1;
  line.uriEnd = last - 1;
  if (!isVersion2(text, last, to)) line.fault = isVersion(text, last, to) ? 'version' : 'start-line';
  for (let k = line.uriStart; k < line.uriEnd; k++) {
    const c = text.charCodeAt(k);
    if (c === SP || c === TAB) line.fault = line.fault || 'start-line'; // RFC 4475 3.1.2.9: white space in the Request-URI
  }
  if (line.uriStart === line.uriEnd) line.fault = 'start-line';
  return line;
}

interface Table {
  bodyStart: number;
  fault: FrameFault;
}

// Fills `headers`; stops behind the empty line.
function headerTable(text: string, from: number, headers: HeaderField[]): Table {
  let fault: FrameFault = '';
  let at = from;
  const { length } = text;
  while (at < length) {
    let cr = text.indexOf('\r', at);
    if (cr < 0) return { bodyStart: length, fault: fault || (text.indexOf('\n', at) < 0 ? 'no-end' : 'bare-line-end') };
    if (cr === at && text.charCodeAt(at + 1) === LF) return { bodyStart: at + 2, fault };
    // the field goes on while the next line begins with white space (RFC 3261 7.3.1)
    let lineStart = at;
    for (;;) {
      const lf = text.indexOf('\n', lineStart);
      if (lf !== cr + 1) {
        fault = fault || 'bare-line-end';
        // go on behind the next real line end, so that Via and the like are found for the answer
        cr = text.indexOf('\r\n', lineStart);
        if (cr < 0) return { bodyStart: length, fault };
      }
      const next = text.charCodeAt(cr + 2);
      if (next !== SP && next !== TAB) break;
      lineStart = cr + 2;
      cr = text.indexOf('\r', lineStart);
      if (cr < 0) return { bodyStart: length, fault: fault || 'no-end' };
    }
    if (!headerField(text, at, cr, headers)) fault = fault || 'header';
    at = cr + 2;
  }
  return { bodyStart: length, fault: fault || 'no-end' };
}

// field-name HCOLON field-value; false when there is no colon or the name is no token
function headerField(text: string, from: number, to: number, headers: HeaderField[]): boolean {
  let nameEnd = from;
  while (nameEnd < to && isTokenChar(text.charCodeAt(nameEnd))) nameEnd++;
  let colon = nameEnd;
  // white space before the colon is legal (HCOLON, 25.1), a line break there is not worth its danger (spec/security.md 3)
  while (colon < to && (text.charCodeAt(colon) === SP || text.charCodeAt(colon) === TAB)) colon++;
  if (nameEnd === from || colon >= to || text.charCodeAt(colon) !== COLON) return false;
  headers.push({
    type: headerType(text, from, nameEnd),
    start: from,
    nameEnd,
    bodyStart: skipSpace(text, colon + 1, to),
    bodyEnd: to,
    end: to + 2,
  });
  return true;
}

// A NUL may stand in a quoted pair (RFC 3261 25.1, RFC 4475 3.1.1.2) and nowhere else
function hasNul(text: string, from: number, to: number): boolean {
  for (let nul = text.indexOf('\0', from); nul >= 0 && nul < to; nul = text.indexOf('\0', nul + 1)) {
    if (text.charCodeAt(nul - 1) !== BACKSLASH) return true;
  }
  return false;
}
