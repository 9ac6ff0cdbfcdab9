import {
  Header,
  ViaExtra,
  forwardAlone,
  numberArgument,
  textArgument,
  trimEnd,
  wireText,
  type RouteContext,
} from '../../runtime/module.ts';
import { appendBranch } from './append-branch.ts';
import { readText, writeText } from './files.ts';
import { sendRaw } from './send.ts';
import { comeFrom, receiveOn, sendFrom } from './sockets.ts';
import { isXFlag, isXFlagSet, resetXFlag, setXFlag } from './xflags.ts';

/**
 * `KSR.corex`: branches, sockets, and what else the core leaves out.
 * @in any
 * @see Kamailio corex
 */
export class Corex {
  private readonly cx: RouteContext;

  constructor(cx: RouteContext) {
    this.cx = cx;
  }

  /**
   * Makes the Request-URI branch an appended one, with its next hop, path, socket and flags; the Request-URI stays and may become
   * a branch of its own.
   * @returns `1` · `-1` there are too many branches
   */
  append_branch(): 1 | -1 {
    return appendBranch(this.cx, '', '');
  }
  /**
   * Adds a branch with another URI; next hop, path, socket and flags are copied from the Request-URI branch.
   * @param uri not checked to be one; empty: as `append_branch()`
   * @returns `1` · `-1` too many branches, or white space, control characters, `<` or `>` in the URI
   */
  append_branch_uri(uri: string): 1 | -1 {
    return appendBranch(this.cx, textArgument(uri), '');
  }
  /**
   * As `append_branch_uri`, with a preference for serial forking.
   * @param uri not checked to be one; empty: as `append_branch()`
   * @param q text from `0` to `1`, empty for none
   * @returns as `append_branch_uri` · `-1` too many branches, a URI as there, or a bad q
   */
  append_branch_uri_q(uri: string, q: string): 1 | -1 {
    return appendBranch(this.cx, textArgument(uri), textArgument(q));
  }

  /** Tells whether the Request-URI has a user. @returns `1` it has, or it is a telephone number · `-1` it has none */
  has_ruri_user(): 1 | -1 {
    return (this.cx.parsedRequestUri?.user ?? '') !== '' ? 1 : -1;
  }
  /** Tells whether there is a User-Agent. @returns `1` there is one that is not empty · `-1` there is none */
  has_user_agent(): 1 | -1 {
    const { message } = this.cx;
    const field = message.header(Header.UserAgent);
    return field !== null && trimEnd(message.text, field.bodyStart, field.bodyEnd) > field.bodyStart ? 1 : -1;
  }
  /** Tells whether the server made this message itself. @returns `1` made for an event · `-1` received */
  is_faked_msg(): 1 | -1 {
    return this.cx.kind === 'event' ? 1 : -1;
  }

  /** Sets an extended flag. @param flag 0 to 63 @returns `1` · `-1` no such flag */
  setxflag(flag: number): 1 | -1 {
    if (!isXFlag(flag)) return this.noFlag(flag);
    setXFlag(this.cx, flag);
    return 1;
  }
  /** Clears an extended flag. @param flag 0 to 63 @returns `1` · `-1` no such flag */
  resetxflag(flag: number): 1 | -1 {
    if (!isXFlag(flag)) return this.noFlag(flag);
    resetXFlag(this.cx, flag);
    return 1;
  }
  /**
   * Tests an extended flag.
   * @param flag 0 to 63
   * @returns `1` set · `-1` not, or no such flag
   */
  isxflagset(flag: number): 1 | -1 {
    if (!isXFlag(flag)) return this.noFlag(flag);
    return isXFlagSet(this.cx, flag) ? 1 : -1;
  }

