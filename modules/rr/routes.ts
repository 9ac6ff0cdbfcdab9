import {
  Header,
  listValues,
  parseNameAddr,
  type ListValue,
  type LocalSocket,
  type Proto,
  type RouteContext,
  type SipMessage,
  type Uri,
} from '../../runtime/module.ts';

/** The Route entries of a request as received. */
export interface RouteSet {
  readonly values: readonly ListValue[];
}

/** @returns the entries, null when there is none or one can not be read */
export function routeSet(message: SipMessage): RouteSet | null {
  if (message.header(Header.Route) === null) return null;
  const values = listValues(message, Header.Route);
  return values === null || values.length === 0 ? null : { values };
}

/** @returns the URI of an entry; null when there is no such entry, it is not in `<>`, or it can not be read */
export function routeUri(message: SipMessage, set: RouteSet, index: number): Uri | null {
  const value = set.values[index];
  if (value === undefined) return null;
  const address = parseNameAddr(message.received, value.start, value.end);
  return address === null || !address.bracketed ? null : address.uri;
}

/** @returns whether the URI names this server: address, port and transport, with their defaults */
export function isOurs(cx: RouteContext, uri: Uri): boolean {
  if (uri.hostStart < 0 || uri.scheme === 'urn') return false;
  return cx.core.sockets.isMyself(uri.host, portOf(uri), transportOf(uri));
}

/** @returns the socket that an entry of ours names, null when the server has none such */
export function socketOf(cx: RouteContext, uri: Uri): LocalSocket | null {
  const { sockets } = cx.core;
  const name = uri.param('sn') ?? '';
  const named = name === '' ? null : sockets.named(name);
  return named ?? sockets.find(transportOf(uri) || 'udp', uri.host, portOf(uri)) ?? null;
}

/** @returns the next hop that a Route URI stands for: itself, or just its `maddr` */
export function hopUri(uri: Uri): string {
  const maddr = uri.param('maddr') ?? '';
  return maddr === '' ? uri.toString() : `sip:${maddr}`;
}

/** '' when the URI does not say */
function transportOf(uri: Uri): Proto | '' {
  const { transport } = uri;
  switch (transport) {
    case 'udp':
    case 'tcp':
    case 'tls':
    case 'sctp':
    case 'ws':
    case 'wss':
      return transport;
    default:
      return uri.scheme === 'sips' ? 'tls' : '';
  }
}

function portOf(uri: Uri): number {
  if (uri.port > 0) return uri.port;
  return transportOf(uri) === 'tls' || uri.scheme === 'sips' ? 5061 : 5060;
}
