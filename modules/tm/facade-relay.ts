import { numberArgument, protoOf, relay, replicate, textArgument, wireText, type RouteContext } from '../../runtime/module.ts';
import { loadContacts, nextContacts, nextFlow } from './contacts.ts';
import { TmReplying } from './facade-any.ts';
import { proxyOf, proxyUri } from './proxy-text.ts';

/**
 * `KSR.tm` where a request can be forwarded: where to, and in which order.
 * @in request, failure, branch_failure
 * @see Kamailio tm; RFC 3261 16.6, 16.7
 */
export class TmRelaying extends TmReplying {
  /**
   * Forwards the request statefully: to the destination set in the request route, in failure callbacks to what they added. A
   * next hop that is a name is looked up while everything else goes on; when it can not be found the caller gets 478.
   *
   * @returns `1` done; also for a retransmission, and for the ACK of a negative reply · `0` a CANCEL without its INVITE was
   * forwarded statelessly (unmatched_cancel 1) · `-1` sending failed, or relayed already · `-6` nothing left to send · `-7` no
   * socket for that transport · `-400` the Request-URI can not be used · `-478` the next hop can not be resolved
   * @see spec/modules.md 9.4; RFC 3261 16.6
   */
  t_relay(): number {
    return relay(this.cx);
  }
  /**
   * As `t_relay`.
   * @param flags sum of 1 no automatic 100 · 2 no reply on internal errors · 4 no DNS failover
   * @returns as `t_relay`
   */
  t_relay_to_flags(flags: number): number {
    return relay(this.cx, relayFlags(flags));
  }
  /**
   * As `t_relay`, over that transport whatever the URIs say.
   * @param proto `udp`, `tcp`, `tls`, `sctp`, `ws` or `wss`, whatever the case; `''` for what the URIs say
   * @returns as `t_relay`; `-1` another text, sending failed, or relayed already
   */
  t_relay_to_proto(proto: string): number {
    const text = textArgument(proto);
    const named = protoOf(text);
    if (text !== '' && named === '') return noHop(this.cx, 't_relay_to_proto', text);
    return relay(this.cx, { proto: named });
  }
  /**
   * As `t_relay`, to one next hop for all branches. The Request-URIs stay as they are.
   * @param proto as in `t_relay_to_proto`; any other text means UDP
   * @param host address or name of the next hop
   * @param port its port, 0 for the usual one
   * @returns as `t_relay`; `-478` no usable address, or it can not be resolved
   */
  t_relay_to_proto_addr(proto: string, host: string, port: number): number {
    const uri = proxyUri(protoOf(textArgument(proto)), textArgument(host), numberArgument(port));
    if (uri === '') {
      noHop(this.cx, 't_relay_to_proto_addr', textArgument(host));
      return -478;
    }
    return relay(this.cx, { nextHop: uri });
  }
  /**
   * As `t_relay`, to one next hop for all branches. The Request-URIs stay as they are.
   * @param proxy `proto:host:port`, protocol and port may be left out; `''` for the destinations' own
   * @returns as `t_relay`; `-1` no such text, sending failed, or relayed already
   */
  t_relay_to_proxy(proxy: string): number {
    return this.t_relay_to_proxy_flags(proxy, 0);
  }
  /**
   * As `t_relay_to_proxy`.
   * @param proxy as there
   * @param flags as in `t_relay_to_flags`
   * @returns as `t_relay_to_proxy`
   */
  t_relay_to_proxy_flags(proxy: string, flags: number): number {
    const text = textArgument(proxy);
    const nextHop = text === '' ? '' : proxyOf(text);
    if (text !== '' && nextHop === '') return noHop(this.cx, 't_relay_to_proxy', text);
    return relay(this.cx, { ...relayFlags(flags), nextHop });
  }

  /**
   * Sends the request to that URI as well, in a transaction of its own; what comes back is not passed on.
   * @param uri where to; `''` for where the request goes itself
   * @returns `1` sent, or its next hop is being looked up · `-1` no usable URI, sending failed, or too many are under way (`limits.maxTransactions`)
   */
  t_replicate(uri: string): 1 | -1 {
    return replicate(this.cx, wireText(textArgument(uri)));
  }

  /**
   * Prepares serial forking by q: the destination set goes into the list `contacts_avp`, highest q first. Those of the same q are one
   * group; a contact without q comes last.
   * @returns `1` done; also when there is one destination only, which stays where it is · `-1` contacts_avp is not set
   * @see spec/modules.md 9.8; RFC 3261 16.6
   */
  t_load_contacts(): 1 | -1 {
    return loadContacts(this.cx, this.state.lists, false);
  }
  /**
   * As `t_load_contacts`. (Kamailio really exports it by this name.)
   * @param mode 1: at random with q as weight, one after the other, those of q 0 or none last; else as `t_load_contacts`
   * @returns as `t_load_contacts`
   */
  ki_t_load_contacts_mode(mode: number): 1 | -1 {
    return loadContacts(this.cx, this.state.lists, numberArgument(mode) === 1);
  }
  /**
   * Makes the next group of contacts the destination set. Of contacts with the same instance one is tried, the others go into the list
   * `contact_flows_avp`.
   * @returns `1` something is set · `-2` nothing is left · `-1` contacts_avp is not set
   */
  t_next_contacts(): 1 | -1 | -2 {
    return nextContacts(this.cx, this.state.lists);
  }
  /**
   * In a branch failure callback: appends another flow of the instance whose branch failed (RFC 5626 5.3).
   * @returns `1` appended · `-2` no flow of it is left, or it has no instance, or this is another route · `-1` contact_flows_avp is
   * not set
   */
  t_next_contact_flow(): 1 | -1 | -2 {
    return nextFlow(this.cx, this.state.lists);
  }
}

function noHop(cx: RouteContext, name: string, value: string): -1 {
  cx.core.log.error(`tm.${name}: this names no next hop`, { value, route: cx.routeName });
  return -1;
}

function relayFlags(flags: number): { no100: boolean; noErrorReply: boolean; noFailover: boolean } {
  const bits = numberArgument(flags);
  return { no100: (bits & 1) !== 0, noErrorReply: (bits & 2) !== 0, noFailover: (bits & 4) !== 0 };
}
