import { Header, textArgument, trimEnd, type RouteContext } from '../../runtime/module.ts';
import { appendBranch } from './append-branch.ts';
import { readText, writeText } from './files.ts';
import { sendRaw } from './send.ts';
import { comeFrom, receiveOn, sendFrom } from './sockets.ts';
import { isXFlag, isXFlagSet, resetXFlag, setXFlag } from './xflags.ts';

/** `KSR.corex`: branches, sockets, and what else the core leaves out. */
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
  /** @param q text from `0` to `1`, empty for none @returns as `append_branch_uri()`; `-1` also for a bad q */
  append_branch_uri_q(uri: string, q: string): 1 | -1 {
    return appendBranch(this.cx, textArgument(uri), textArgument(q));
  }

  /** @returns `1` the Request-URI has a user, or is a telephone number · `-1` */
  has_ruri_user(): 1 | -1 {
    return (this.cx.parsedRequestUri?.user ?? '') !== '' ? 1 : -1;
  }
  /** @returns `1` there is a User-Agent that is not empty · `-1` */
  has_user_agent(): 1 | -1 {
    const { message } = this.cx;
    const field = message.header(Header.UserAgent);
    return field !== null && trimEnd(message.text, field.bodyStart, field.bodyEnd) > field.bodyStart ? 1 : -1;
  }
  /** @returns `1` the server made this message itself, for an event · `-1` it was received */
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
  /** @param flag 0 to 63 @returns `1` set · `-1` not, or no such flag */
  isxflagset(flag: number): 1 | -1 {
    if (!isXFlag(flag)) return this.noFlag(flag);
    return isXFlagSet(this.cx, flag) ? 1 : -1;
  }

  /**
   * Sends from that socket.
   * @param text `udp:192.0.2.1:5060`; protocol and port may be left out; bound or advertised address
   * @returns `1`; a socket that the server has not is logged and changes nothing
   */
  set_send_socket(text: string): 1 {
    const { core } = this.cx;
    if (!sendFrom(this.cx, core.sockets.findText(textArgument(text)))) this.noSocket('set_send_socket', text);
    return 1;
  }
  /** The same by the name of the socket in the configuration, in any case. @returns `1`; an unknown one is logged and changes nothing */
  set_send_socket_name(name: string): 1 {
    const { core } = this.cx;
    if (!sendFrom(this.cx, core.sockets.named(textArgument(name)))) this.noSocket('set_send_socket_name', name);
    return 1;
  }
  /** Goes on as if the message had arrived on that socket. @returns `1`; a socket that the server has not is logged and changes nothing */
  set_recv_socket(text: string): 1 {
    const { core } = this.cx;
    if (!receiveOn(this.cx, core.sockets.findText(textArgument(text)))) this.noSocket('set_recv_socket', text);
    return 1;
  }
  /** The same by the name of the socket. @returns `1`; an unknown one is logged and changes nothing */
  set_recv_socket_name(name: string): 1 {
    const { core } = this.cx;
    if (!receiveOn(this.cx, core.sockets.named(textArgument(name)))) this.noSocket('set_recv_socket_name', name);
    return 1;
  }
  /** @returns `1` there is a socket of that name, in any case · `-1` */
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
   * @returns `1` handed over · `-1` no usable URI, nothing to send, or not sent
   */
  send_data(uri: string, text: string): 1 | -1 {
    return sendRaw(this.cx, textArgument(uri), null, textArgument(text));
  }
  /** The same from a socket of the server's. @param socket as for `set_send_socket()` @returns as `send_data()`; `-1` also without such a socket */
  sendx(uri: string, socket: string, text: string): 1 | -1 {
    const from = this.cx.core.sockets.findText(textArgument(socket));
    if (from) return sendRaw(this.cx, textArgument(uri), from, textArgument(text));
    this.noSocket('sendx', socket);
    return -1;
  }

  /**
   * Reads a whole file, 1 MB at most. Every other message waits while it is read: for small files on a local disk.
   * @returns its octets, one character each; `null` when it can not be read
   */
  file_read(path: string): string | null {
    return readText(this.cx.core.log, textArgument(path));
  }
  /** Replaces the contents of a file; every other message waits meanwhile. @returns `1` · `-1` it can not be written */
  file_write(path: string, text: string): 1 | -1 {
    return writeText(this.cx.core.log, textArgument(path), textArgument(text)) ? 1 : -1;
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
