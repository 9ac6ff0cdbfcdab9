import type { RouteContext } from '../../routing/context.ts';
import { parseUri, type Uri } from '../../sip/uri.ts';
import { protoOf } from '../../transport/proto.ts';
import { text } from '../arguments.ts';
import { KsrTransport } from './transport.ts';

/** @returns whether host, port where written and transport where written are ours (spec/modules.md 2.3); false for tel: and urn: */
export function isMyselfUri(cx: RouteContext, uri: Uri | null): boolean {
  if (uri === null || (uri.scheme !== 'sip' && uri.scheme !== 'sips')) return false;
  const { sockets } = cx.core;
  const proto = protoOf(uri.transport);
  if (sockets.isMyself(uri.hostBare, uri.port, proto)) return true;
  // a WebSocket is reached by TCP or TLS, and both kinds may share a port
  return (
    (proto === 'tcp' && sockets.isMyself(uri.hostBare, uri.port, 'ws')) ||
    (proto === 'tls' && sockets.isMyself(uri.hostBare, uri.port, 'wss'))
  );
}

/**
 * Whether something is this server: one of its sockets, bound or advertised, or an alias (spec/modules.md 2.3). Works in every route.
 * @in any
 * @see Kamailio KEMI, core
 */
export class KsrMyself extends KsrTransport {
  /**
   * @param uri a SIP URI, of which host, port and transport are compared as far as they are written; or a host name or address
   * @returns whether it is this server; `false` for `tel:` and what can not be read
   */
  is_myself(uri: string): boolean {
    const asked = text(uri);
    const scheme = asked.slice(0, 5).toLowerCase();
    if (scheme.startsWith('sip:') || scheme === 'sips:') return isMyselfUri(this.cx, parseUri(asked));
    return asked !== '' && this.cx.core.sockets.isMyself(asked, 0, '');
  }
  /**
   * @returns whether the current Request-URI is this server; `false` in replies
   * @in request, branch, failure, branch_failure, event
   */
  is_myself_ruri(): boolean {
    return isMyselfUri(this.cx, this.cx.parsedRequestUri);
  }
  /** @returns whether the next hop (`$du`) is this server; `false` when none is set */
  is_myself_duri(): boolean {
    const { dstUri } = this.cx.target;
    return dstUri !== '' && isMyselfUri(this.cx, parseUri(dstUri));
  }
  /** @returns whether the next hop, else the Request-URI, is this server */
  is_myself_nhuri(): boolean {
    return this.cx.target.dstUri !== '' ? this.is_myself_duri() : this.is_myself_ruri();
  }
  /** @returns whether the URI of From is this server */
  is_myself_furi(): boolean {
    return isMyselfUri(this.cx, this.cx.message.from?.uri ?? null);
  }
  /** @returns whether the URI of To is this server */
  is_myself_turi(): boolean {
    return isMyselfUri(this.cx, this.cx.message.to?.uri ?? null);
  }
  /** @returns whether source address, port and protocol are a socket of this server */
  is_myself_suri(): boolean {
    const { ip, port, proto } = this.cx.source;
    return this.cx.core.sockets.isMyself(ip, port, proto);
  }
  /** @returns whether the source address is one of this server's, whatever the port */
  is_myself_srcip(): boolean {
    return this.cx.core.sockets.isMyself(this.cx.source.ip, 0, '');
  }
}
