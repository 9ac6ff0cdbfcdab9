// The seam below UdpSocket: whatever moves datagrams for one bound address. node:dgram does it one by one (dgram.ts); what reads and
// writes many with one system call fits in here as well, without anything above noticing.

/** Takes what arrives. One batch is any number of `datagram` calls followed by one `drained`. */
export interface DatagramSink {
  /**
   * @param text octets as latin1
   * @param ip source address as the system writes it
   */
  datagram(text: string, ip: string, port: number): void;
  drained(): void;
  /** An error that belongs to no call of `send`, or that came after it. */
  failed(error: unknown): void;
}

/** One bound address. */
export interface DatagramPort {
  /** The port that is bound. */
  readonly port: number;
  /**
   * Hands one datagram over, now or at the end of this turn of the event loop.
   *
   * @param text octets as latin1
   * @param ip address literal of the port's family
   * @returns 0 handed over; less than 0 refused at once (network unreachable, send queue full)
   */
  send(text: string, ip: string, port: number): number;
  /** Stops receiving at once, sends what is queued, closes. */
  close(): Promise<void>;
}

/**
 * Binds an address.
 *
 * @param port 0: the system chooses
 * @returns rejects with the system's error (`code` EADDRINUSE, EADDRNOTAVAIL, EACCES ...)
 */
export type OpenDatagramPort = (ip: string, family: 4 | 6, port: number, sink: DatagramSink) => Promise<DatagramPort>;
