import type { LocalSocket } from './types.ts';

/**
 * Sees one message on the wire.
 *
 * @param direction as the server sees it
 * @param text octets as latin1
 * @param socket of the server
 * @param ip of the peer
 * @param port of the peer
 * @param flow connection number, 0 for datagrams
 */
export type TapListener = (
  direction: 'in' | 'out',
  text: string,
  socket: LocalSocket,
  ip: string,
  port: number,
  flow: number,
) => void;

/**
 * The one place where messages can be watched, all transports and both directions: what arrives before anything else looks at it,
 * what leaves when it was handed to the kernel. A transport asks `listener` for null, and that is all it costs when nobody watches.
 */
export class Tap {
  /** What a transport calls; null when nobody listens. */
  listener: TapListener | null = null;
  private readonly subscribers: TapListener[] = [];
  private readonly onError: (error: unknown) => void;

  /** @param onError takes what a subscriber threw; messages and the other subscribers are not touched by it */
  constructor(onError: (error: unknown) => void) {
    this.onError = onError;
  }

  /** @returns ends the subscription; harmless when called again */
  subscribe(subscriber: TapListener): () => void {
    this.subscribers.push(subscriber);
    this.listener = this.tell;
    let subscribed = true;
    return () => {
      if (!subscribed) return;
      subscribed = false;
      this.subscribers.splice(this.subscribers.indexOf(subscriber), 1);
      if (this.subscribers.length === 0) this.listener = null;
    };
  }

  private readonly tell: TapListener = (direction, text, socket, ip, port, flow) => {
    for (const subscriber of this.subscribers.slice()) {
      try {
        subscriber(direction, text, socket, ip, port, flow);
      } catch (error) {
        this.onError(error);
      }
    }
  };
}
