import { COLON, CR, LF, SP, TAB, tokenEnd, wireText } from '../sip/chars.ts';

/**
 * Makes header text of a script fit to stand in a message: name, colon, body and CRLF, of one field or several, folded lines
 * included. A missing line end is added. What would change the message's structure is refused (spec/security.md 3 and 4): NUL, a
 * bare CR or LF, an empty line (it would end the header section), a line that is no field.
 *
 * @returns the text as it may go on the wire, or null when it is refused; `''` for an empty text
 */
export function headerText(text: string): string | null {
  if (text === '') return '';
  let wire = wireText(text);
  if (wire.endsWith('\r\n')) {
    if (!isFields(wire)) return null;
  } else {
    // a line end forgotten, or written as `\n`: the only place where a bare one can mean nothing else
    wire = `${wire.endsWith('\n') ? wire.slice(0, -1) : wire}\r\n`;
    if (!isFields(wire)) return null;
  }
  return wire;
}

// each line is a field or the continuation of one; the text ends with CRLF
function isFields(text: string): boolean {
  for (let at = 0; at < text.length;) {
    const end = lineEnd(text, at);
    if (end < 0 || end === at) return false;
    const c = text.charCodeAt(at);
    if (c === SP || c === TAB ? at === 0 : !isField(text, at, end)) return false;
    at = end + 2;
  }
  return true;
}

// index of the CRLF, -1 when a NUL, bare CR or bare LF comes first
function lineEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === CR) return text.charCodeAt(i + 1) === LF ? i : -1;
    if (c === LF || c === 0) return -1;
  }
  return -1;
}

function isField(text: string, from: number, to: number): boolean {
  let i = tokenEnd(text, from, to);
  if (i === from) return false;
  while (i < to && (text.charCodeAt(i) === SP || text.charCodeAt(i) === TAB)) i++;
  return i < to && text.charCodeAt(i) === COLON;
}
