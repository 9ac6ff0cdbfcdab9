// What the layers above know of a transport. Everything is text with one character per octet (latin1): a transport
// decodes once when it receives and encodes once when it sends, and nothing above it ever holds a Buffer.

/** The transports of SIP. `sctp` exists as a name in URIs only. */
export type Proto = 'udp' | 'tcp' | 'tls' | 'sctp' | 'ws' | 'wss';

/** Kamailio's protocol numbers: `;alias=` and `$conid` carry them. */
export const PROTO_NUMBER: Readonly<Record<Proto, number>> = { udp: 1, tcp: 2, tls: 3, sctp: 4, ws: 5, wss: 6 };

/**
 * One address that the server listens on. `0.0.0.0` and `::` never appear here: they become one LocalSocket
 * for each address of the machine, so that Via and Record-Route carry one that can be reached.
 */
export interface LocalSocket {
  readonly proto: Proto;
  /** Bound address: dotted decimal, or IPv6 in its shortest lower-case form without brackets. */
  readonly ip: string;
  readonly family: 4 | 6;
  readonly port: number;
  /** Name from the configuration (`$Rn`, `set_send_socket_name`), or ''. */
  readonly name: string;
  /** What Via and Record-Route say instead of the bound address; '' and 0 when nothing is advertised. IPv6 without brackets. */
  readonly advertisedHost: string;
  readonly advertisedPort: number;
  /** `udp:192.0.2.1:5060`, IPv6 in brackets: Kamailio's text of a socket (`$Ras`, usrloc's `socket` column). */
  readonly text: string;
  /**
   * Sends one message. Never throws and never blocks; what the kernel refuses later is counted by the transport.
   *
   * @param text octets as latin1
   * @param ip address literal without brackets
   * @param port 1 to 65535
   * @param flow connection to use, 0: none in particular (datagrams ignore it)
   * @returns true when it was handed over, false when it can not be sent (wrong family, closed, too large)
   */
  send(text: string, ip: string, port: number, flow: number): boolean;
  /**
   * Lets what is sent to an address go over a connection that is there (RFC 5923). Absent where there are no connections.
   * @param flow the connection, by its number
   */
  alias?(flow: number, ip: string, port: number): void;
}

/**
 * Takes what a transport receives. One batch is any number of `received` calls followed by one `drained`:
 * transports that read many datagrams with one system call say when they are through, so that answers can leave together.
 */
export interface Receiver {
  /**
   * @param text one datagram or one framed message, octets as latin1
   * @param socket where it arrived
   * @param ip source address, IPv6 in its shortest lower-case form without brackets
   * @param port source port
   * @param flow connection number within this process, 0 for datagrams
   */
  received(text: string, socket: LocalSocket, ip: string, port: number, flow: number): void;
  drained(): void;
}

/** A running transport: sockets that are bound, until closed. */
export interface Transport {
  /** The addresses it serves; filled once `open` resolved. */
  readonly sockets: readonly LocalSocket[];
  /**
   * Binds. Rejects with a KsrError (E_LISTEN_IN_USE, E_LISTEN_ADDRESS, E_LISTEN_PERMISSION) that names the address.
   */
  open(receiver: Receiver): Promise<void>;
  /** Stops receiving, sends what is queued, closes. */
  close(): Promise<void>;
}
