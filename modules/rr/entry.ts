import { exitAddress, exitTransport, type ExitSocket, type LateText } from '../../runtime/module.ts';

/** What all kinds of entries have: the tag of the caller, `;lr`, and what the script added. */
export interface Tail {
  /** `;ftag=...` or ''. */
  readonly ftag: string;
  /** `;lr` or `;lr=on`. */
  readonly lr: string;
  /** Parameters of the script, with their `;`. */
  readonly more: string;
}

/** Our Record-Route in a request, before it is known which socket that leaves from. */
export interface Entry extends LateText {
  /** @returns the same with more parameters at its end */
  with(params: string): Entry;
}

/** What the entry of a socket is made of. */
export interface SocketEntry extends Tail {
  readonly scheme: 'sip' | 'sips';
  /** `user@` or ''. */
  readonly user: string;
  /** Two entries also when the request leaves from the socket it arrived on. */
  readonly always: boolean;
  /** One entry also when it does not. */
  readonly never: boolean;
  readonly names: boolean;
}

/**
 * Record-Route with the socket that the request arrived on. When it leaves from another one, a second entry above names that:
 * each side sends to the socket it can reach, and `r2` says that the two belong together (RFC 5658 4).
 */
export class SocketEntries implements Entry {
  private readonly parts: SocketEntry;
  private readonly arrived: ExitSocket;

  constructor(parts: SocketEntry, arrived: ExitSocket) {
    this.parts = parts;
    this.arrived = arrived;
  }

  render(exit: ExitSocket): string {
    const { parts, arrived } = this;
    if (parts.never || (!parts.always && isSame(exit, arrived))) return this.line(arrived, '');
    return this.line(exit, ';r2=on') + this.line(arrived, ';r2=on');
  }

  private line(socket: ExitSocket, r2: string): string {
    const { scheme, user, names, lr, ftag, more } = this.parts;
    const name = names && socket.name !== '' ? `;sn=${socket.name}` : '';
    return `Record-Route: <${scheme}:${user}${exitAddress(socket)}${exitTransport(socket)}${name}${r2}${lr}${ftag}${more}>\r\n`;
  }

  with(params: string): SocketEntries {
    return new SocketEntries({ ...this.parts, more: this.parts.more + params }, this.arrived);
  }
}

/** Record-Route with addresses that the script names: the outer one, and below it the inner one when there are two. */
export class PresetEntries implements Entry {
  private readonly addresses: readonly string[];
  private readonly tail: Tail;

  constructor(addresses: readonly string[], tail: Tail) {
    this.addresses = addresses;
    this.tail = tail;
  }

  render(): string {
    const { ftag, lr, more } = this.tail;
    let out = '';
    for (const text of this.addresses) out += `Record-Route: <sip:${text}${ftag}${lr}${more}>\r\n`;
    return out;
  }

  with(params: string): PresetEntries {
    return new PresetEntries(this.addresses, { ...this.tail, more: this.tail.more + params });
  }
}

/** Record-Route with one address for both sides, and the transport of each. */
export class AdvertisedEntries implements Entry {
  private readonly address: string;
  private readonly tail: Tail;
  private readonly always: boolean;
  private readonly never: boolean;
  private readonly arrived: ExitSocket;

  constructor(at: string, tail: Tail, always: boolean, never: boolean, arrived: ExitSocket) {
    this.address = at;
    this.tail = tail;
    this.always = always;
    this.never = never;
    this.arrived = arrived;
  }

  render(exit: ExitSocket): string {
    if (this.never || (!this.always && isSame(exit, this.arrived))) return this.line(exitTransport(this.arrived));
    return this.line(`;transport=${exit.proto};r2=on`) + this.line(`;transport=${this.arrived.proto};r2=on`);
  }

  private line(params: string): string {
    const { ftag, lr, more } = this.tail;
    return `Record-Route: <sip:${this.address}${params}${ftag}${lr}${more}>\r\n`;
  }

  with(params: string): AdvertisedEntries {
    return new AdvertisedEntries(
      this.address,
      { ...this.tail, more: this.tail.more + params },
      this.always,
      this.never,
      this.arrived,
    );
  }
}

function isSame(a: ExitSocket, b: ExitSocket): boolean {
  return a === b || (a.port === b.port && a.proto === b.proto && a.ip === b.ip);
}
