import { familyOf } from '../../sip/address.ts';
import { parseUri, type Uri } from '../../sip/uri.ts';
import { protoOf } from '../../transport/proto.ts';
import type { Proto } from '../../transport/types.ts';
import { text, whole } from '../arguments.ts';
import { KsrMethod } from './method.ts';

const PROTO_LETTERS: Readonly<Record<string, Proto>> = { u: 'udp', t: 'tcp', e: 'tls', s: 'sctp', v: 'ws', w: 'wss' };

/**
 * Tests of how the message came and how it will leave (spec/modules.md 2). `is_*` is about the packet's own way, `to_*` about the
 * next hop as far as it is written: next hop URI, else Request-URI; for a reply the second Via. Works in every route.
 * @in any
 * @see Kamailio KEMI, core
 */
export class KsrTransport extends KsrMethod {
  /** @returns whether the message came by UDP */
  is_UDP(): boolean {
    return this.cx.source.proto === 'udp';
  }
  /** @returns whether the message came by TCP */
  is_TCP(): boolean {
    return this.cx.source.proto === 'tcp';
  }
  /** @returns whether the message came by TLS */
  is_TLS(): boolean {
    return this.cx.source.proto === 'tls';
  }
  /** @returns whether the message came by SCTP */
  is_SCTP(): boolean {
    return this.cx.source.proto === 'sctp';
  }
  /** @returns whether the message came by WebSocket without TLS */
  is_WS(): boolean {
    return this.cx.source.proto === 'ws';
  }
  /** @returns whether the message came by secure WebSocket */
  is_WSS(): boolean {
    return this.cx.source.proto === 'wss';
  }
  /** @returns whether the message came by TCP or something above it: tcp, tls, ws, wss */
  is_TCPX(): boolean {
    const { proto } = this.cx.source;
    return proto === 'tcp' || proto === 'tls' || proto === 'ws' || proto === 'wss';
  }
  /** @returns whether the message came by WebSocket, secure or not */
  is_WSX(): boolean {
    const { proto } = this.cx.source;
    return proto === 'ws' || proto === 'wss';
  }
  /**
   * @param letters u UDP, t TCP, e TLS, s SCTP, v WS, w WSS, in any case; others are passed over
   * @returns whether the message came by one of them
   */
  is_proto(letters: string): boolean {
    const { proto } = this.cx.source;
    const all = text(letters);
    for (let i = 0; i < all.length; i++) {
      const letter = all[i]!.toLowerCase();
      if (Object.hasOwn(PROTO_LETTERS, letter) && PROTO_LETTERS[letter] === proto) return true;
    }
    return false;
  }
  /** @returns whether the receiving socket is IPv4 */
  is_IPv4(): boolean {
    return this.cx.source.socket.family === 4;
  }
  /** @returns whether the receiving socket is IPv6 */
  is_IPv6(): boolean {
    return this.cx.source.socket.family === 6;
  }
  /** @param port 1 to 65535 @returns whether the packet came from that port */
  is_src_port(port: number): boolean {
    return this.cx.source.port === whole(port);
  }
  /** @param port 1 to 65535 @returns whether the receiving socket has that port */
  is_dst_port(port: number): boolean {
    return this.cx.source.socket.port === whole(port);
  }

  /** @returns whether the next hop is named with UDP */
  to_UDP(): boolean {
    return this.nextProto() === 'udp';
  }
  /** @returns whether the next hop is named with TCP */
  to_TCP(): boolean {
    return this.nextProto() === 'tcp';
  }
  /** @returns whether the next hop is named with TLS */
  to_TLS(): boolean {
    return this.nextProto() === 'tls';
  }
  /** @returns whether the next hop is named with SCTP */
  to_SCTP(): boolean {
    return this.nextProto() === 'sctp';
  }
  /** @returns whether the next hop is named with WebSocket */
  to_WS(): boolean {
    return this.nextProto() === 'ws';
  }
  /** @returns whether the next hop is named with secure WebSocket, which only a Via can do */
  to_WSS(): boolean {
    return this.nextProto() === 'wss';
  }
  /** @returns whether the next hop is named with WebSocket, secure or not */
  to_WSX(): boolean {
    const proto = this.nextProto();
    return proto === 'ws' || proto === 'wss';
  }
  /** @returns whether the next hop is an IPv4 address; `false` for a name */
  to_IPv4(): boolean {
    return this.nextFamily() === 4;
  }
  /** @returns whether the next hop is an IPv6 address; `false` for a name */
  to_IPv6(): boolean {
    return this.nextFamily() === 6;
  }

  private nextUri(): Uri | null {
    const { dstUri } = this.cx.target;
    return dstUri === '' ? this.cx.parsedRequestUri : parseUri(dstUri);
  }
  private nextProto(): Proto | '' {
    if (!this.cx.message.isRequest) return protoOf(this.cx.message.via2?.transport ?? '');
    const proto = protoOf(this.nextUri()?.transport ?? '');
    // RFC 7118 5.2: `ws` is the only transport parameter of WebSocket
    return proto === 'wss' ? '' : proto;
  }
  private nextFamily(): 0 | 4 | 6 {
    if (this.cx.message.isRequest) return familyOf(this.nextUri()?.host ?? '');
    const via = this.cx.message.via2;
    if (via === null) return 0;
    return familyOf(via.received !== '' ? via.received : via.host);
  }
}