  /**
   * Sends from that socket.
   * @param text `udp:192.0.2.1:5060`; protocol and port may be left out; bound or advertised address
   * @returns `1`, also for a socket that the server has not: that is logged and changes nothing
   */
  set_send_socket(text: string): 1 {
    const { core } = this.cx;
    if (!sendFrom(this.cx, core.sockets.findText(textArgument(text)))) this.noSocket('set_send_socket', text);
    return 1;
  }
  /**
   * Sends from that socket.
   * @param name of the socket in the configuration, in any case
   * @returns as `set_send_socket`
   */
  set_send_socket_name(name: string): 1 {
    const { core } = this.cx;
    if (!sendFrom(this.cx, core.sockets.named(textArgument(name)))) this.noSocket('set_send_socket_name', name);
    return 1;
  }
  /**
   * Goes on as if the message had arrived on that socket.
   * @param text `udp:192.0.2.1:5060`; protocol and port may be left out; bound or advertised address
   * @returns `1`, also for a socket that the server has not: that is logged and changes nothing
   */
  set_recv_socket(text: string): 1 {
    const { core } = this.cx;
    if (!receiveOn(this.cx, core.sockets.findText(textArgument(text)))) this.noSocket('set_recv_socket', text);
    return 1;
  }
  /**
   * Goes on as if the message had arrived on that socket.
   * @param name of the socket in the configuration, in any case
   * @returns as `set_recv_socket`
   */
  set_recv_socket_name(name: string): 1 {
    const { core } = this.cx;
    if (!receiveOn(this.cx, core.sockets.named(textArgument(name)))) this.noSocket('set_recv_socket_name', name);
    return 1;
  }
  /**
   * Tells whether the server has a socket of that name.
   * @param name as in the configuration, in any case
   * @returns `1` it has · `-1` it has not
   */
  is_socket_name(name: string): 1 | -1 {
    return this.cx.core.sockets.named(textArgument(name)) ? 1 : -1;
  }
  /**
   * Goes on as if the message had come from that address; replies go there. The protocol stays.
   * @param text `192.0.2.1:5060`, IPv6 in brackets, with a protocol in front or without
   * @returns `1` · `-1` no address literal
   */
  set_source_address(text: string): 1 | -1 {
    return comeFrom(this.cx, textArgument(text)) ? 1 : -1;
  }

  /**
   * Sends octets as they are, over UDP or an existing connection.
   * @param uri where to: `sip:192.0.2.1:5060;transport=udp`
   * @param text the octets, one character each
   * @returns `1` handed over · `-1` no usable URI, nothing to send, or not sent
   */
  send_data(uri: string, text: string): 1 | -1 {
    return sendRaw(this.cx, textArgument(uri), null, textArgument(text));
  }
  /**
   * As `send_data`, from a socket of the server.
   * @param uri where to, as for `send_data`
   * @param socket as for `set_send_socket()`
   * @param text the octets, one character each
   * @returns as `send_data` · `-1` no usable URI, no such socket, nothing to send, or not sent
   */
  sendx(uri: string, socket: string, text: string): 1 | -1 {
    const from = this.cx.core.sockets.findText(textArgument(socket));
    if (from) return sendRaw(this.cx, textArgument(uri), from, textArgument(text));
    this.noSocket('sendx', socket);
    return -1;
  }

  /**
   * Reads a whole file, 1 MB at most. Every other message waits while it is read: for small files on a local disk.
   * @param path of the file, absolute or from where the server was started
   * @returns its octets, one character each · `null` it can not be read
   */
  file_read(path: string): string | null {
    return readText(this.cx.core.log, textArgument(path));
  }
  /**
   * Replaces the contents of a file; every other message waits meanwhile.
   * @param path of the file, absolute or from where the server was started
   * @param text the octets, one character each
   * @returns `1` · `-1` it can not be written
   */
  file_write(path: string, text: string): 1 | -1 {
    return writeText(this.cx.core.log, textArgument(path), textArgument(text)) ? 1 : -1;
  }

