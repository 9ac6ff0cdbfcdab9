import { numberArgument, textArgument, type RouteContext } from '../../runtime/module.ts';
import type { TmState } from './state.ts';
import { cleanUp } from './clean.ts';
import { uacSend } from './uac-send.ts';

/**
 * What `KSR.tm` has for requests of this server, and for its transactions as a whole.
 * @in any
 * @see Kamailio tm; RFC 3261 8.1, 17.1
 */
export class TmLocal {
  protected readonly cx: RouteContext;
  protected readonly state: TmState;

  constructor(cx: RouteContext, state: TmState) {
    this.cx = cx;
    this.state = state;
  }

  /**
   * Sends a request of this server. It is repeated until it is answered, and a final answer to an INVITE is acknowledged. The core
   * reply route sees the answers. A next hop that is a name is looked up while everything else goes on.
   *
   * @param method its method
   * @param ruri its Request-URI
   * @param nexthop URI of where to send it; `''` or `.` for the Request-URI
   * @param socket socket to send from, `udp:192.0.2.10:5060`; `''` or `.` for the one that fits
   * @param headers whole header lines with CRLF: From and To at least; Call-ID, CSeq and a From tag are made where they are missing.
   * Content-Type with a body; no Via, no Content-Length
   * @param body its body, `''` for none
   * @returns `1` on its way · `-1` not sent, the log says why
   */
  t_uac_send(method: string, ruri: string, nexthop: string, socket: string, headers: string, body: string): 1 | -1 {
    return uacSend(this.cx.core, {
      method: textArgument(method),
      uri: textArgument(ruri),
      nextHop: textArgument(nexthop),
      socket: textArgument(socket),
      headers: textArgument(headers),
      body: textArgument(body),
    });
  }
  /**
   * Sets whether a 2xx to this INVITE is acknowledged by itself: in the event callback `tm:local-request`. See `tmx.t_uac_ack_local`.
   * @param on 0 it is, else it is not
   * @returns `1`
   */
  t_set_no_auto_ack(on: number): 1 {
    if (this.cx.local !== null) this.cx.local.manualAck = numberArgument(on) !== 0;
    return 1;
  }
  /**
   * Has ACK and CANCEL take From and To from the request as it was sent. Here they always do.
   * @returns `1`
   */
  t_use_uac_headers(): 1 {
    return 1;
  }
  /**
   * Ends transactions that have outlived max_inv_lifetime or max_noninv_lifetime by 90 s, whatever keeps them. They end by themselves;
   * this is for scripts that call it.
   * @returns `1`
   */
  t_clean(): 1 {
    cleanUp(this.cx.core);
    return 1;
  }
}
