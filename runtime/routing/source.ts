import type { LocalSocket, Proto } from '../transport/types.ts';

/** Where a packet really came from and where it arrived; never what Via or Contact say. */
export class Source {
  readonly proto: Proto;
  /** IPv6 in its shortest lower-case form, without brackets. */
  readonly ip: string;
  readonly port: number;
  /** The socket it arrived on. */
  readonly socket: LocalSocket;
  /** Connection number, 0 for datagrams (`$conid`). */
  readonly flow: number;

  constructor(socket: LocalSocket, ip: string, port: number, flow: number, proto: Proto = socket.proto) {
    this.socket = socket;
    this.ip = ip;
    this.port = port;
    this.flow = flow;
    this.proto = proto;
  }

  get family(): 4 | 6 {
    return this.ip.includes(':') ? 6 : 4;
  }
  /** The address as it stands in a URI: IPv6 in brackets. */
  get host(): string {
    return this.ip.includes(':') ? `[${this.ip}]` : this.ip;
  }
}
