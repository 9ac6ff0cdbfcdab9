import { canonicalIP } from '../sip/address.ts';
import { schemeOf, type Uri } from '../sip/uri.ts';
import type { Hop } from '../transaction/hop.ts';
import type { Endpoint } from '../transport/resolve/resolver.ts';
import type { LocalSocket, Proto } from '../transport/types.ts';
import type { InternalError, RouteContext } from './context.ts';
import { BAD_SCHEME, BAD_URI } from './errors.ts';
import { defaultPort } from './via.ts';

/** What a URI says of the next hop (RFC 3263 4). */
export interface NextHop {
  /** Without brackets. */
  readonly host: string;
  /** 0 when none is written. */
  readonly port: number;
  readonly proto: Proto;
}

const PROTOS: ReadonlyMap<string, Proto> = new Map([
  ['', 'udp'],
  ['udp', 'udp'],
  ['tcp', 'tcp'],
  ['tls', 'tls'],
  ['sctp', 'sctp'],
  ['ws', 'ws'],
  ['wss', 'wss'],
]);

/** @returns the next hop a URI names, null when it names none (tel:, urn:). A transport that nobody knows counts as none */
export function nextHop(uri: Uri): NextHop | null {
  if (uri.hostStart < 0 || uri.scheme === 'urn') return null;
  const host = uri.param('maddr') || uri.hostBare;
  let proto = PROTOS.get(uri.transport) ?? 'udp';
  // sips: is TLS whatever transport says (RFC 3261 26.2.2)
  if (uri.scheme === 'sips') proto = proto === 'ws' || proto === 'wss' ? 'wss' : 'tls';
  return { host, port: uri.port, proto };
}

/** Text of a destination's next hop: dst-URI if set, else the Request-URI. */
export function nextHopUri(dstUri: string, requestUri: string): string {
  return dstUri !== '' ? dstUri : requestUri;
}

/**
 * Chooses the socket for a next hop (spec/modules.md 2.2): the forced one when its protocol fits, else the receiving one,
 * else the first of that protocol and address family.
 * @returns null when nothing here can send there
 */
export function chooseSocket(cx: RouteContext, proto: Proto, ip: string, forced: LocalSocket | null): LocalSocket | null {
  const family = ip.includes(':') ? 6 : 4;
  if (forced !== null && forced.proto === proto && forced.family === family) return forced;
  return cx.core.sockets.select(proto, family, cx.source.socket);
}

/** Why a next hop can not be used. */
export type HopFault = 'uri' | 'unresolved' | 'no-socket' | 'refused';

/** What is wrong with a URI that nobody here can read: its scheme (RFC 3261 8.2.2.1), or its text. */
export function uriError(text: string): InternalError {
  switch (schemeOf(text).toLowerCase()) {
    case '':
    case 'sip':
    case 'sips':
    case 'tel':
    case 'tels':
    case 'urn':
      return BAD_URI;
    default:
      return BAD_SCHEME;
  }
}

/** @returns whether an address is that of one machine: requests never go to a group, to everybody or to nobody (spec/security.md 7) */
export function isOneMachine(ip: string): boolean {
  if (ip.includes(':')) return ip !== '::' && !ip.startsWith('ff');
  // the first octet of 0.0.0.0/8, 224.0.0.0/4 and 240.0.0.0/4
  let first = 0;
  for (let i = 0; i < 3; i++) {
    const digit = ip.charCodeAt(i) - 48;
    if (digit < 0) break;
    first = first * 10 + digit;
  }
  return first > 0 && first < 224;
}

/** Turns a resolved address into a hop. */
export function hopTo(
  cx: RouteContext,
  next: NextHop,
  ip: string,
  port: number,
  forced: LocalSocket | null,
  flow: number,
): Hop | HopFault {
  if (!isOneMachine(ip)) return 'refused';
  const socket = chooseSocket(cx, next.proto, ip, forced);
  if (socket === null) return 'no-socket';
  return { socket, ip, port: port > 0 ? port : defaultPort(next.proto), flow };
}

/**
 * The hop for a name: its first address, with `failover` the first that can be used, and the others kept behind it.
 * @param found addresses in the order in which they are to be tried
 */
export function hopToFirst(
  cx: RouteContext,
  next: NextHop,
  found: readonly Endpoint[],
  forced: LocalSocket | null,
  flow: number,
  failover: boolean,
): Hop | HopFault {
  const first = found[0];
  if (first === undefined) return 'unresolved';
  const hop = hopTo(cx, next, first.ip, first.port, forced, flow);
  if (!failover || found.length === 1) return hop;
  const endpoints = found.slice(1);
  if (typeof hop === 'string') return hopToFirst(cx, next, endpoints, forced, 0, true);
  return { ...hop, further: { endpoints, request: '' } };
}

/**
 * Finds the hop for a URI. Literal addresses and cached names are answered at once.
 * @param proto to be used whatever the URI says; '' for what it says
 * @param failover the hop of a name keeps its other addresses (spec/modules.md 9.9)
 * @returns a promise when a name has to be looked up: the caller goes on without waiting
 */
export function findHop(
  cx: RouteContext,
  uriText: string,
  forced: LocalSocket | null,
  flow: number,
  proto: Proto | '' = '',
  failover: boolean = false,
): Hop | HopFault | Promise<Hop | HopFault> {
  const uri = cx.uriOf(uriText);
  if (uri === null) return 'uri';
  const said = nextHop(uri);
  if (said === null) return 'unresolved';
  const next = proto === '' ? said : { ...said, proto };
  const ip = canonicalIP(next.host);
  if (ip !== '') return hopTo(cx, next, ip, next.port, forced, flow);
  const found = cx.core.resolver.resolve(next.host, next.port, next.proto);
  if (Array.isArray(found)) return hopToFirst(cx, next, found, forced, flow, failover);
  return found.then((endpoints) => hopToFirst(cx, next, endpoints, forced, flow, failover));
}
