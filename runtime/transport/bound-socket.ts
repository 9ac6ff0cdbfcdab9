import { KsrError } from '../errors.ts';
import { type ListenSpec, socketText } from './listen.ts';
import type { LocalSocket, Proto } from './types.ts';

/** What every LocalSocket knows of itself, whatever moves its messages. */
export abstract class BoundSocket implements LocalSocket {
  readonly proto: Proto;
  readonly ip: string;
  readonly family: 4 | 6;
  readonly name: string;
  readonly advertisedHost: string;
  port: number;
  advertisedPort: number;
  text: string;

  constructor(spec: ListenSpec) {
    this.proto = spec.proto;
    this.ip = spec.ip;
    this.family = spec.family;
    this.name = spec.name;
    this.advertisedHost = spec.advertisedHost;
    this.port = spec.port;
    this.advertisedPort = spec.advertisedPort;
    this.text = '';
    this.bound(spec.port);
  }

  abstract send(text: string, ip: string, port: number, flow: number): boolean;

  /** Takes the port that the system chose. */
  protected bound(port: number): void {
    this.port = port;
    this.text = socketText(this.proto, this.ip, port);
    if (this.advertisedHost !== '' && this.advertisedPort === 0) this.advertisedPort = port;
  }
}

/**
 * Says what is wrong with an address that could not be bound.
 *
 * @param available addresses of the machine, for the remedy
 * @returns the error as it is when it has nothing to do with the address
 */
export function listenError(error: unknown, address: string, available: readonly string[]): unknown {
  const options = { cause: error };
  switch ((error as NodeJS.ErrnoException | undefined)?.code) {
    case 'EADDRINUSE':
      return new KsrError('E_LISTEN_IN_USE', { address }, options);
    case 'EACCES':
    case 'EPERM':
      return new KsrError('E_LISTEN_PERMISSION', { address }, options);
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'EINVAL':
    case 'ENODEV':
      return new KsrError('E_LISTEN_ADDRESS', { address, available: available.join(', ') }, options);
    default:
      return error;
  }
}
