import {
  Header,
  PROTO_NUMBER,
  advertisedIp,
  boundText,
  credentialsOf,
  leadingInt,
  shownPort,
  sourceText,
  sourceUri,
  textArgument,
  type RouteContext,
} from '../../runtime/module.ts';
import { contactUri, host, nextHopSet, originalUri, requestUri, user } from './uris.ts';

/**
 * `KSR.kx`: the values that routes ask for most. `get_*` gives null when there is none, `gete_*` the empty text, `getw_*` the text
 * `<null>`. Works in every route.
 * @in any
 * @see Kamailio kemix
 */
export class Kx {
  private readonly cx: RouteContext;

  constructor(cx: RouteContext) {
    this.cx = cx;
  }

  /** @returns the Request-URI as it would be sent now · `null` in replies @in request, branch, failure, branch_failure, event */
  get_ruri(): string | null {
    return requestUri(this.cx);
  }
  /** @returns the Request-URI as received · `null` in replies @in request, branch, failure, branch_failure, event */
  get_ouri(): string | null {
    return originalUri(this.cx);
  }
  /** @returns the next hop (`$du`) · `null` when none is set */
  get_duri(): string | null {
    return nextHopSet(this.cx);
  }
  /** @returns the next hop, `''` when none is set */
  gete_duri(): string {
    return this.get_duri() ?? '';
  }
  /** @returns the next hop, `<null>` when none is set */
  getw_duri(): string {
    return this.get_duri() ?? '<null>';
  }
  /** @returns the next hop, else the Request-URI · `null` in replies without a next hop */
  get_nhuri(): string | null {
    return nextHopSet(this.cx) ?? requestUri(this.cx);
  }

  /** @returns the user of the Request-URI · `null` without one @in request, branch, failure, branch_failure, event */
  get_ruser(): string | null {
    return user(this.cx.parsedRequestUri);
  }
  /** @returns the user of the Request-URI, `''` without one @in request, branch, failure, branch_failure, event */
  gete_ruser(): string {
    return this.get_ruser() ?? '';
  }
  /** @returns the user of the Request-URI, `<null>` without one @in request, branch, failure, branch_failure, event */
  getw_ruser(): string {
    return this.get_ruser() ?? '<null>';
  }
  /**
   * @returns the host of the Request-URI, IPv6 in brackets · `null` without one (`tel:`)
   * @in request, branch, failure, branch_failure, event
   */
  get_rhost(): string | null {
    return host(this.cx.parsedRequestUri);
  }
  /** @returns the host of the Request-URI, `''` without one @in request, branch, failure, branch_failure, event */
  gete_rhost(): string {
    return this.get_rhost() ?? '';
  }
  /** @returns the host of the Request-URI, `<null>` without one @in request, branch, failure, branch_failure, event */
  getw_rhost(): string {
    return this.get_rhost() ?? '<null>';
  }

  /** @returns the URI of From · `null` when From can not be read */
  get_furi(): string | null {
    return this.cx.message.from?.uriText ?? null;
  }
  /** @returns the user of From · `null` without one */
  get_fuser(): string | null {
    return user(this.cx.message.from?.uri);
  }
  /** @returns the user of From, `''` without one */
  gete_fuser(): string {
    return this.get_fuser() ?? '';
  }
  /** @returns the user of From, `<null>` without one */
  getw_fuser(): string {
    return this.get_fuser() ?? '<null>';
  }
  /** @returns the host of From · `null` without one */
  get_fhost(): string | null {
    return host(this.cx.message.from?.uri);
  }
  /** @returns the host of From, `''` without one */
  gete_fhost(): string {
    return this.get_fhost() ?? '';
  }
  /** @returns the host of From, `<null>` without one */
  getw_fhost(): string {
    return this.get_fhost() ?? '<null>';
  }

