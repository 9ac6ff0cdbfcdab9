import type { RouteContext } from '../../../runtime/routing/context.ts';
import { serialize } from '../../../runtime/sip/serialize.ts';
import { testServer, type TestServer } from '../../support/context.ts';

/** A server with the module; functions are called by their names without module. */
export class Sdp {
  readonly server: TestServer;
  constructor(server: TestServer) {
    this.server = server;
  }
  static async start(): Promise<Sdp> {
    return new Sdp(await testServer({ modules: ['sdpops', 'textopsx'] }));
  }
  /** @returns a request with that body */
  at(body: string, type: string = 'application/sdp'): RouteContext {
    return this.server.context(message(body, type));
  }
  call(cx: RouteContext, name: string, ...args: unknown[]): unknown {
    return this.server.call(cx, `sdpops.${name}`, ...args);
  }
  /** @returns result of one call on a body, and the body as it would leave */
  edited(body: string, name: string, ...args: unknown[]): [unknown, string] {
    const cx = this.at(body);
    const result = this.call(cx, name, ...args);
    return [result, bodyOf(cx)];
  }
}

export function message(body: string, type: string): string {
  return [
    'INVITE sip:bob@biloxi.example.com SIP/2.0',
    'Via: SIP/2.0/UDP 203.0.113.77:5060;branch=z9hG4bK1',
    'From: <sip:alice@atlanta.example.com>;tag=1',
    'To: <sip:bob@biloxi.example.com>',
    'Call-ID: a@b',
    'CSeq: 1 INVITE',
    ...(type === '' ? [] : [`Content-Type: ${type}`]),
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
}

/** @returns the body as it would leave */
export function bodyOf(cx: RouteContext): string {
  const text = serialize(cx.message, '', [], null);
  return text.slice(text.indexOf('\r\n\r\n') + 4);
}

/** What each description begins with. */
export const HEAD = 'v=0\r\no=a 1 7 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.2\r\nt=0 0\r\n';
/** One audio stream with three codecs. */
export const AUDIO =
  'm=audio 4000 RTP/AVP 0 8 96\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1\r\na=rtcp-fb:96 nack\r\na=sendrecv\r\n';
/** One video stream, in which 96 is something else. */
export const VIDEO = 'm=video 4002 RTP/SAVP 96\r\na=rtpmap:96 VP8/90000\r\na=fmtp:96 max-fr=30\r\n';

export const MIXED = 'multipart/mixed;boundary=b1';
/** @returns a multipart body with these descriptions as parts, and one of another type in front */
export function parts(...descriptions: string[]): string {
  const all = descriptions.map((one) => `--b1\r\nContent-Type: application/sdp\r\n\r\n${one}`);
  return `--b1\r\nContent-Type: text/plain\r\n\r\nhi\r\n${all.join('')}--b1--\r\n`;
}
