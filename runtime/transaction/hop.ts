import type { Endpoint } from '../transport/resolve/resolver.ts';
import type { LocalSocket } from '../transport/types.ts';

/** Where a message goes: the socket it leaves from and the address that it is sent to. */
export interface Hop {
  readonly socket: LocalSocket;
  /** Address literal without brackets. */
  readonly ip: string;
  readonly port: number;
  /** Connection to use, 0: none in particular. */
  readonly flow: number;
  /** Where else it may go, if its name has more addresses and they are to be tried (use_dns_failover); absent for nearly all. */
  readonly further?: Further;
}

/** The addresses behind the first of a next hop's name (RFC 3263 4.3). */
export interface Further {
  /** In the order in which they are to be tried. */
  readonly endpoints: readonly Endpoint[];
  /** The request as it was sent to the address in front of these; '' while it was not. */
  request: string;
}

/** @returns whether the transport delivers by itself, so that nothing is retransmitted (RFC 3261 17.1.1.2) */
export function isReliable(hop: Hop): boolean {
  return hop.socket.proto !== 'udp';
}

/** @returns whether the message was handed to the transport */
export function sendTo(hop: Hop, text: string): boolean {
  return hop.socket.send(text, hop.ip, hop.port, hop.flow);
}
