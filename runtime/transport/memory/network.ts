import type { Clock } from '../../timer/clock.ts';
import { addressText, type MemoryAddress, parseAddress } from './address.ts';
import { MemoryPeer, type MemoryMessage, type PeerOptions } from './peer.ts';
import { MemoryStream } from './stream.ts';

/** One datagram on its way. */
export interface MemoryPacket {
  readonly from: MemoryAddress;
  readonly to: MemoryAddress;
  readonly text: string;
}

/** How a MemoryNetwork behaves; all of it may be changed while it runs. */
export interface MemoryNetworkOptions {
  /** Milliseconds that everything takes; 0 unless given: it arrives when whoever sends is through. */
  readonly latency?: number;
  /** How often a datagram arrives: 0 lost, 1 as it should be, 2 doubled. */
  readonly copies?: (packet: MemoryPacket) => number;
  /** Whether an address can be reached; where not, sending fails at once, as with a network that is unreachable. */
  readonly reachable?: (ip: string) => boolean;
  /** Only addresses that somebody has can be reached. */
  readonly strict?: boolean;
}

/** Who owns an address. */
export interface MemoryEndpoint {
  /** Takes a datagram. */
  datagram(packet: MemoryPacket): void;
  /** Takes a connection that `stream.remote` opened; false refuses it. */
  accept(stream: MemoryStream): boolean;
  /** All that was under way has been delivered. */
  drained(): void;
}

/**
 * Addresses and what travels between them. Deliveries are queued and never nest: what a receiver sends arrives after it returned.
 * The queue is worked off by `run()`, by the clock, or by the next microtask, whichever comes first.
 */
export class MemoryNetwork {
  latency: number;
  copies: (packet: MemoryPacket) => number;
  reachable: (ip: string) => boolean;
  strict: boolean;
  /** Deliveries in one run; beyond that it ends in an error, since two that answer each other for ever would hang the test. */
  mostDeliveries: number = 1_000_000;
  readonly clock: Clock;
  private readonly endpoints: Map<string, MemoryEndpoint> = new Map();
  private queue: (() => MemoryEndpoint | null)[] = [];
  private running: boolean = false;
  private unschedule: (() => void) | null = null;
  private lastPort: number = 49_151;

  constructor(clock: Clock, options: MemoryNetworkOptions = {}) {
    this.clock = clock;
    this.latency = options.latency ?? 0;
    this.copies = options.copies ?? (() => 1);
    this.reachable = options.reachable ?? (() => true);
    this.strict = options.strict ?? false;
  }

  /**
   * Puts a peer on the network.
   *
   * @param address `udp:198.51.100.21:5070`
   * @param onMessage called with each message that arrives; `received` keeps them all the same
   */
  peer(address: string, onMessage: (message: MemoryMessage) => void = () => {}, options: PeerOptions = {}): MemoryPeer {
    return new MemoryPeer(this, parseAddress(address), onMessage, options);
  }

  /**
   * Gives an address to somebody.
   *
   * @param address port 0: all ports of that IP address that nobody else has (a NAT box)
   * @returns false when it is taken
   */
  attach(address: MemoryAddress, endpoint: MemoryEndpoint): boolean {
    const text = addressText(address);
    if (this.endpoints.has(text)) return false;
    this.endpoints.set(text, endpoint);
    return true;
  }

  /** Takes an address away from who has it. */
  detach(address: MemoryAddress, endpoint: MemoryEndpoint): void {
    const text = addressText(address);
    if (this.endpoints.get(text) === endpoint) this.endpoints.delete(text);
  }

  /** A port that no one was given before, from 49152 on. */
  ephemeralPort(): number {
    this.lastPort = this.lastPort >= 65_535 ? 49_152 : this.lastPort + 1;
    return this.lastPort;
  }

  /** @returns whether sending to an address works at all */
  reaches(ip: string): boolean {
    if (!this.reachable(ip)) return false;
    if (!this.strict) return true;
    const middle = ip.includes(':') ? `:[${ip}]:` : `:${ip}:`;
    for (const text of this.endpoints.keys()) if (text.includes(middle)) return true;
    return false;
  }

  /**
   * Sends a datagram, from any address: what a test sends need not be its own.
   *
   * @returns false when the address can not be reached
   */
  datagram(from: MemoryAddress, to: MemoryAddress, text: string): boolean {
    if (!this.reaches(to.ip)) return false;
    const packet: MemoryPacket = { from, to, text };
    for (let copies = this.copies(packet); copies > 0; copies--) {
      this.deliver(() => {
        const endpoint = this.endpointAt(to);
        endpoint?.datagram(packet);
        return endpoint ?? null;
      });
    }
    return true;
  }

  /**
   * Opens a connection, at once: only what is sent over it takes its time.
   *
   * @param side the end that opens it
   * @returns the near end, null when nobody listens there or it is refused
   */
  connect(from: MemoryAddress, to: MemoryAddress, side: MemoryEndpoint): MemoryStream | null {
    const endpoint = this.endpointAt(to);
    if (endpoint === undefined || !this.reaches(to.ip)) return null;
    const [near, far] = MemoryStream.pair(this, from, to, side, endpoint);
    return endpoint.accept(far) ? near : null;
  }

  /** Queues something that happens after the latency, in order. @param arrive returns whose turn it was */
  deliver(arrive: () => MemoryEndpoint | null): void {
    if (this.latency > 0) {
      this.clock.after(this.latency, () => {
        this.queue.push(arrive);
        this.run();
      });
      return;
    }
    this.queue.push(arrive);
    if (this.running || this.unschedule !== null) return;
    this.unschedule = this.clock.after(0, () => this.run());
    queueMicrotask(() => this.run());
  }

  /** Delivers all that has no latency left, and what is sent in answer to it, until nothing is left. */
  run(): void {
    if (this.running) return;
    this.unschedule?.();
    this.unschedule = null;
    this.running = true;
    let batch: (() => MemoryEndpoint | null)[] = [];
    let done = 0;
    let deliveries = 0;
    try {
      while (this.queue.length > 0) {
        batch = this.queue;
        this.queue = [];
        done = batch.length; // dropped, should there be no end of it
        deliveries += batch.length;
        if (deliveries > this.mostDeliveries) throw new Error(`${this.mostDeliveries} deliveries without an end`);
        done = 0;
        const touched = new Set<MemoryEndpoint>();
        for (const arrive of batch) {
          done++;
          const endpoint = arrive();
          if (endpoint !== null) touched.add(endpoint);
        }
        for (const endpoint of touched) endpoint.drained();
      }
    } finally {
      this.running = false;
      if (done < batch.length) this.queue = [...batch.slice(done), ...this.queue]; // somebody threw: the rest goes with the next run
    }
  }

  private endpointAt(address: MemoryAddress): MemoryEndpoint | undefined {
    return this.endpoints.get(addressText(address)) ?? this.endpoints.get(addressText({ ...address, port: 0 }));
  }
}
