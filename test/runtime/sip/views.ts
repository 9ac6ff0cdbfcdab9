// Everything that can be asked of a message, asked: nothing of it may throw, whatever a peer sent.
import { boundaryOf, bodyParts, contentType, partHeader } from '../../../runtime/sip/body.ts';
import { replyText } from '../../../runtime/sip/generated.ts';
import { listValues, removeValues } from '../../../runtime/sip/header-list.ts';
import { Header } from '../../../runtime/sip/header-type.ts';
import { DEFAULT_LIMITS } from '../../../runtime/sip/limits.ts';
import type { SipMessage } from '../../../runtime/sip/message.ts';
import { parseNameAddr, parseNameAddrs, type NameAddr } from '../../../runtime/sip/name-addr.ts';
import { connection, findLine, firstSdp, mediaStreams, sdpBodies, sessionConnection } from '../../../runtime/sip/sdp.ts';
import { serialize } from '../../../runtime/sip/serialize.ts';
import { parseUri, schemeOf, type Uri } from '../../../runtime/sip/uri.ts';
import { validate, type Refusal } from '../../../runtime/sip/validate.ts';
import type { Via } from '../../../runtime/sip/via.ts';

const LISTS = [Header.Via, Header.Route, Header.RecordRoute, Header.Path, Header.Contact];

/** @returns what `validate` said, so that the caller can go on */
export function askAll(message: SipMessage): Refusal | null {
  askMessage(message);
  askMessage(message.copy());
  return validate(message, DEFAULT_LIMITS);
}

/** What costs more than one pass per question is left out here, so that a megabyte can be asked too. */
export function askMessage(message: SipMessage): void {
  const { text } = message;
  askVia(message.via1);
  askVia(message.via2);
  askVia(message.nthVia(3));
  void message.hasVia2;
  askAddress(message.from);
  askAddress(message.to);
  for (const contact of message.contacts ?? []) askAddress(contact);
  void [message.cseq, message.callId, message.fromTag, message.toTag, message.requestUri, message.reason];
  askUri(parseUri(text, message.uriStart, message.uriEnd));
  schemeOf(text, message.uriStart, message.uriEnd);
  for (const type of LISTS) {
    const values = listValues(message, type);
    if (values === null) continue;
    for (const value of values.slice(0, 50)) askAddress(parseNameAddr(text, value.start, value.end));
    const copy = message.copy();
    removeValues(copy, values, 1, 2);
    serialize(copy, '', [], null);
  }
  for (const field of message.headers.slice(0, 50)) {
    parseNameAddrs(text, field.bodyStart, field.bodyEnd);
    message.findByName(message.fieldName(field));
    message.isStar(field);
  }
  askBody(message);
  serialize(message, 'ACK sip:x SIP/2.0\r\n', [{ at: message.end, end: message.end, text: 'x', late: null }], null);
  const via = { received: '192.0.2.1', rport: 5060 };
  replyText(message, { status: 200, reason: 'OK', toTag: 't', via, headers: '', body: '' });
}

function askVia(via: Via | null): void {
  if (via === null) return;
  void [via.host, via.hostBare, via.transport, via.branch, via.received, via.port, via.rport, via.param('maddr'), String(via)];
}

function askAddress(address: NameAddr | null): void {
  if (address === null) return;
  void [address.display, address.uriText, address.param('q'), String(address)];
  askUri(address.uri);
  address.copy().replaceUri('sip:x');
}

function askUri(uri: Uri | null): void {
  if (uri === null) return;
  void [uri.user, uri.password, uri.host, uri.hostBare, uri.portText, uri.params, uri.headers, uri.transport, uri.hasParam('lr')];
}

function askBody(message: SipMessage): void {
  const { text } = message;
  const type = contentType(message);
  const boundary = type === null ? null : boundaryOf(text, type);
  for (const part of boundary === null ? [] : bodyParts(text, message.bodyStart, message.end, boundary)) {
    partHeader(text, part, 'content-type');
  }
  const first = firstSdp(message);
  for (const range of first === null ? sdpBodies(message) : [first]) {
    sessionConnection(text, range);
    for (const stream of mediaStreams(text, range)) {
      const line = findLine(text, stream.start, stream.end, 'a=rtcp');
      if (line >= 0) connection(text, line, stream.end);
    }
  }
}
