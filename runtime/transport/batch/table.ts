// struct mmsghdr, struct iovec and struct sockaddr_in(6) as Linux has them on 64-bit machines (recvmmsg(2), ip(7), ipv6(7)):
//
//   mmsghdr   0 msg_name  8 msg_namelen  16 msg_iov  24 msg_iovlen  32 msg_control  40 msg_controllen  48 msg_flags  56 msg_len
//   iovec     0 iov_base  8 iov_len
//   sockaddr  0 family  2 port, network order  4 IPv4 address; IPv6: 4 flow information  8 address  24 scope

import type { SystemCalls } from './system-calls.ts';

const HEADER = 64;
const VECTOR = 16;
/** Octets from one socket address to the next. */
const ADDRESS = 32;
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

  constructor(count: number, family: 4 | 6, calls: SystemCalls) {
    this.count = count;
    this.octets = Buffer.alloc(count * (HEADER + VECTOR + ADDRESS));
    this.words = new Uint32Array(this.octets.buffer, this.octets.byteOffset, this.octets.length / WORD);
    this.where = calls.address(this.octets);
    for (let i = 0; i < count; i++) {
      const header = i * HEADER;
      this.octets.writeBigUInt64LE(this.where + BigInt(this.addressOf(i)), header);
      this.octets.writeUInt32LE(family === 4 ? 16 : 28, header + 8);
      this.octets.writeBigUInt64LE(this.where + BigInt(this.vectorOf(i)), header + 16);
      this.octets.writeUInt32LE(1, header + 24);
      this.octets.writeUInt16LE(family === 4 ? AF_INET : AF_INET6, this.addressOf(i));
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

  /** Says where the octets of datagram `i` are, or may be written. */
  place(i: number, at: number, length: number): void {
    const { words } = this;
    const word = this.vectorOf(i) / WORD;
    words[word] = at; // the lower half; a typed array takes it modulo 2^32
    words[word + 1] = at / TWO_32;
    words[word + 2] = length;
  }

  private vectorOf(i: number): number {
    return this.count * HEADER + i * VECTOR;
  }
}
