import { getSystemErrorName } from 'node:util';

import { parseIPv4 } from '../../sip/address.ts';
import { loadRawCalls, type RawCalls } from './calls.ts';
import { udpPacket } from './packet.ts';
import type { RawRefusal, RawSender } from './types.ts';

const AF_INET = 2;
/** struct sockaddr_in: 0 family, 2 port (none here: it stands in the packet), 4 address, 8 nothing. */
const ADDRESS = 16;
const EPERM = -1;
const EACCES = -13;

/**
 * Opens a raw socket, for which Linux wants root or CAP_NET_RAW.
 *
 * @param load finds the system calls; only tests give another way
 */
export function openLinuxRaw(load: () => RawCalls | string = loadRawCalls): RawSender | RawRefusal {
  const calls = load();
  if (typeof calls === 'string') {
    return { problem: `there are none here: ${calls}`, remedy: 'Run it on Linux with the optional package koffi installed' };
  }
  const fd = calls.open();
  return fd < 0 ? refusal(fd) : new LinuxRaw(calls, fd);
}

function refusal(errno: number): RawRefusal {
  const name = getSystemErrorName(errno);
  if (errno !== EPERM && errno !== EACCES) return { problem: `the system gives none (${name})`, remedy: '' };
  return {
    problem: `this user may not open them (${name})`,
    remedy: 'Allow them with: sudo setcap cap_net_raw=+ep "$(readlink -f "$(which node)")"',
  };
}

class LinuxRaw implements RawSender {
  private readonly calls: RawCalls;
  private fd: number; // -1: closed
  private readonly address: Buffer = Buffer.alloc(ADDRESS);

  constructor(calls: RawCalls, fd: number) {
    this.calls = calls;
    this.fd = fd;
    this.address.writeUInt16LE(AF_INET, 0);
  }

  send(text: string, fromIp: string, fromPort: number, ip: string, port: number): boolean {
    const source = parseIPv4(fromIp);
    const target = parseIPv4(ip);
    if (this.fd < 0 || source < 0 || target < 0 || !isPort(fromPort, 0) || !isPort(port, 1)) return false;
    const packet = udpPacket(text, { source, sourcePort: fromPort, target, targetPort: port });
    if (packet === null) return false;
    this.address.writeUInt32BE(target, 4);
    return this.calls.send(this.fd, packet, this.address) >= 0;
  }

  close(): void {
    if (this.fd >= 0) this.calls.close(this.fd);
    this.fd = -1;
  }
}

function isPort(port: number, least: number): boolean {
  return Number.isInteger(port) && port >= least && port <= 65_535;
}
