import { parseIPv4, parseIPv6 } from '../../sip/address.ts';

/** Destinations that are remembered. */
const MOST = 4096;

/** An address as the kernel takes it, and when it last took it. */
export class Destination {
  readonly ip: string;
  /** Four words for IPv6, one for IPv4, in the order of the octets in memory. */
  readonly words: Uint32Array;
  /** Reading of the clock, in milliseconds, when the kernel is known to have had a way there; `-Infinity`: not known. */
  reached: number = -Infinity;
  /** Each datagram has to leave by itself; see `Runs`. */
  alone: boolean = false;

  constructor(ip: string, words: Uint32Array) {
    this.ip = ip;
    this.words = words;
  }
}

/** Where datagrams went lately. */
export class Destinations {
  private readonly family: 4 | 6;
  private readonly known: Map<string, Destination> = new Map();

  constructor(family: 4 | 6) {
    this.family = family;
  }

  /** @returns null when it is no address literal of the family */
  find(ip: string): Destination | null {
    return this.known.get(ip) ?? this.remember(ip);
  }

  private remember(ip: string): Destination | null {
    const words = this.family === 4 ? wordsOfIPv4(ip) : wordsOfIPv6(ip);
    if (words === null) return null;
    if (this.known.size === MOST) this.known.clear();
    const destination = new Destination(ip, words);
    this.known.set(ip, destination);
    return destination;
  }
}

function wordsOfIPv4(ip: string): Uint32Array | null {
  const address = parseIPv4(ip);
  if (address < 0) return null;
  const words = new Uint32Array(1);
  new DataView(words.buffer).setUint32(0, address);
  return words;
}

function wordsOfIPv6(ip: string): Uint32Array | null {
  const groups = parseIPv6(ip);
  if (groups === null) return null;
  const words = new Uint32Array(4);
  const view = new DataView(words.buffer);
  for (let i = 0; i < 8; i++) view.setUint16(2 * i, groups[i]!);
  return words;
}
