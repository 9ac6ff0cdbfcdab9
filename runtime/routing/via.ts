import { canonicalIP } from '../sip/address.ts';
import { equalsIgnoreCase } from '../sip/chars.ts';
import type { Edit } from '../sip/edits.ts';
import { markedVia, type ViaMarks } from '../sip/generated.ts';
import { Header } from '../sip/header-type.ts';
import type { LocalSocket, Proto } from '../transport/types.ts';
import type { RouteContext } from './context.ts';
import { ViaExtra, viaFields, viaParams } from './via-extras.ts';

/** Port that a URI or Via means when it names none. */
export function defaultPort(proto: Proto): number {
  return proto === 'tls' || proto === 'wss' ? 5061 : 5060;
}

const VIA_NAME: Readonly<Record<Proto, string>> = { udp: 'UDP', tcp: 'TCP', tls: 'TLS', sctp: 'SCTP', ws: 'WS', wss: 'WSS' };

/**
 * What is written into the topmost Via of a request that came from `source` (RFC 3261 18.2.1, RFC 3581 4, spec/modules.md 2.1):
 * `received` when the Via's host is not literally the source address, or when the Via has `received` or `rport`, or
 * rport is forced; `rport` when the Via has one or it is forced.
 */
export function viaMarks(cx: RouteContext): ViaMarks {
  const via = cx.message.via1;
  if (via === null) return { received: '', rport: 0 };
  const { source } = cx;
  const forced = cx.forceRport || cx.core.options.forceRport;
  const hasRport = via.rportStart >= 0;
  const differs = !equalsIgnoreCase(via.hostBare, source.ip);
  return {
    received: differs || hasRport || via.receivedParamStart >= 0 ? source.ip : '',
    rport: hasRport || forced ? source.port : 0,
  };
}

/** The edit that puts `received` and `rport` into the topmost Via of a forwarded request, or null when nothing changes. */
export function viaMarksEdit(cx: RouteContext): Edit | null {
  const marks = viaMarks(cx);
  if (marks.received === '' && marks.rport === 0) return null;
  const field = cx.message.header(Header.Via)!;
  return { at: field.bodyStart, end: field.bodyEnd, text: markedVia(cx.message, marks), late: null };
}

/**
 * Where replies that this server makes go: the source address; its port, or without rport that of the Via. With reply_to_via the
 * address in the Via, where it is one and has no rport.
 */
export function replyAddress(cx: RouteContext): { readonly ip: string; readonly port: number } {
  const { source } = cx;
  const via = cx.message.via1;
  if (source.flow !== 0 || via === null) return { ip: source.ip, port: source.port };
  if (via.rportStart >= 0 || cx.forceRport || cx.core.options.forceRport) return { ip: source.ip, port: source.port };
  const ip = cx.core.options.replyToVia ? canonicalIP(via.hostBare) : '';
  return { ip: ip === '' ? source.ip : ip, port: via.port > 0 ? via.port : defaultPort(source.proto) };
}

/** Host of a socket as others shall see it, IPv6 in brackets. */
export function shownHost(socket: LocalSocket): string {
  const host = socket.advertisedHost !== '' ? socket.advertisedHost : socket.ip;
  return host.includes(':') ? `[${host}]` : host;
}
/** Port of a socket as others shall see it. */
export function shownPort(socket: LocalSocket): number {
  return socket.advertisedPort > 0 ? socket.advertisedPort : socket.port;
}

/**
 * Our own Via line for a message that leaves from `socket` (spec/modules.md 2.1).
 * @param branch the whole branch value with its cookie
 */
export function ownVia(cx: RouteContext, socket: LocalSocket, branch: string): string {
  let host = shownHost(socket);
  let port = shownPort(socket);
  if (cx.advertisedHost !== '') {
    host = cx.advertisedHost;
    // an address of its own comes without the socket's advertised port
    port = socket.port;
  }
  if (cx.advertisedPort !== 0) port = cx.advertisedPort;
  let params = '';
  if (cx.viaExtras !== 0) {
    params = viaParams(cx);
    if ((cx.viaExtras & ViaExtra.Fields) !== 0) {
      const fields = viaFields(cx);
      if (fields.host !== '') {
        host = fields.host;
        port = socket.port;
      }
      if (fields.port !== 0) port = fields.port;
    }
  }
  const shown = port === defaultPort(socket.proto) ? '' : `:${port}`;
  return `Via: SIP/2.0/${VIA_NAME[socket.proto]} ${host}${shown};branch=${branch}${cx.localRport ? ';rport' : ''}${params}\r\n`;
}
