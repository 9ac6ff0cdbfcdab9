import { FORWARD_CLOSE, FORWARD_NO_CONNECT, REPLY_CLOSE, REPLY_NO_CONNECT } from '../../routing/connection.ts';
import { defaultPort } from '../../routing/via.ts';
import { whole } from '../arguments.ts';
import { KsrVia } from './via.ts';

/**
 * What is done with the connections of a message (spec/modules.md 2). Over UDP, which has none, all of them succeed and change nothing.
 * @in any
 * @see Kamailio core; RFC 5923
 */
export class KsrConnection extends KsrVia {
  /**
   * Lets requests to the source address and a port go over the connection of this message (RFC 5923).
   * @param port of the alias, 1 to 65535; another port adds none
   * @returns `1` added, or there is no connection
   */
  add_tcp_alias(port: number): 1 {
    const { socket, ip, flow } = this.cx.source;
    const given = whole(port);
    if (given > 0 && given <= 65535) socket.alias?.(flow, ip, given);
    return 1;
  }
  /** Does what `add_tcp_alias` does, with the port of the topmost Via, 5060 when none is written there. @returns `1` */
  add_tcp_alias_via(): 1 {
    const { message, source } = this.cx;
    return this.add_tcp_alias(message.via1?.port || defaultPort(source.proto));
  }
  /** Closes the connection over which this message is forwarded, once it has left. @returns `true` */
  set_forward_close(): true {
    this.cx.connection |= FORWARD_CLOSE;
    return true;
  }
  /** Forwards this message over a connection that is there and never opens one. @returns `true` */
  set_forward_no_connect(): true {
    this.cx.connection |= FORWARD_NO_CONNECT;
    return true;
  }
  /** Closes the connection of this message once the reply to it has left. @returns `true` */
  set_reply_close(): true {
    this.cx.connection |= REPLY_CLOSE;
    return true;
  }
  /** Replies to this message over a connection that is there and never opens one. @returns `true` */
  set_reply_no_connect(): true {
    this.cx.connection |= REPLY_NO_CONNECT;
    return true;
  }
}
