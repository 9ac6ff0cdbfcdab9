import { Header } from './header-type.ts';
import type { SipMessage } from './message.ts';
import { skipSpace } from './chars.ts';

/** What a reply that the server makes by itself consists of (RFC 3261 8.2.6). */
export interface ReplyParts {
  readonly status: number;
  readonly reason: string;
  /** Tag put on To when the request has none; '' leaves To alone (100 Trying). */
  readonly toTag: string;
  /** Parameters for the topmost Via behind sent-by: `;received=...;rport=...` (RFC 3581 4). */
  readonly via: ViaMarks;
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
 * Writes a reply to a request: Via, Record-Route (only for 101 to 299), From, To, Call-ID and CSeq as received, in this
 * order, then what was added, then Content-Length.
 */
export function replyText(request: SipMessage, parts: ReplyParts): string {
  let out = `SIP/2.0 ${parts.status} ${parts.reason}\r\n`;
  const { text, headers } = request;
  let first = true;
  for (let i = 0; i < headers.length; i++) {
    const field = headers[i]!;
    if (field.type !== Header.Via) continue;
    if (first) {
      first = false;
      out += text.slice(field.start, field.bodyStart) + markedVia(request, parts.via) + '\r\n';
    } else out += text.slice(field.start, field.end);
  }
  if (parts.status > 100 && parts.status < 300) {
    for (let i = 0; i < headers.length; i++) {
      const field = headers[i]!;
      if (field.type === Header.RecordRoute) out += text.slice(field.start, field.end);
    }
  }
  const from = request.header(Header.From);
  if (from !== null) out += text.slice(from.start, from.end);
  const to = request.header(Header.To);
  if (to !== null) {
    if (parts.toTag === '' || request.toTag !== '') out += text.slice(to.start, to.end);
    else out += `${text.slice(to.start, request.to?.end ?? to.bodyEnd)};tag=${parts.toTag}\r\n`;
  }
  const callId = request.header(Header.CallId);
  if (callId !== null) out += text.slice(callId.start, callId.end);
  const cseq = request.header(Header.CSeq);
  if (cseq !== null) out += text.slice(cseq.start, cseq.end);
  return `${out}${parts.headers}Content-Length: ${parts.body.length}\r\n\r\n${parts.body}`;
}

/**
 * @returns the body of the first Via field with `received` and `rport` of the topmost value set; those that the peer wrote
 * are replaced (spec/security.md 7)
 */
export function markedVia(message: SipMessage, marks: ViaMarks): string {
  const field = message.header(Header.Via)!;
  const { text } = message;
  const via = message.via1;
  if (via === null) return text.slice(field.bodyStart, field.bodyEnd);
  const sentByEnd = via.paramsStart;
  const start = skipSpace(text, field.bodyStart, field.bodyEnd);
  let tail = '';
  let at = sentByEnd;
  let added = '';
  if (marks.received !== '') added += `;received=${marks.received}`;
  const rport = marks.rport > 0 ? `;rport=${marks.rport}` : '';
  if (rport !== '' && via.rportStart < 0) added += rport;
  // the two parameters in the order in which they stand
  const receivedFirst = via.receivedParamStart >= 0 && (via.rportStart < 0 || via.receivedParamStart < via.rportStart);
  for (let n = 0; n < 2; n++) {
    if ((n === 0) === receivedFirst) {
      if (via.receivedParamStart >= 0 && marks.received !== '') {
        tail += text.slice(at, via.receivedParamStart);
        at = via.receivedEnd;
      }
    } else if (via.rportStart >= 0 && rport !== '') {
      tail += text.slice(at, via.rportStart) + rport;
      at = via.rportEnd;
    }
  }
  return text.slice(start, sentByEnd) + added + tail + text.slice(at, field.bodyEnd);
}
