import { bindLibrary, type Koffi, type Library, type Require } from '../library.ts';

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

const MSG_DONTWAIT = 0x40;
const SOL_UDP = 17;
const UDP_SEGMENT = 103;
const EIO = 5;

/**
 * @param load loads the package `koffi`; only tests give another way
 * @returns the calls, or why there are none, for the log
 */
export function loadSystemCalls(load?: Require): SystemCalls | string {
  return bindLibrary('recvmmsg', bindCalls, load);
}

function bindCalls(library: Library, koffi: Koffi): SystemCalls {
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
