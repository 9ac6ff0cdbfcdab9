import { hostText } from '../sip/address.ts';
import type { ExitSocket } from '../sip/edits.ts';
import type { Source } from '../routing/source.ts';
import type { LocalSocket, Proto } from '../transport/types.ts';
import { shownHost, shownPort } from '../routing/via.ts';

// Sockets and sources as texts of scripts: URIs and `proto:ip:port`.

/** @returns IPv6 in brackets */
function bracketed(ip: string): string {
  return ip.includes(':') ? `[${ip}]` : ip;
}

function uri(proto: Proto, host: string, port: number): string {
  return proto === 'udp' ? `sip:${host}:${port}` : `sip:${host}:${port};transport=${proto}`;
}
function fullUri(proto: Proto, host: string, port: number): string {
  return `sip:${host}:${port};transport=${proto}`;
}

/** @returns `sip:ip:port`, with `;transport=` unless it is UDP (`$su`) */
export function sourceUri(source: Source): string {
  return uri(source.proto, source.host, source.port);
}
/** @returns `sip:ip:port;transport=proto` (`$sut`) */
export function sourceUriFull(source: Source): string {
  return fullUri(source.proto, source.host, source.port);
}
/** @returns `proto:ip:port` of the peer (`$sas`) */
export function sourceText(source: Source): string {
  return `${source.proto}:${source.host}:${source.port}`;
}

/** @returns `sip:ip:port` of the socket, with `;transport=` unless it is UDP (`$Ru`) */
export function socketUri(socket: LocalSocket): string {
  return uri(socket.proto, bracketed(socket.ip), socket.port);
}
export function socketUriFull(socket: LocalSocket): string {
  return fullUri(socket.proto, bracketed(socket.ip), socket.port);
}
/** @returns the same with what the socket advertises (`$RAu`) */
export function advertisedUri(socket: LocalSocket): string {
  return uri(socket.proto, shownHost(socket), shownPort(socket));
}
export function advertisedUriFull(socket: LocalSocket): string {
  return fullUri(socket.proto, shownHost(socket), shownPort(socket));
}
/** @returns the advertised address without brackets (`$RAi`) */
export function advertisedIp(socket: LocalSocket): string {
  return socket.advertisedHost !== '' ? socket.advertisedHost : socket.ip;
}
/** @returns `proto:ip:port`, a WebSocket by the stream below it, as Kamailio knows its sockets (`$Ras`) */
export function boundText(socket: LocalSocket): string {
  return `${streamOf(socket.proto)}:${bracketed(socket.ip)}:${socket.port}`;
}
/** @returns the same with what the socket advertises, '' when that is nothing */
export function advertisedText(socket: LocalSocket): string {
  return socket.advertisedHost === '' ? '' : `${streamOf(socket.proto)}:${shownHost(socket)}:${shownPort(socket)}`;
}

function streamOf(proto: Proto): Proto {
  return proto === 'ws' ? 'tcp' : proto === 'wss' ? 'tls' : proto;
}

/** @returns `host[:port]` as others shall see the socket, for Record-Route and Path: without a port that they would take anyway */
export function exitAddress(socket: ExitSocket): string {
  const host = hostText(socket.advertisedHost !== '' ? socket.advertisedHost : socket.ip);
  const port = socket.advertisedPort > 0 ? socket.advertisedPort : socket.port;
  const implied = port === 5060 && (socket.proto === 'udp' || socket.proto === 'tcp');
  return implied ? host : `${host}:${port}`;
}
/** @returns `;transport=tcp`, '' for UDP */
export function exitTransport(socket: ExitSocket): string {
  return socket.proto === 'udp' ? '' : `;transport=${socket.proto}`;
}
