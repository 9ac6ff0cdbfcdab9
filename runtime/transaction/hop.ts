import type { LocalSocket } from '../transport/types.ts';

/** Where a message goes: the socket it leaves from and the address that it is sent to. */
export interface Hop {
  readonly socket: LocalSocket;
  /** Address literal without brackets. */
  readonly ip: string;
  readonly port: number;
  /** Connection to use, 0: none in particular. */
  readonly flow: number;
}

/** @returns whether the transport delivers by itself, so that nothing is retransmitted (RFC 3261 17.1.1.2) */
export function isReliable(hop: Hop): boolean {
  return hop.socket.proto !== 'udp';
}

/** @returns whether the message was handed to the transport */
export function sendTo(hop: Hop, text: string): boolean {
  return hop.socket.send(text, hop.ip, hop.port, hop.flow);
}