  /** @returns the URI of To · `null` when To can not be read */
  get_turi(): string | null {
    return this.cx.message.to?.uriText ?? null;
  }
  /** @returns the user of To · `null` without one */
  get_tuser(): string | null {
    return user(this.cx.message.to?.uri);
  }
  /** @returns the user of To, `''` without one */
  gete_tuser(): string {
    return this.get_tuser() ?? '';
  }
  /** @returns the user of To, `<null>` without one */
  getw_tuser(): string {
    return this.get_tuser() ?? '<null>';
  }
  /** @returns the host of To · `null` without one */
  get_thost(): string | null {
    return host(this.cx.message.to?.uri);
  }
  /** @returns the host of To, `''` without one */
  gete_thost(): string {
    return this.get_thost() ?? '';
  }
  /** @returns the host of To, `<null>` without one */
  getw_thost(): string {
    return this.get_thost() ?? '<null>';
  }

  /** @returns the first URI of Contact · `null` without Contact, for `*`, and when it can not be read */
  get_cturi(): string | null {
    return contactUri(this.cx);
  }
  /** @returns the first URI of Contact, `''` without one */
  gete_cturi(): string {
    return this.get_cturi() ?? '';
  }
  /** @returns the first URI of Contact, `<null>` without one */
  getw_cturi(): string {
    return this.get_cturi() ?? '<null>';
  }

  /** @returns the method; of a reply, the one in CSeq */
  get_method(): string {
    return this.cx.message.method;
  }
  /** @returns Call-ID · `null` without one */
  get_callid(): string | null {
    return this.cx.message.body(Header.CallId);
  }
  /** @returns User-Agent · `null` without one */
  get_ua(): string | null {
    return this.cx.message.body(Header.UserAgent);
  }
  /** @returns User-Agent, `''` without one */
  gete_ua(): string {
    return this.get_ua() ?? '';
  }
  /** @returns User-Agent, `<null>` without one */
  getw_ua(): string {
    return this.get_ua() ?? '<null>';
  }

  /**
   * Gives the user name of the digest credentials. Whether the client knows the password is not said by it.
   * @returns the user name, up to an `@` · `null` no credentials, a reply, ACK or CANCEL
   * @in request, branch, failure, branch_failure, event
   */
  get_au(): string | null {
    return credentialsOf(this.cx.message)?.user ?? null;
  }
  /** @returns the user name of the digest credentials, `''` without them @in request, branch, failure, branch_failure, event */
  gete_au(): string {
    return this.get_au() ?? '';
  }
  /**
   * @returns the user name of the digest credentials, `<null>` without them
   * @in request, branch, failure, branch_failure, event
   */
  getw_au(): string {
    return this.get_au() ?? '<null>';
  }

  /** @returns the body · `null` when there is none */
  get_body(): string | null {
    const { message } = this.cx;
    return message.end > message.bodyStart ? message.text.slice(message.bodyStart, message.end) : null;
  }
  /** @returns the body, `''` when there is none */
  gete_body(): string {
    return this.get_body() ?? '';
  }
  /** @returns the body, `<null>` when there is none */
  getw_body(): string {
    return this.get_body() ?? '<null>';
  }
  /** @returns size of the body in octets */
  get_bodylen(): number {
    return this.cx.message.end - this.cx.message.bodyStart;
  }

  /** @returns the status of a reply · `-1` the message is a request */
  get_status(): number {
    return this.cx.message.isRequest ? -1 : this.cx.message.status;
  }
  /** @returns the status of a reply as text · `null` for a request */
  gets_status(): string | null {
    return this.cx.message.isRequest ? null : String(this.cx.message.status);
  }

