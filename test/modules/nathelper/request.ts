// Messages for the tests of nathelper, and what leaves the server of them.

import type { RouteContext } from '../../../runtime/routing/context.ts';
import { serialize } from '../../../runtime/sip/serialize.ts';
import { testServer, type Arrival, type TestServer } from '../../support/context.ts';

/** Parts of a message that differ from the usual ones. */
export interface Parts {
  readonly ruri?: string;
  /** Whole lines without CRLF, in the place of the usual Contact. */
  readonly contact?: readonly string[];
  readonly via?: string;
  /** Whole lines without CRLF. */
  readonly more?: readonly string[];
  readonly body?: string;
  readonly contentType?: string;
  readonly contentLength?: number;
}

/** @returns an INVITE */
export function invite(parts: Parts = {}): string {
  return message(`INVITE ${parts.ruri ?? 'sip:bob@example.com'} SIP/2.0`, parts);
}

/** @returns a 200 for an INVITE, which a server at 198.51.100.10 forwarded */
export function reply(parts: Parts = {}): string {
  const below = parts.via ?? 'SIP/2.0/UDP 192.168.1.10:5060;branch=z9hG4bKb';
  return message('SIP/2.0 200 OK', { ...parts, via: `SIP/2.0/UDP 198.51.100.10;branch=z9hG4bKa, ${below}` });
}

function message(line: string, parts: Parts): string {
  const { body = '', contentType = body === '' ? '' : 'application/sdp' } = parts;
  return [
    line,
    `Via: ${parts.via ?? 'SIP/2.0/UDP 192.168.1.10:5060;branch=z9hG4bKa'}`,
    'From: <sip:alice@example.com>;tag=a1',
    'To: <sip:bob@example.com>',
    'Call-ID: c1',
    'CSeq: 1 INVITE',
    ...(parts.contact ?? ['Contact: <sip:alice@192.168.1.10:5060>']),
    ...(parts.more ?? []),
    ...(contentType === '' ? [] : [`Content-Type: ${contentType}`]),
    `Content-Length: ${parts.contentLength ?? body.length}`,
    '',
    body,
  ].join('\r\n');
}

/** A server with nathelper only. */
export function natServer(params: Readonly<Record<string, unknown>> = {}): Promise<TestServer> {
  return testServer({ modules: ['nathelper'], params: { nathelper: params } });
}

/** @returns the message as it leaves */
export function leaving(cx: RouteContext): string {
  return serialize(cx.message, '', [], null);
}

/** @returns the lines of the message that begin with `Contact:` or `m:`, as they leave */
export function contactLines(cx: RouteContext): string[] {
  return leaving(cx)
    .split('\r\n')
    .filter((line) => line.startsWith('Contact:') || line.startsWith('m:'));
}

/** UDP from a NAT's outside. */
export const NAT: Arrival = { src: { ip: '203.0.113.77', port: 4321, proto: 'udp' } };
