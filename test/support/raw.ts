import { parseIPv4 } from '../../runtime/sip/address.ts';
import { udpPacket } from '../../runtime/transport/raw/packet.ts';
import type { RawSender } from '../../runtime/transport/raw/types.ts';

/** A packet as it lies on the wire, read by hand. */
export interface IpPacket {
  /** Version and words of the header, of which there are five without options. */
  readonly first: number;
  readonly tos: number;
  readonly length: number;
  readonly id: number;
  readonly fragment: number;
  readonly ttl: number;
  readonly protocol: number;
  /** `203.0.113.1:5060` */
  readonly src: string;
  readonly dst: string;
  readonly udpLength: number;
  readonly udpChecksum: number;
  /** Octets as latin1. */
  readonly payload: string;
}

/** @returns what a packet of UDP over IPv4 says, taken apart with nothing of the server's own */
export function readPacket(packet: Uint8Array): IpPacket {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const header = (view.getUint8(0) & 15) * 4;
  const endpoint = (address: number, port: number): string =>
    `${[0, 1, 2, 3].map((i) => view.getUint8(address + i)).join('.')}:${view.getUint16(port)}`;
  return {
    first: view.getUint8(0),
    tos: view.getUint8(1),
    length: view.getUint16(2),
    id: view.getUint16(4),
    fragment: view.getUint16(6),
    ttl: view.getUint8(8),
    protocol: view.getUint8(9),
    src: endpoint(12, header),
    dst: endpoint(16, header + 2),
    udpLength: view.getUint16(header + 4),
    udpChecksum: view.getUint16(header + 6),
    payload: Buffer.from(packet.subarray(header + 8)).toString('latin1'),
  };
}

/** Keeps the packets that a server under test sends with sources of its choice. */
export class CapturedRaw implements RawSender {
  readonly sent: IpPacket[] = [];
  /** How often it was opened, and is open still. */
  open: number = 0;

  send(text: string, fromIp: string, fromPort: number, ip: string, port: number): boolean {
    const target = parseIPv4(ip);
    // the system fills in what is missing: as everything was on one machine, the address that the packet goes to
    const source = parseIPv4(fromIp) || target;
    if (source < 0 || target < 0) return false;
    const packet = udpPacket(text, { source, sourcePort: fromPort, target, targetPort: port });
    if (packet !== null) this.sent.push(readPacket(packet));
    return packet !== null;
  }

  close(): void {
    this.open--;
  }
}
