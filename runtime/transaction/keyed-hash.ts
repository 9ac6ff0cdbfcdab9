/**
 * HalfSipHash-2-4 (Aumasson and Bernstein; the reference code's parameters): a keyed hash that a peer can not predict, fast on short
 * texts. It makes what has to be unguessable and yet the same for a retransmission, without remembering anything (RFC 3261 16.11),
 * and chooses places in tables, so that nobody can crowd one of them (spec/security.md 18).
 *
 *     hash.begin().text(callId).word(cseq).digits()
 *
 * Its parts are hashed where they stand: building one text of them first took longer than hashing it.
 */
export class KeyedHash {
  private readonly k0: number;
  private readonly k1: number;
  private v0 = 0;
  private v1 = 0;
  private v2 = 0;
  private v3 = 0;

  /** @param key two 32-bit words */
  constructor(key: Int32Array) {
    this.k0 = key[0]!;
    this.k1 = key[1]!;
  }

  /** Begins a hash. The one before is forgotten. */
  begin(): this {
    this.v0 = this.k0;
    this.v1 = this.k1 ^ 0xee;
    this.v2 = 0x6c796765 ^ this.k0;
    this.v3 = 0x74656462 ^ this.k1;
    return this;
  }

  /** Takes in 32 bits. */
  word(word: number): this {
    this.v3 ^= word | 0;
    this.rounds(2);
    this.v0 ^= word | 0;
    return this;
  }

  /** Takes in a text, octets as latin1, with its length in front: so what follows can not be taken for a part of it. */
  text(text: string): this {
    const { length } = text;
    this.word(length);
    for (let i = 0; i < length; i += 4) {
      let m = text.charCodeAt(i);
      if (i + 3 < length) {
        m |= (text.charCodeAt(i + 1) << 8) | (text.charCodeAt(i + 2) << 16) | (text.charCodeAt(i + 3) << 24);
      } else {
        for (let k = i + 1; k < length; k++) m |= text.charCodeAt(k) << ((k - i) * 8);
      }
      this.word(m);
    }
    return this;
  }

  /** Ends the hash. @returns 32 bits, signed */
  bits(): number {
    this.v2 ^= 0xee;
    this.rounds(4);
    return this.v1 ^ this.v3;
  }

  /** Ends the hash. @returns 64 bits as 16 lower-case hexadecimal digits */
  digits(): string {
    const first = hex(this.bits());
    this.v1 ^= 0xdd;
    this.rounds(4);
    return first + hex(this.v1 ^ this.v3);
  }

  private rounds(count: number): void {
    let { v0, v1, v2, v3 } = this;
    for (let r = 0; r < count; r++) {
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
    }
    this.v0 = v0;
    this.v1 = v1;
    this.v2 = v2;
    this.v3 = v3;
  }
}

// Two digits for each octet: `toString(16)` of a number above 2^31 goes through floating point, 0.6 µs a word
const OCTETS: readonly string[] = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0'));

function hex(word: number): string {
  return OCTETS[word >>> 24]! + OCTETS[(word >>> 16) & 255]! + OCTETS[(word >>> 8) & 255]! + OCTETS[word & 255]!;
}
