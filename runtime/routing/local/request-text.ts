import { equalsIgnoreCase, wireText } from '../../sip/chars.ts';
import type { Core } from '../core.ts';

/** What a request of this server consists of; all texts are as they go on the wire. */
export interface RequestSpec {
  readonly method: string;
  /** Request-URI. */
  readonly uri: string;
  /** Value of From; without a tag it gets one. */
  readonly from: string;
  /** Value of To. */
  readonly to: string;
  /** '' or absent: made. */
  readonly callId?: string;
  /** CSeq number, 10 unless given. */
  readonly cseq?: number;
  /** Whole header lines with CRLF; without Via, From, To, Call-ID, CSeq and Content-Length. */
  readonly headers?: string;
  readonly body?: string;
}

/** What all requests of one transaction have in common, ready to be written. */
export interface RequestParts {
  readonly method: string;
  readonly uri: string;
  readonly from: string;
  readonly to: string;
  readonly callId: string;
  readonly cseq: number;
  readonly headers: string;
  readonly body: string;
}

const FIRST_CSEQ = 10;
const TAG = 16;

/** Makes up what a specification leaves out (RFC 3261 8.1.1). */
export function completed(core: Core, spec: RequestSpec): RequestParts {
  const callId = spec.callId ?? '';
  return {
    method: spec.method,
    uri: spec.uri,
    from: hasTag(spec.from) ? spec.from : `${spec.from};tag=${core.random.token(TAG)}`,
    to: spec.to,
    callId: callId !== '' ? callId : core.random.token(2 * TAG),
    cseq: spec.cseq ?? FIRST_CSEQ,
    headers: spec.headers ?? '',
    body: wireText(spec.body ?? ''),
  };
}

function hasTag(value: string): boolean {
  const close = value.lastIndexOf('>');
  return value
    .slice(close + 1)
    .toLowerCase()
    .includes(';tag=');
}

/**
 * Writes a request of this server, in Kamailio's order of fields.
 * @param via our own line, with CRLF
 */
export function localRequestText(core: Core, parts: RequestParts, via: string): string {
  const { method, headers, body } = parts;
  const { userAgentHeader } = core.options;
  // one of the caller's stands where the others do
  const hops = hasField(headers, 'Max-Forwards') ? '' : 'Max-Forwards: 70\r\n';
  const agent = userAgentHeader === '' || hasField(headers, 'User-Agent') ? '' : `User-Agent: ${userAgentHeader}\r\n`;
  return (
    `${method} ${parts.uri} SIP/2.0\r\n${via}To: ${parts.to}\r\nFrom: ${parts.from}\r\nCSeq: ${parts.cseq} ${method}\r\n` +
    `Call-ID: ${parts.callId}\r\n${hops}Content-Length: ${body.length}\r\n${agent}${headers}\r\n${body}`
  );
}

function hasField(headers: string, name: string): boolean {
  for (let at = 0; at < headers.length; at = headers.indexOf('\n', at) + 1) {
    const colon = headers.indexOf(':', at);
    if (colon < 0) return false;
    if (equalsIgnoreCase(headers.slice(at, colon).trim(), name)) return true;
    if (headers.indexOf('\n', at) < 0) return false;
  }
  return false;
}
