// The seam below modules that send with an address that is none of the server's: Linux has raw sockets, tests a network in memory.

/** Sends UDP datagrams over IPv4 whose source is of the caller's choice. */
export interface RawSender {
  /**
   * Sends one datagram. Never throws and never blocks.
   *
   * @param text octets as latin1
   * @param fromIp source, an IPv4 literal; `0.0.0.0` lets the system fill one of its own in
   * @param fromPort source port, 0 to 65535
   * @param ip destination, an IPv4 literal
   * @param port 1 to 65535
   * @returns true when it was handed over, false when it can not be sent (not IPv4, too large, no way there, closed)
   */
  send(text: string, fromIp: string, fromPort: number, ip: string, port: number): boolean;
  close(): void;
}

/** Why there is no RawSender, for the error of whoever needs one. */
export interface RawRefusal {
  /** A clause: `raw sockets may not be opened by this user (EPERM)`. */
  readonly problem: string;
  /** What to do to have one, a sentence without its full stop; '' when nothing is known. */
  readonly remedy: string;
}

/** Opens a sender. */
export type OpenRaw = () => RawSender | RawRefusal;
