// What the server writes by itself from a received request: replies, and its marks in the topmost Via.

import { CR, LF } from './chars.ts';
import { Header, type HeaderType } from './header-type.ts';
import type { SipMessage } from './message.ts';
import { findParam } from './params.ts';
import type { Via } from './via.ts';

/** What a reply that the server makes by itself consists of (RFC 3261 8.2.6). */
export interface ReplyParts {
  readonly status: number;
  readonly reason: string;
  /** Tag put on To when the request has none; '' leaves To alone (100 Trying). */
  readonly toTag: string;
  /** Parameters for the topmost Via behind sent-by: `;received=...;rport=...` (RFC 3581 4). */
  readonly via: ViaMarks;
  /** More parameters for it with their `;`. */
  readonly viaParams?: string;
  /** Whole header lines with CRLF. */
  readonly headers: string;
  /** Body with its Content-Type line in `headers`. */
  readonly body: string;
}

/** What the server writes into the topmost Via of a request (RFC 3261 18.2.1, RFC 3581 4). */
export interface ViaMarks {
  /** Source address, '' when it is not to be written. */
  readonly received: string;
  /** Source port, 0 when it is not to be written. */
  readonly rport: number;
}

/**
 * Writes a reply to a request: Via, From, To, Call-ID, CSeq and Record-Route (only for 101 to 299) as received, in
 * this order, Timestamp in a 100, then what was added, then Content-Length.
 *
 * A request whose frame is broken is answered too; what it has of bare line ends and NULs does not come back with the
 * answer (spec/security.md 3).
 */
export function replyText(request: SipMessage, parts: ReplyParts): string {
  const echo = echoed(request, parts);
  const own = `${parts.headers}Content-Length: ${parts.body.length}\r\n\r\n${parts.body}`;
  return `SIP/2.0 ${parts.status} ${parts.reason}\r\n${request.fault === '' ? echo : cleanLines(echo)}${own}`;
}

function echoed(request: SipMessage, parts: ReplyParts): string {
  const first = request.findByType(Header.Via);
  let out = first < 0 ? '' : viaLine(request, first, parts.via, parts.viaParams ?? '');
  if (first >= 0) out += others(request, Header.Via, first + 1);
  const from = request.findByType(Header.From);
  if (from >= 0) out += request.line(from);
  const to = request.findByType(Header.To);
  if (to >= 0) out += parts.toTag === '' || request.toTag !== '' ? request.line(to) : taggedTo(request, parts.toTag);
  const callId = request.findByType(Header.CallId);
  if (callId >= 0) out += request.line(callId);
  const cseq = request.findByType(Header.CSeq);
  if (cseq >= 0) out += request.line(cseq);
  if (parts.status >= 300) return out;
  if (parts.status > 100) return out + others(request, Header.RecordRoute, 0);
  // RFC 3261 8.2.6.1
  const timestamp = request.findByName('Timestamp');
  return timestamp < 0 ? out : out + request.line(timestamp);
}

function viaLine(request: SipMessage, index: number, marks: ViaMarks, more: string): string {
  const { start, bodyStart } = request.field(index);
  return `${request.received.slice(start, bodyStart)}${answeredVia(request, marks, more)}\r\n`;
}

// the lines of a type from an index on
function others(request: SipMessage, type: HeaderType, from: number): string {
  let out = '';
  for (let at = request.findByType(type, from); at >= 0; at = request.findByType(type, at + 1)) out += request.line(at);
  return out;
}

function taggedTo(request: SipMessage, tag: string): string {
  const { received: text, to } = request;
  const field = request.header(Header.To)!;
  if (to === null) return `${text.slice(field.start, field.bodyEnd)};tag=${tag}\r\n`;
  // `;tag` and `;tag=` say nothing, and a second parameter of that name would only be read by some
  const empty = findParam(text, to.paramsStart, to.end, 'tag');
  const before = text.slice(field.start, empty === null ? to.end : empty.start);
  return `${before};tag=${tag}${empty === null ? '' : text.slice(empty.end, to.end)}\r\n`;
}

// Header lines without what is no line end: a space stands for each bare CR or LF and each NUL.
function cleanLines(lines: string): string {
  let out = '';
  let from = 0;
  for (let i = 0; i < lines.length; i++) {
    const c = lines.charCodeAt(i);
    if (c > CR) continue;
    const ends = c === CR && lines.charCodeAt(i + 1) === LF;
    if (ends) i++;
    else if (c === CR || c === LF || c === 0) {
      out += lines.slice(from, i) + ' ';
      from = i + 1;
    }
  }
  return out + lines.slice(from);
}

/**
 * The topmost Via of a request that is forwarded: what is added stands in front of the other parameters, what the peer wrote
 * is replaced where it stands (spec/security.md 7).
 * @returns the body of the first Via field; '' without one
 */
export function markedVia(message: SipMessage, marks: ViaMarks): string {
  const field = message.header(Header.Via);
  if (field === null) return '';
  const { received: text } = message;
  const via = message.via1;
  if (via === null) return text.slice(field.bodyStart, field.bodyEnd);
  const rport = marks.rport > 0 ? `;rport=${marks.rport}` : '';
  const received = marks.received !== '' ? `;received=${marks.received}` : '';
  let out = text.slice(field.bodyStart, via.paramsStart);
  if (via.rportStart < 0) out += rport;
  if (via.receivedParamStart < 0) out += received;
  return out + replaceMarks(via, rport, received, via.paramsStart, field.bodyEnd);
}

/**
 * The topmost Via of a reply of this server: what is added stands behind the other parameters, or behind the `rport` that
 * the peer wrote.
 * @param more parameters with their `;`, behind all others
 */
export function answeredVia(message: SipMessage, marks: ViaMarks, more: string = ''): string {
  const field = message.header(Header.Via);
  if (field === null) return '';
  const { received: text } = message;
  const via = message.via1;
  if (via === null || (marks.rport === 0 && marks.received === '' && more === ''))
    return text.slice(field.bodyStart, field.bodyEnd);
  const rport = marks.rport > 0 ? `;rport=${marks.rport}` : '';
  const received = marks.received !== '' ? `;received=${marks.received}` : '';
  const head = text.slice(field.bodyStart, via.paramsStart);
  const tail = more + text.slice(via.end, field.bodyEnd);
  if (via.rportStart >= 0) return head + replaceMarks(via, rport + received, '', via.paramsStart, via.end) + tail;
  return head + replaceMarks(via, '', '', via.paramsStart, via.end) + rport + received + tail;
}

// Copies [from, to) with `rport` in the place of a parameter of that name, and `received` likewise
function replaceMarks(via: Via, rport: string, received: string, from: number, to: number): string {
  const { text } = via;
  const receivedAt = via.receivedParamStart;
  let out = '';
  let at = from;
  if (receivedAt >= 0 && (via.rportStart < 0 || receivedAt < via.rportStart)) {
    out += text.slice(at, receivedAt) + received;
    at = via.receivedEnd;
  }
  if (via.rportStart >= 0) {
    out += text.slice(at, via.rportStart) + rport;
    at = via.rportEnd;
  }
  if (receivedAt >= 0 && via.rportStart >= 0 && receivedAt > via.rportStart) {
    out += text.slice(at, receivedAt) + received;
    at = via.receivedEnd;
  }
  return out + text.slice(at, to);
}
