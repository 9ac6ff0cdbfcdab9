import { parseIPv4 } from '../../sip/address.ts';
import { LONGEST_PAYLOAD } from '../raw/packet.ts';
import type { OpenRaw, RawSender } from '../raw/types.ts';
import type { MemoryNetwork } from './network.ts';

/**
 * Sends into a network in memory. Nobody there has addresses of the machine to choose from: for `0.0.0.0` stands the destination's
 * own, as Linux does it for what stays on the machine.
 */
export function memoryRaw(network: MemoryNetwork): OpenRaw {
  return () => new MemoryRaw(network);
}

class MemoryRaw implements RawSender {
  private network: MemoryNetwork | null; // null: closed

  constructor(network: MemoryNetwork) {
    this.network = network;
  }

  send(text: string, fromIp: string, fromPort: number, ip: string, port: number): boolean {
    const fits = parseIPv4(fromIp) >= 0 && parseIPv4(ip) >= 0 && port > 0 && port <= 65_535 && text.length <= LONGEST_PAYLOAD;
    if (this.network === null || !fits || fromPort < 0 || fromPort > 65_535) return false;
    const from = { proto: 'udp', ip: fromIp === '0.0.0.0' ? ip : fromIp, port: fromPort } as const;
    return this.network.datagram(from, { proto: 'udp', ip, port }, text);
  }

  close(): void {
    this.network = null;
  }
}
