// The message checks by their bits (spec/modules.md 18). Each takes a message and says what is wrong, or null.

import {
  Header,
  decimal,
  equalsLower,
  isSpace,
  tokenEnd,
  listValues,
  nextParam,
  parseNameAddr,
  schemeOf,
  trimEnd,
  type HeaderType,
  type RouteContext,
  type SipMessage,
} from '../../runtime/module.ts';
import { SILENT, fault, type Fault } from './fault.ts';

const BAD_VERSION: Fault = fault(505, 'Version Not Supported');
export const BAD_URI: Fault = fault(400, 'Bad Request URI');
const BAD_SCHEME: Fault = fault(416, 'Unsupported URI Scheme');
const MISSING: Fault = fault(400, 'Missing Required Header');
const CSEQ_METHOD: Fault = fault(400, 'CSeq method does not match request method');
const CSEQ_NUMBER: Fault = fault(400, 'CSeq number is illegal');
const LENGTH: Fault = fault(400, 'Content-Length mis-match');
const EXPIRES: Fault = fault(400, 'Expires value is illegal');
const PROXY_REQUIRE: Fault = fault(400, 'Bad Proxy Require Header');
const TO_TAGS: Fault = fault(400, 'Many To Tag Params');
const FROM_TAGS: Fault = fault(400, 'Many From Tag Params');

const CSEQ_LIMIT = 0x80000000; // RFC 3261 8.1.1.5: below 2^31
const EXPIRES_LIMIT = 0x100000000;
const ALL_REQUIRED = (1 << Header.Via) | (1 << Header.From) | (1 << Header.To) | (1 << Header.CallId) | (1 << Header.CSeq);

/** 1: the version of the request line. */
export function version(message: SipMessage): Fault | null {
  return message.isRequest && message.fault === 'version' ? BAD_VERSION : null;
}

/** 2: the scheme of the Request-URI is one that is routed on. */
export function scheme(cx: RouteContext): Fault | null {
  if (!cx.message.isRequest || cx.parsedRequestUri !== null) return null;
  // what is a URI, of a scheme that nothing here routes on, is answered 416 (RFC 3261 8.2.2.1, spec/security.md)
  const { requestUri } = cx;
  return schemeOf(requestUri) !== '' && !isRouted(schemeOf(requestUri)) ? BAD_SCHEME : BAD_URI;
}

function isRouted(name: string): boolean {
  return ['sip', 'sips', 'tel', 'tels', 'urn'].includes(name.toLowerCase());
}

/** 4: To, From, CSeq, Call-ID and Via are there. */
export function required(message: SipMessage): Fault | null {
  return (message.seen & ALL_REQUIRED) === ALL_REQUIRED ? null : MISSING;
}

/** 32: CSeq has the method of the request. */
export function cseqMethod(message: SipMessage): Fault | null {
  if (!message.isRequest) return null;
  const method = message.cseqMethod !== '' ? message.cseqMethod : lastWord(message);
  return method === message.method ? null : CSEQ_METHOD;
}

// what stands at the end of a CSeq whose number can not be read
function lastWord(message: SipMessage): string {
  const field = message.header(Header.CSeq);
  if (field === null) return '';
  const end = trimEnd(message.received, field.bodyStart, field.bodyEnd);
  let start = end;
  while (start > field.bodyStart && !isSpace(message.received.charCodeAt(start - 1))) start--;
  return message.received.slice(start, end);
}

/** 64: the number of CSeq is one below 2^31. */
export function cseqNumber(message: SipMessage): Fault | null {
  const number = message.cseqNumber;
  return number >= 0 && number < CSEQ_LIMIT ? null : CSEQ_NUMBER;
}

/** 128: Content-Length is the size of what arrived as body; none passes. */
export function contentLength(message: SipMessage): Fault | null {
  const length = message.contentLength;
  if (length === -1) return null;
  if (length < 0 || (message.repeated & (1 << Header.ContentLength)) !== 0) return SILENT;
  return length === message.received.length - message.bodyStart ? null : LENGTH;
}

/** 256: Expires is an unsigned number. */
export function expires(message: SipMessage): Fault | null {
  const field = message.header(Header.Expires);
  if (field === null) return null;
  const end = trimEnd(message.received, field.bodyStart, field.bodyEnd);
  return decimal(message.received, field.bodyStart, end, EXPIRES_LIMIT) < 0 ? EXPIRES : null;
}

/**
 * 512: Proxy-Require asks for nothing that is not supported (RFC 3261 16.3 step 5).
 * @param supported option tags in lower case
 */
export function proxyRequire(message: SipMessage, supported: ReadonlySet<string>): Fault | null {
  if (message.header(Header.ProxyRequire) === null) return null;
  const values = listValues(message, Header.ProxyRequire);
  if (values === null) return PROXY_REQUIRE;
  for (const { start, end } of values) {
    if (tokenEnd(message.received, start, end) !== end) return PROXY_REQUIRE;
    const tag = message.received.slice(start, end);
    if (!supported.has(tag.toLowerCase())) {
      return fault(420, 'Bad Proxy Require Extension', `Unsupported: ${tag}\r\n`);
    }
  }
  return null;
}

/** 4096: To and From have one tag each. */
export function tags(message: SipMessage): Fault | null {
  if (tagCount(message, Header.To) > 1) return TO_TAGS;
  return tagCount(message, Header.From) > 1 ? FROM_TAGS : null;
}

function tagCount(message: SipMessage, type: HeaderType): number {
  const address = type === Header.To ? message.to : message.from;
  if (address === null) return 0;
  const { text, end } = address;
  let n = 0;
  for (let at = address.paramsStart; at < end;) {
    const param = nextParam(text, at, end);
    if (param === null) break;
    if (equalsLower(text, param.nameStart, param.nameEnd, 'tag')) n++;
    at = param.end;
  }
  return n;
}

/** 16384: the topmost Via can be read, and has a host and a branch. */
export function topmostVia(message: SipMessage): Fault | null {
  const via = message.via1;
  return via !== null && via.hostEnd > via.hostStart && via.branchEnd > via.branchStart ? null : SILENT;
}

/** 32768: the topmost branch has the cookie of RFC 3261, and the route set is loose. */
export function rfc3261Only(message: SipMessage): Fault | null {
  const via = message.via1;
  if (via === null || via.branchStart < 0 || !via.text.startsWith('z9hG4bK', via.branchStart)) return SILENT;
  return isLoose(message, Header.Route) && isLoose(message, Header.RecordRoute) ? null : SILENT;
}

function isLoose(message: SipMessage, type: HeaderType): boolean {
  const values = listValues(message, type);
  if (values === null) return false;
  for (const { start, end } of values) {
    if (parseNameAddr(message.received, start, end)?.uri?.hasParam('lr') !== true) return false;
  }
  return true;
}
