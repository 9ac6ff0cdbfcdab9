// A flow is the way back to a peer: a connection, or for datagrams the socket. A binding keeps the flow it came over (RFC 5626), in
// a table that several workers and nodes may share. So a flow id always says whose it is; whoever reads one compares the owner
// first, and hands the message over when the flow is not its own. The number that `LocalSocket.send` takes is the third part only.

import { decimal } from '../sip/chars.ts';

/** What a flow id says. */
export interface Flow {
  /** Worker that holds the socket, 0 or more. */
  readonly owner: number;
  /** Index of the socket in that worker's SocketTable. */
  readonly socket: number;
  /** Connection number within that worker, 0 for datagrams. */
  readonly connection: number;
}

/** @returns `owner:socket:connection` in decimal, such as `2:0:417` */
export function formatFlow(owner: number, socket: number, connection: number): string {
  return `${owner}:${socket}:${connection}`;
}

/** @returns null when the text is not what `formatFlow` writes */
export function parseFlow(text: string): Flow | null {
  const first = text.indexOf(':');
  const second = text.indexOf(':', first + 1);
  if (first < 0 || second < 0) return null;
  const owner = decimal(text, 0, first, Number.MAX_SAFE_INTEGER);
  const socket = decimal(text, first + 1, second, Number.MAX_SAFE_INTEGER);
  const connection = decimal(text, second + 1, text.length, Number.MAX_SAFE_INTEGER);
  return owner < 0 || socket < 0 || connection < 0 ? null : { owner, socket, connection };
}
