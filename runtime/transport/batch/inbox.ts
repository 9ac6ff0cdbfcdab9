import { formatIPv4, formatIPv6 } from '../../sip/address.ts';
import type { SystemCalls } from './system-calls.ts';
import { MessageTable } from './table.ts';

/** Datagrams that one system call may bring. */
export const MOST_RECEIVED = 64;
/** Octets for each: more than a datagram can have. The odd part keeps their beginnings out of one set of the processor's cache. */
const ROOM = 65_536 + 192;
/** Source addresses whose text is remembered. */
const MOST_SOURCES = 4096;

type Octets = Buffer & { latin1Slice(start: number, end: number): string };

/** Datagrams as the kernel wrote them, until the next `receive`. */
export class Inbox {
  private readonly calls: SystemCalls;
  private readonly family: 4 | 6;
  private readonly table: MessageTable;
  private readonly octets: Octets;
  private readonly sources: Map<number, string> = new Map();

  constructor(family: 4 | 6, calls: SystemCalls) {
    this.calls = calls;
    this.family = family;
    this.table = new MessageTable(MOST_RECEIVED, family, calls);
    this.octets = Buffer.alloc(MOST_RECEIVED * ROOM) as Octets; // pages that no datagram touches take no memory
    const start = Number(calls.address(this.octets));
    for (let i = 0; i < MOST_RECEIVED; i++) this.table.place(i, start + i * ROOM, ROOM);
  }

  /** Takes what waits in the kernel. @returns how many datagrams, or the negative errno */
  receive(fd: number): number {
    return this.calls.receive(fd, this.table.from(0), MOST_RECEIVED);
  }

  /** @returns datagram `i` as latin1 */
  text(i: number): string {
    return this.octets.latin1Slice(i * ROOM, i * ROOM + this.table.received(i));
  }

  /** @returns source port of datagram `i` */
  port(i: number): number {
    return this.table.octets.readUInt16BE(this.table.addressOf(i) + 2);
  }

  /** @returns source address of datagram `i`; IPv6 in the form of RFC 5952, without a zone */
  ip(i: number): string {
    const { octets } = this.table;
    const at = this.table.addressOf(i);
    if (this.family === 6) return ipv6(octets, at + 8);
    const address = octets.readInt32BE(at + 4); // signed: a small integer, which is a quick key
    const known = this.sources.get(address);
    if (known !== undefined) return known;
    if (this.sources.size === MOST_SOURCES) this.sources.clear();
    const text = formatIPv4(address);
    this.sources.set(address, text);
    return text;
  }
}

function ipv6(octets: Buffer, at: number): string {
  const groups: number[] = [];
  for (let i = 0; i < 16; i += 2) groups.push(octets.readUInt16BE(at + i));
  return formatIPv6(groups);
}
