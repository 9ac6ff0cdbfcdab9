import type { MemoryAddress } from './address.ts';
import type { MemoryEndpoint, MemoryNetwork } from './network.ts';

/**
 * One end of a connection between two addresses. What is sent arrives whole: one text, one message, in order, never lost.
 */
export class MemoryStream {
  readonly local: MemoryAddress;
  readonly remote: MemoryAddress;
  /** Takes what the other end sends. */
  onText: (text: string) => void = () => {};
  /** Called once, when either end closes. */
  onClose: () => void = () => {};
  private readonly network: MemoryNetwork;
  private readonly side: MemoryEndpoint;
  private far: MemoryStream | null = null;

  private constructor(network: MemoryNetwork, local: MemoryAddress, remote: MemoryAddress, side: MemoryEndpoint) {
    this.network = network;
    this.local = local;
    this.remote = remote;
    this.side = side;
  }

  /** @internal Both ends of a new connection. */
  static pair(
    network: MemoryNetwork,
    from: MemoryAddress,
    to: MemoryAddress,
    near: MemoryEndpoint,
    far: MemoryEndpoint,
  ): [near: MemoryStream, far: MemoryStream] {
    const a = new MemoryStream(network, from, to, near);
    const b = new MemoryStream(network, to, from, far);
    a.far = b;
    b.far = a;
    return [a, b];
  }

  /** Whether neither end has closed it. */
  get open(): boolean {
    return this.far !== null;
  }

  /** @returns false when the connection is closed, or the way to the other end is gone */
  send(text: string): boolean {
    const { far } = this;
    if (far === null || !this.network.reaches(this.remote.ip)) return false;
    this.network.deliver(() => {
      if (far.far === null) return null;
      far.onText(text);
      return far.side;
    });
    return true;
  }

  /** Closes both ends; what is under way is lost, as with a reset. */
  close(): void {
    const { far } = this;
    if (far === null) return;
    this.far = null;
    far.far = null;
    this.onClose();
    far.onClose();
  }
}
