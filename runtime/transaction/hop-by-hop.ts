import { Header } from '../sip/header-type.ts';
import type { SipMessage } from '../sip/message.ts';
import { parseMessage } from '../sip/parser.ts';

/**
 * The ACK for a negative reply (RFC 3261 17.1.1.3): topmost Via, From, Call-ID, Route and the CSeq number of the INVITE as
 * sent, in its order; To of the reply.
 * @param invite the INVITE as sent
 * @returns '' when the INVITE can not be read, which would be a defect of ours
 */
export function ackText(invite: string, reply: SipMessage): string {
  const to = reply.header(Header.To);
  const toLine = to === null ? '' : `To: ${reply.text.slice(to.bodyStart, to.bodyEnd)}\r\n`;
  return follow(invite, 'ACK', toLine, '');
}

/**
 * The same ACK where the INVITE is not at hand: the reply repeats all of it that is needed, but for Request-URI and Route.
 * @param uri Request-URI of an INVITE that had no Route
 */
export function ackOf(uri: string, reply: SipMessage): string {
  const { text, via1: via, cseq } = reply;
  const field = reply.header(Header.Via);
  if (via === null || cseq === null || field === null) return '';
  let out = `ACK ${uri} SIP/2.0\r\nVia: ${text.slice(field.bodyStart, via.end)}\r\nMax-Forwards: 70\r\n`;
  for (const type of [Header.From, Header.To, Header.CallId]) {
    const line = reply.header(type);
    if (line !== null) out += text.slice(line.start, line.end);
  }
  return `${out}CSeq: ${text.slice(cseq.numberStart, cseq.numberEnd)} ACK\r\nContent-Length: 0\r\n\r\n`;
}

/**
 * The CANCEL of an INVITE (RFC 3261 9.1): the same Request-URI, topmost Via, From, To, Call-ID, Route and CSeq number.
 * @param more header lines with CRLF: Reason (RFC 3326)
 */
export function cancelText(invite: string, more: string): string {
  return follow(invite, 'CANCEL', '', more);
}

function follow(invite: string, method: string, to: string, more: string): string {
  const sent = parseMessage(invite);
  if (sent === null) return '';
  const { text } = sent;
  let out = `${method} ${sent.requestUri} SIP/2.0\r\n`;
  let vias = 0;
  let hasLength = false;
  for (const field of sent.headers) {
    switch (field.type) {
      case Header.Via:
        if (vias++ === 0) out += text.slice(field.start, field.end);
        break;
      case Header.To:
        out += to !== '' ? to : text.slice(field.start, field.end);
        break;
      case Header.CSeq:
        out += `CSeq: ${text.slice(sent.cseq!.numberStart, sent.cseq!.numberEnd)} ${method}\r\n`;
        break;
      case Header.ContentLength:
        out += `${text.slice(field.start, field.nameEnd)}: 0\r\n`;
        hasLength = true;
        break;
      case Header.From:
      case Header.CallId:
      case Header.Route:
      case Header.MaxForwards:
        out += text.slice(field.start, field.end);
        break;
      default:
    }
  }
  if (!hasLength) out += 'Content-Length: 0\r\n';
  return `${out}${more}\r\n`;
}
