import { createRequire } from 'node:module';
import { endianness } from 'node:os';

/** The system calls that move many datagrams at once. */
export interface SystemCalls {
  /**
   * recvmmsg(2) with MSG_DONTWAIT.
   *
   * @param messages address of an array of mmsghdr
   * @returns how many datagrams were taken, or the negative errno
   */
  receive(fd: number, messages: bigint, count: number): number;
  /** sendmmsg(2) with MSG_DONTWAIT. @returns how many datagrams were sent, at least one, or the negative errno of the first */
  send(fd: number, messages: bigint, count: number): number;
  /** @returns whether sendmmsg cuts what is given with UDP_SEGMENT (udp(7), Linux 4.18): an older kernel would send it as it is */
  cuts(fd: number): boolean;
  /** @returns where the octets are; they do not move as long as somebody refers to them */
  address(octets: Buffer): bigint;
}

/** What is used of koffi. It is an optional dependency: its own types may not be there. */
interface Koffi {
  load(path: null): { func(prototype: string): (...parameters: unknown[]) => number };
  errno(): number;
  address(octets: Buffer): bigint;
}

/** Where structures and constants are as table.ts and this file have them: 64 bits, least significant octet first. */
const PROCESSORS: readonly string[] = ['x64', 'arm64', 'riscv64', 'loong64'];
const MSG_DONTWAIT = 0x40;
const SOL_UDP = 17;
const UDP_SEGMENT = 103;
const EIO = 5;

/**
 * @param require loads the package `koffi`; only tests give another
 * @returns the calls, or why there are none, for the log
 */
export function loadSystemCalls(require: (name: string) => unknown = createRequire(import.meta.url)): SystemCalls | string {
  if (process.platform !== 'linux') return `${process.platform} has no recvmmsg`;
  if (!PROCESSORS.includes(process.arch) || endianness() !== 'LE') return `${process.arch} is not supported`;
  try {
    return bindCalls(require('koffi') as Koffi);
  } catch (error) {
    return `the optional package koffi can not be loaded (${firstLine(error)})`;
  }
}

function bindCalls(koffi: Koffi): SystemCalls {
  const library = koffi.load(null); // the process itself, so it does not matter which C library it was linked with
  const recvmmsg = library.func('int recvmmsg(int, void *, unsigned int, int, void *)');
  const sendmmsg = library.func('int sendmmsg(int, void *, unsigned int, int)');
  const getsockopt = library.func('int getsockopt(int, int, int, void *, void *)');
  const failure = (): number => -(koffi.errno() || EIO);
  return {
    receive(fd, messages, count) {
      const taken = recvmmsg(fd, messages, count, MSG_DONTWAIT, null);
      return taken < 0 ? failure() : taken;
    },
    send(fd, messages, count) {
      const sent = sendmmsg(fd, messages, count, MSG_DONTWAIT);
      return sent < 0 ? failure() : sent;
    },
    cuts: (fd) => getsockopt(fd, SOL_UDP, UDP_SEGMENT, Buffer.alloc(4), Buffer.from(Uint32Array.of(4).buffer)) === 0,
    address: (octets) => koffi.address(octets),
  };
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end);
}
