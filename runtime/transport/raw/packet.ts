// IPv4 packets with a UDP datagram in them (RFC 791 3.1, RFC 768).

/** Octets of an IPv4 header without options, and of the UDP header behind it. */
const IP_HEADER = 20;
const HEADERS = IP_HEADER + 8;
/** The longest payload: 65535 less the headers. */
export const LONGEST_PAYLOAD: number = 65_535 - HEADERS;

const VERSION_4_FIVE_WORDS = 0x45;
const UDP = 17;
/** As Kamailio's raw datagrams leave, whatever the machine's own are: so they can be told in a trace. */
const TIME_TO_LIVE = 69;
const IDENTIFICATION = 0x1700;

/** Where a datagram comes from and goes to: addresses as unsigned 32-bit numbers. */
export interface Endpoints {
  readonly source: number;
  /** 0: the sender expects no answer (RFC 768). */
  readonly sourcePort: number;
  readonly target: number;
  readonly targetPort: number;
}

/**
 * Writes a packet: no options, may be cut on its way, UDP checksum 0, which means that there is none (RFC 768).
 *
 * @param text payload, octets as latin1
 * @returns null when the payload does not fit
 */
export function udpPacket(text: string, { source, sourcePort, target, targetPort }: Endpoints): Buffer | null {
  if (text.length > LONGEST_PAYLOAD) return null;
  const packet = Buffer.alloc(HEADERS + text.length);
  packet.writeUInt8(VERSION_4_FIVE_WORDS, 0);
  packet.writeUInt16BE(packet.length, 2);
  packet.writeUInt16BE(IDENTIFICATION, 4);
  packet.writeUInt8(TIME_TO_LIVE, 8);
  packet.writeUInt8(UDP, 9);
  packet.writeUInt32BE(source, 12);
  packet.writeUInt32BE(target, 16);
  packet.writeUInt16BE(internetChecksum(packet, 0, IP_HEADER), 10);
  packet.writeUInt16BE(sourcePort, IP_HEADER);
  packet.writeUInt16BE(targetPort, IP_HEADER + 2);
  packet.writeUInt16BE(packet.length - IP_HEADER, IP_HEADER + 4);
  packet.write(text, HEADERS, 'latin1');
  return packet;
}

/**
 * The checksum of the Internet's protocols: the complement of the ones' complement sum of all 16-bit words (RFC 1071 1). Over octets
 * that hold their own checksum it is 0.
 */
export function internetChecksum(octets: Uint8Array, from: number, to: number): number {
  let sum = 0; // 32,768 words are less than 2 ** 31
  for (let i = from; i + 1 < to; i += 2) sum += octets[i]! * 256 + octets[i + 1]!;
  if ((to - from) % 2 === 1) sum += octets[to - 1]! * 256; // as if a zero followed
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
