// struct mmsghdr, struct iovec and struct sockaddr_in(6) as Linux has them on 64-bit machines (recvmmsg(2), ip(7), ipv6(7)):
//
//   cmsghdr   0 cmsg_len  8 cmsg_level  12 cmsg_type  16 data
//   mmsghdr   0 msg_name  8 msg_namelen  16 msg_iov  24 msg_iovlen  32 msg_control  40 msg_controllen  48 msg_flags  56 msg_len
//   iovec     0 iov_base  8 iov_len
//   sockaddr  0 family  2 port, network order  4 IPv4 address; IPv6: 4 flow information  8 address  24 scope

import type { SystemCalls } from './system-calls.ts';

const HEADER = 64;
const VECTOR = 16;
/** Octets from one socket address to the next. */
const ADDRESS = 32;
/** Octets from one control message to the next: CMSG_SPACE(2). */
const CONTROL = 24;
const CONTROL_LENGTH = 18;
const SOL_UDP = 17;
const UDP_SEGMENT = 103;
const AF_INET = 2;
const AF_INET6 = 10;
const WORD = 4;
const TWO_32 = 0x1_0000_0000;

/** Headers of `count` datagrams, made once: from one system call to the next only lengths and addresses change. */
export class MessageTable {
  readonly count: number;
  /** The whole table as octets, and as words in the machine's order. */
  readonly octets: Buffer;
  readonly words: Uint32Array;
  private readonly where: bigint;
  private readonly vectors: number; // address of the first vector

  constructor(count: number, family: 4 | 6, calls: SystemCalls) {
    this.count = count;
    this.octets = Buffer.alloc(count * (HEADER + VECTOR + ADDRESS + CONTROL));
    this.words = new Uint32Array(this.octets.buffer, this.octets.byteOffset, this.octets.length / WORD);
    this.where = calls.address(this.octets);
    this.vectors = Number(this.where) + this.vectorOf(0);
    for (let i = 0; i < count; i++) {
      const header = i * HEADER;
      this.octets.writeBigUInt64LE(this.where + BigInt(this.addressOf(i)), header);
      this.octets.writeUInt32LE(family === 4 ? 16 : 28, header + 8);
      this.octets.writeBigUInt64LE(this.where + BigInt(this.vectorOf(i)), header + 16);
      this.octets.writeUInt32LE(1, header + 24);
      this.octets.writeUInt16LE(family === 4 ? AF_INET : AF_INET6, this.addressOf(i));
      const control = this.controlOf(i);
      this.octets.writeBigUInt64LE(this.where + BigInt(control), header + 32);
      this.octets.writeUInt32LE(CONTROL_LENGTH, control);
      this.octets.writeUInt32LE(SOL_UDP, control + 8);
      this.octets.writeUInt32LE(UDP_SEGMENT, control + 12);
    }
  }

  /** @returns the address of header `i`, for the system call */
  from(i: number): bigint {
    return i === 0 ? this.where : this.where + BigInt(i * HEADER);
  }

  /** @returns where socket address `i` begins in `octets` */
  addressOf(i: number): number {
    return this.count * (HEADER + VECTOR) + i * ADDRESS;
  }

  /** @returns the octets that datagram `i` had */
  received(i: number): number {
    return this.words[(i * HEADER + 56) / WORD]!;
  }

  /** Says where message `i` goes. @param address words as the kernel has them */
  address(i: number, address: Uint32Array, port: number): void {
    const at = this.addressOf(i);
    this.octets[at + 2] = port >>> 8;
    this.octets[at + 3] = port;
    const word = at / WORD + (address.length === 1 ? 1 : 2);
    for (let k = 0; k < address.length; k++) this.words[word + k] = address[k]!;
  }

  /**
   * Makes message `i` of the octets that `count` vectors tell, from `vector` on.
   * @param segment octets of each datagram that the kernel cuts it into; 0: it is one datagram
   */
  gather(i: number, vector: number, count: number, segment: number): void {
    const { words } = this;
    const word = (i * HEADER) / WORD;
    const at = this.vectors + vector * VECTOR;
    words[word + 4] = at;
    words[word + 5] = at / TWO_32;
    words[word + 6] = count;
    words[word + 10] = segment === 0 ? 0 : CONTROL;
    if (segment !== 0) words[(this.controlOf(i) + 16) / WORD] = segment;
  }

  /** Says where the octets of datagram `i` are, or may be written. */
  place(i: number, at: number, length: number): void {
    const { words } = this;
    const word = this.vectorOf(i) / WORD;
    words[word] = at; // the lower half; a typed array takes it modulo 2^32
    words[word + 1] = at / TWO_32;
    words[word + 2] = length;
  }

  private controlOf(i: number): number {
    return this.count * (HEADER + VECTOR + ADDRESS) + i * CONTROL;
  }
  private vectorOf(i: number): number {
    return this.count * HEADER + i * VECTOR;
  }
}
