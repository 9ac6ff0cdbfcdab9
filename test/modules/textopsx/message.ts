import type { RouteContext } from '../../../runtime/routing/context.ts';
import { serialize } from '../../../runtime/sip/serialize.ts';

/** @returns a message with those header lines and that body; Content-Length is right unless it is among the lines */
export function message(fields: readonly string[] = [], body: string = '', line?: string): string {
  const length = fields.some((field) => field.toLowerCase().startsWith('content-length'))
    ? []
    : [`Content-Length: ${body.length}`];
  return [
    line ?? 'INVITE sip:bob@biloxi.example.com SIP/2.0',
    'Via: SIP/2.0/UDP 198.51.100.10;branch=z9hG4bK2',
    'Via: SIP/2.0/UDP 203.0.113.77:5060;branch=z9hG4bK1',
    'From: <sip:alice@atlanta.example.com>;tag=1',
    'To: <sip:bob@biloxi.example.com>',
    'Call-ID: a@b',
    'CSeq: 1 INVITE',
    ...fields,
    ...length,
    '',
    body,
  ].join('\r\n');
}

/** @returns the message as it would leave */
export function leaving(cx: RouteContext): string {
  return serialize(cx.message, '', [], null);
}

/** @returns lines of one header as they would leave */
export function lines(cx: RouteContext, name: string): string[] {
  const text = leaving(cx);
  return text
    .slice(0, text.indexOf('\r\n\r\n'))
    .split('\r\n')
    .filter((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`))
    .map((one) => one.slice(name.length + 1).trimStart());
}