  /**
   * Forwards the request without a transaction, with our Via alone: replies to it end here, though the core reply route sees them. For
   * copies to others; whoever sent it is answered apart. Goes to dst-URI, else to the Request-URI.
   *
   * @returns `1` sent, or waiting for a name to be looked up · `-1` a reply, no usable next hop, or not sent
   * @see Kamailio corex 4.26 (after 5.6)
   */
  forward_uac(): 1 | -1 {
    return forwardAlone(this.cx, '', 0);
  }
  /**
   * As `forward_uac`, with a number in the branch of our Via, so that several copies differ.
   * @param index 0 to 2,147,483,647; 0 for none
   * @returns as `forward_uac` · `-1` no such number, or as `forward_uac()`
   * @see Kamailio corex 4.26 (after 5.6)
   */
  forward_uac_branch(index: number): 1 | -1 {
    return this.forwardTo('', index);
  }
  /**
   * As `forward_uac`, to another next hop.
   * @param uri SIP URI; the Request-URI stays as it is. Empty: as `forward_uac()`
   * @returns `1` sent, or waiting for a name to be looked up · `-1` a reply, no usable next hop, or not sent
   * @see Kamailio corex 4.27 (after 5.6)
   */
  forward_uac_uri(uri: string): 1 | -1 {
    return this.forwardTo(uri, 0);
  }
  /**
   * As `forward_uac`, to another next hop, with a number in the branch of our Via.
   * @param uri SIP URI; empty: as `forward_uac()`
   * @param index 0 to 2,147,483,647; 0 for none
   * @returns as `forward_uac_branch`
   * @see Kamailio corex 4.27 (after 5.6)
   */
  forward_uac_uri_branch(uri: string, index: number): 1 | -1 {
    return this.forwardTo(uri, index);
  }

  /**
   * Puts `;srvid=` with the core option `server_id` into our Via, unless that is 0.
   * @param on 0: no more; anything else: yes
   * @returns `1`
   * @see Kamailio corex 4.20
   */
  via_add_srvid(on: number): 1 {
    return this.via(ViaExtra.ServerId, on);
  }
  /**
   * Puts the fields of `$xavp(name)` into our Via as parameters, the newest first; the core option `xavp_via_params` is the name. Read when
   * the request leaves. A field that can not be a parameter, or is called `branch`, `received` or `rport`, is logged and stays out.
   * @param on 0: no more; anything else: yes
   * @returns `1`
   * @see Kamailio corex 4.21
   */
  via_add_xavp_params(on: number): 1 {
    return this.via(ViaExtra.Params, on);
  }
  /**
   * Puts the fields of `$xavp(name)` as parameters into the topmost Via of the replies that this server makes; the core option
   * `xavp_via_reply_params` is the name.
   * @param on 0: no more; anything else: yes
   * @returns `1`
   * @see Kamailio corex 4.23 (after 5.6)
   */
  via_reply_add_xavp_params(on: number): 1 {
    return this.via(ViaExtra.ReplyParams, on);
  }
  /**
   * Makes `address` and `port` of `$xavp(name)` host and port of our Via, before what `set_advertised_address()` says; the core option
   * `xavp_via_fields` is the name. What is no host or port is logged and left out. Replies have to find the way here.
   * @param on 0: no more; anything else: yes
   * @returns `1`
   * @see Kamailio corex 4.22
   */
  via_use_xavp_fields(on: number): 1 {
    return this.via(ViaExtra.Fields, on);
  }

  private forwardTo(uri: unknown, index: unknown): 1 | -1 {
    const n = numberArgument(index);
    if (n < 0 || n > 2_147_483_647) return -1;
    return forwardAlone(this.cx, wireText(textArgument(uri)), n);
  }
  private via(extra: number, on: unknown): 1 {
    if (numberArgument(on) === 0) this.cx.viaExtras &= ~extra;
    else this.cx.viaExtras |= extra;
    return 1;
  }
  private noFlag(flag: unknown): -1 {
    this.cx.core.log.error('extended flags are 0 to 63', { flag: textArgument(flag) });
    return -1;
  }
  private noSocket(fn: string, text: unknown): void {
    this.cx.core.log.warn(`KSR.corex.${fn}: the server has no such socket`, { socket: textArgument(text) });
  }
}

/** What routes of each kind see. */
export type CorexFacades = {
  request: Corex;
  reply: Corex;
  tm_reply: Corex;
  branch: Corex;
  failure: Corex;
  branch_failure: Corex;
  event: Corex;
};
