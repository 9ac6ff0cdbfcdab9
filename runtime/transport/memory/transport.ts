import { KsrError } from '../../errors.ts';
import { canonicalIP } from '../../sip/address.ts';
import { BoundSocket } from '../bound-socket.ts';
import { isWildcard, type ListenSpec } from '../listen.ts';
import { isProbe } from '../probe.ts';
import type { Tap } from '../tap.ts';
import type { Receiver, Transport } from '../types.ts';
import type { MemoryAddress } from './address.ts';
import type { MemoryEndpoint, MemoryNetwork, MemoryPacket } from './network.ts';
import type { MemoryStream } from './stream.ts';

/** What a MemoryTransport needs besides the addresses. */
export interface MemoryTransportOptions {
  readonly tap?: Tap;
  /** Takes what the layer above throws; thrown on, and so seen by the test, unless given. */
  readonly onError?: (error: unknown) => void;
}

/** One address of a server in a MemoryNetwork, of any protocol. */
export class MemorySocket extends BoundSocket implements MemoryEndpoint {
  private readonly transport: MemoryTransport;
  private readonly network: MemoryNetwork;
  private readonly streams: Map<number, MemoryStream> = new Map(); // by flow

  constructor(spec: ListenSpec, network: MemoryNetwork, transport: MemoryTransport) {
    super(spec);
    this.network = network;
    this.transport = transport;
    if (spec.port === 0) this.bound(network.ephemeralPort());
  }

  /** `{ proto, ip, port }` for the network. */
  get address(): MemoryAddress {
    return { proto: this.proto, ip: this.ip, port: this.port };
  }

  send(text: string, ip: string, port: number, flow: number = 0): boolean {
    const family = ip.includes(':') ? 6 : 4;
    if (!this.transport.running || family !== this.family || !(port > 0 && port <= 65_535) || canonicalIP(ip) !== ip)
      return false;
    if (this.proto !== 'udp') return this.sendStream(text, ip, port, flow);
    if (text.length > 65_507) return false;
    const sent = this.network.datagram(this.address, { proto: 'udp', ip, port }, text);
    if (sent) this.transport.tap?.listener?.('out', text, this, ip, port, 0);
    return sent;
  }

  /** How many connections are open. */
  get connections(): number {
    return this.streams.size;
  }

  /** @internal */
  datagram({ from, text }: MemoryPacket): void {
    this.transport.arrived(text, this, from.ip, from.port, 0, isProbe(text));
  }

  /** @internal */
  accept(stream: MemoryStream): boolean {
    this.keep(stream);
    return true;
  }

  /** @internal */
  drained(): void {
    this.transport.drained();
  }

  /** @internal */
  close(): void {
    for (const stream of this.streams.values()) stream.close();
    this.network.detach(this.address, this);
  }

  // By connection, by address, or over a new one (spec 2.4).
  private sendStream(text: string, ip: string, port: number, wanted: number): boolean {
    let flow = this.streams.has(wanted) ? wanted : this.flowTo(ip, port);
    if (flow === 0) {
      const local = { ...this.address, port: this.network.ephemeralPort() };
      const opened = this.network.connect(local, { proto: this.proto, ip, port }, this);
      if (opened === null) return false;
      flow = this.keep(opened);
    }
    const stream = this.streams.get(flow);
    if (stream === undefined || !stream.send(text)) return false;
    this.transport.tap?.listener?.('out', text, this, stream.remote.ip, stream.remote.port, flow);
    return true;
  }

  private flowTo(ip: string, port: number): number {
    for (const [flow, { remote }] of this.streams) if (remote.ip === ip && remote.port === port) return flow;
    return 0;
  }

  private keep(stream: MemoryStream): number {
    const flow = this.transport.nextFlow();
    this.streams.set(flow, stream);
    stream.onText = (text) => this.transport.arrived(text, this, stream.remote.ip, stream.remote.port, flow, false);
    stream.onClose = () => this.streams.delete(flow);
    return flow;
  }
}

/**
 * A server's transport in a MemoryNetwork. All protocols may be listened on by name: those with connections have flow numbers and
 * connect, but frame nothing.
 */
export class MemoryTransport implements Transport {
  readonly tap: Tap | undefined;
  private readonly network: MemoryNetwork;
  private readonly specs: readonly ListenSpec[];
  private readonly onError: (error: unknown) => void;
  private receiver: Receiver | null = null;
  private bound: readonly MemorySocket[] = [];
  private flows: number = 0;

  /** @param specs without `0.0.0.0` and `::` (see expandListen) */
  constructor(network: MemoryNetwork, specs: readonly ListenSpec[], options: MemoryTransportOptions = {}) {
    this.network = network;
    this.specs = specs;
    this.tap = options.tap;
    this.onError =
      options.onError ??
      ((error) => {
        throw error;
      });
  }

  get sockets(): readonly MemorySocket[] {
    return this.bound;
  }

  /** Whether it is open. */
  get running(): boolean {
    return this.receiver !== null;
  }

  async open(receiver: Receiver): Promise<void> {
    const sockets: MemorySocket[] = [];
    for (const spec of this.specs) {
      const socket = new MemorySocket(spec, this.network, this);
      const code = isWildcard(spec.ip) ? 'E_LISTEN_ADDRESS' : 'E_LISTEN_IN_USE';
      if (isWildcard(spec.ip) || !this.network.attach(socket.address, socket)) {
        for (const other of sockets) other.close();
        throw new KsrError(code, { address: socket.text });
      }
      sockets.push(socket);
    }
    this.bound = sockets;
    this.receiver = receiver;
  }

  async close(): Promise<void> {
    this.receiver = null;
    for (const socket of this.bound) socket.close();
  }

  /** @internal */
  nextFlow(): number {
    return ++this.flows;
  }

  /** @internal */
  arrived(text: string, socket: MemorySocket, ip: string, port: number, flow: number, probe: boolean): void {
    if (this.receiver === null) return;
    this.tap?.listener?.('in', text, socket, ip, port, flow);
    if (probe) return;
    try {
      this.receiver.received(text, socket, ip, port, flow);
    } catch (error) {
      this.onError(error);
    }
  }

  /** @internal */
  drained(): void {
    try {
      this.receiver?.drained();
    } catch (error) {
      this.onError(error);
    }
  }
}