  /** @returns the source address, IPv6 without brackets */
  get_srcip(): string {
    return this.cx.source.ip;
  }
  /** @returns the source port */
  get_srcport(): number {
    return this.cx.source.port;
  }
  /** @returns `sip:ip:port`, with `;transport=` unless it is UDP */
  get_srcuri(): string {
    return sourceUri(this.cx.source);
  }
  /** @returns `proto:ip:port` of the source */
  get_srcaddr_sock(): string {
    return sourceText(this.cx.source);
  }
  /** @returns `proto:ip:port` of the receiving socket; a WebSocket is named tcp or tls */
  get_rcvaddr_sock(): string {
    return boundText(this.cx.source.socket);
  }
  /** @returns address of the receiving socket */
  get_rcvip(): string {
    return this.cx.source.socket.ip;
  }
  /** @returns port of the receiving socket */
  get_rcvport(): number {
    return this.cx.source.socket.port;
  }
  /** @returns what the receiving socket advertises as address, else its own */
  get_rcvadvip(): string {
    return advertisedIp(this.cx.source.socket);
  }
  /** @returns what the receiving socket advertises as port, else its own */
  get_rcvadvport(): number {
    return shownPort(this.cx.source.socket);
  }
  /** @returns name of the receiving socket · `null` without one */
  get_rcv_sock_name(): string | null {
    return this.cx.source.socket.name === '' ? null : this.cx.source.socket.name;
  }
  /** @returns `proto:ip:port` of the socket to send from · `null` when none is forced */
  get_send_sock(): string | null {
    return this.cx.target.socket?.text ?? null;
  }
  /** @returns name of the socket to send from · `null` when none is forced or it has none */
  get_send_sock_name(): string | null {
    const name = this.cx.target.socket?.name ?? '';
    return name === '' ? null : name;
  }
  /** @returns port of the socket to send from, `0` when none is forced */
  get_send_sock_port(): number {
    return this.cx.target.socket?.port ?? 0;
  }
  /**
   * Gives the protocol the message came by.
   * @returns `'udp'` UDP · `'tcp'` TCP · `'tls'` TLS · `'sctp'` SCTP · `'ws'` WebSocket · `'wss'` WebSocket over TLS
   */
  get_proto(): 'udp' | 'tcp' | 'tls' | 'sctp' | 'ws' | 'wss' {
    return this.cx.source.proto;
  }
  /** @returns number of the protocol the message came by: 1 udp, 2 tcp, 3 tls, 4 sctp, 5 ws, 6 wss */
  get_protoid(): number {
    return PROTO_NUMBER[this.cx.source.proto];
  }
  /** @returns number of the connection the message came by, `0` for datagrams */
  get_conid(): number {
    return this.cx.source.flow;
  }

  /** @returns the message as received */
  get_msgbuf(): string {
    return this.cx.message.text.slice(0, this.cx.message.end);
  }
  /** @returns size of the message as received, in octets */
  get_msglen(): number {
    return this.cx.message.end;
  }
  /** Tells requests from replies. @returns `1` a request · `2` a reply */
  get_msgtype(): 1 | 2 {
    return this.cx.message.isRequest ? 1 : 2;
  }
  /** @returns seconds since 1970 */
  get_timestamp(): number {
    return Math.floor(this.cx.core.clock.wall() / 1000);
  }

  /**
   * @param name of the variable of the environment
   * @returns an environment variable of the server, `''` when it is not set
   */
  get_env(name: string): string {
    const key = textArgument(name);
    return Object.hasOwn(process.env, key) ? (process.env[key] ?? '') : '';
  }
  /**
   * @param name of the variable of the environment
   * @returns the digits an environment variable begins with, `0` without any
   */
  get_envn(name: string): number {
    return leadingInt(this.get_env(name));
  }
  /**
   * @param name of the entry
   * @returns the text of an entry of `defines` in the configuration, `''` when there is none
   */
  get_def(name: string): string {
    return String(this.cx.core.options.defines.get(textArgument(name)) ?? '');
  }
  /**
   * @param name of the entry
   * @returns the digits an entry of `defines` begins with, `0` without any
   */
  get_defn(name: string): number {
    return leadingInt(this.get_def(name));
  }
  /**
   * @param name of the entry
   * @returns whether `defines` has an entry of that name
   */
  ifdef(name: string): boolean {
    return this.cx.core.options.defines.has(textArgument(name));
  }
  /**
   * @param name of the entry
   * @returns whether `defines` has no entry of that name
   */
  ifndef(name: string): boolean {
    return !this.ifdef(name);
  }
}

/** Functions about the Request-URI say nothing in replies. */
type NotInReplies =
  | 'get_ruri'
  | 'get_ouri'
  | 'get_ruser'
  | 'gete_ruser'
  | 'getw_ruser'
  | 'get_rhost'
  | 'gete_rhost'
  | 'getw_rhost'
  | 'get_au'
  | 'gete_au'
  | 'getw_au';

/** What routes of each kind see. */
export type KxFacades = {
  request: Kx;
  reply: Omit<Kx, NotInReplies>;
  tm_reply: Omit<Kx, NotInReplies>;
  branch: Kx;
  failure: Kx;
  branch_failure: Kx;
  event: Kx;
};
