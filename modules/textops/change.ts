import { headerText, type HeaderField, type SipMessage } from '../../runtime/module.ts';

// a pattern may fit at each octet that a peer sent, so this much of a line is looked at each time
const NEAR = 256;

/**
 * Records that [start, end) of the received text becomes another one, if the message stays one: in the header part, what comes out
 * has to be header fields again (spec/security.md 3 and 4). In the body everything goes.
 *
 * @param end may stand between the CR and the LF of a line end, where `.*` of a pattern stops: the line end stays whole
 * @returns whether it was recorded
 */
export function change(message: SipMessage, start: number, end: number, text: string): boolean {
  const to = splitsLineEnd(message, start, end) ? end - 1 : end;
  if (start < message.bodyStart && !staysHeader(message, start, to, text)) return false;
  message.edits.replace(start, to, text);
  return true;
}

/** @returns whether [start, end) takes the CR of a line end in the header part, and leaves its LF */
export function splitsLineEnd({ text, bodyStart }: SipMessage, start: number, end: number): boolean {
  return end > start && end < bodyStart && text[end - 1] === '\r' && text[end] === '\n';
}

function staysHeader(message: SipMessage, start: number, end: number, put: string): boolean {
  if (start < message.headersStart || end > endOfFields(message)) return false;
  const field = fieldAt(message.headers, start);
  if (field === null) return staysFields(message, null, start, end, put);
  const inBody = start >= field.bodyStart || isBehindColon(message.text, field, start);
  if (!inBody && field.bodyStart - field.start > NEAR) return false; // no name is that long
  return inBody && staysInLine(message.text, field, start, end)
    ? isHeader(`x:${put}\r\n`)
    : staysFields(message, field, start, end, put);
}

function isHeader(fields: string): boolean {
  return headerText(fields) === fields;
}

// where the empty line begins
function endOfFields(message: SipMessage): number {
  return message.bodyStart - 2;
}

// the field that an octet is in, null behind the last one
function fieldAt(headers: readonly HeaderField[], at: number): HeaderField | null {
  let low = 0;
  let high = headers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (headers[middle]!.end <= at) low = middle + 1;
    else high = middle;
  }
  return headers[low] ?? null;
}

function isBehindColon(text: string, field: HeaderField, at: number): boolean {
  return at > field.nameEnd && text.slice(field.nameEnd, Math.min(at, field.nameEnd + NEAR)).includes(':');
}

const LINE_END = /[\r\n]/;

// what a continued line begins with counts as part of the line end
function staysInLine(text: string, field: HeaderField, start: number, end: number): boolean {
  return end <= field.bodyEnd && text[start - 1] !== '\n' && text[start] !== '\n' && !LINE_END.test(text.slice(start, end));
}

// The lines that are touched, with the new text in them, behind what they continue. Changes are looked at one by one, so none may
// rely on text that another one can take away: the white space that makes a line a continued one stays, or new one stands there.
function staysFields(message: SipMessage, field: HeaderField | null, start: number, end: number, put: string): boolean {
  const { text } = message;
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const endsAtLine = text[end - 1] === '\n';
  const continued = field !== null && from > field.start;
  const goes = put === '' && start === from && endsAtLine;
  if (put.endsWith('\n') && !endsAtLine) return false;
  if (continued && start === from && !goes && !isBlank(put[0])) return false;
  const to = goes || put.endsWith('\n') || end === endOfFields(message) ? end : text.indexOf('\n', end) + 1;
  if (goes && !continued && isBlank(text[to])) return false;
  const lines = text.slice(from, start) + put + text.slice(end, to);
  return isHeader((continued ? 'x:\r\n' : '') + lines);
}

function isBlank(c: string | undefined): boolean {
  return c === ' ' || c === '\t';
}
