import { bindLibrary, type Koffi, type Library, type Require } from '../library.ts';

/** The system calls that send packets with a header of the caller's. */
export interface RawCalls {
  /** socket(2): raw(7), IPv4, headers included, receives nothing. @returns its descriptor, or the negative errno */
  open(): number;
  /**
   * sendto(2) with MSG_DONTWAIT.
   *
   * @param packet from the IP header on
   * @param address struct sockaddr_in
   * @returns how many octets were sent, or the negative errno
   */
  send(fd: number, packet: Buffer, address: Buffer): number;
  close(fd: number): void;
}

const AF_INET = 2;
const SOCK_RAW_CLOEXEC = 3 | 0o2_000_000;
/** Headers are included, and nothing is received that would fill a buffer (raw(7)). */
const IPPROTO_RAW = 255;
const MSG_DONTWAIT = 0x40;
const EIO = 5;

/**
 * @param load loads the package `koffi`; only tests give another way
 * @returns the calls, or why there are none, for people
 */
export function loadRawCalls(load?: Require): RawCalls | string {
  return bindLibrary('raw sockets', bindCalls, load);
}

function bindCalls(library: Library, koffi: Koffi): RawCalls {
  const socket = library.func('int socket(int, int, int)');
  const sendto = library.func('int64_t sendto(int, void *, size_t, int, void *, unsigned int)');
  const close = library.func('int close(int)');
  const orErrno = (result: number): number => (result < 0 ? -(koffi.errno() || EIO) : result);
  return {
    open: () => orErrno(socket(AF_INET, SOCK_RAW_CLOEXEC, IPPROTO_RAW)),
    send: (fd, packet, address) => orErrno(sendto(fd, packet, packet.length, MSG_DONTWAIT, address, address.length)),
    close: (fd) => void close(fd),
  };
}
