/**
 * HalfSipHash-2-4 with 64 bits of output (Aumasson and Bernstein; the reference code's parameters): a keyed hash that a peer
 * can not predict, fast on short texts. It makes branches of stateless forwards and tags of stateless replies, which have
 * to be the same for a retransmission (RFC 3261 16.11) without remembering anything.
 *
 * @param key two 32-bit words
 * @param text octets as latin1
 * @returns 16 lower-case hexadecimal digits
 */
export function keyedHash(key: Int32Array, text: string): string {
  const k0 = key[0]!;
  const k1 = key[1]!;
  let v0 = k0;
  let v1 = k1 ^ 0xee;
  let v2 = 0x6c796765 ^ k0;
  let v3 = 0x74656462 ^ k1;
  const { length } = text;
  const whole = length & ~3;
  let word = 0;
  // one more word than there are whole ones: the rest and the length
  for (let i = 0; i <= whole; i += 4) {
    if (i < whole) {
      word = text.charCodeAt(i) | (text.charCodeAt(i + 1) << 8) | (text.charCodeAt(i + 2) << 16) | (text.charCodeAt(i + 3) << 24);
    } else {
      word = length << 24;
      for (let k = i; k < length; k++) word |= text.charCodeAt(k) << ((k - i) * 8);
    }
    v3 ^= word;
    for (let r = 0; r < 2; r++) {
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
    v0 ^= word;
  }
  v2 ^= 0xee;
  let first = 0;
  for (let r = 0; r < 8; r++) {
    if (r === 4) {
      first = v1 ^ v3;
      v1 ^= 0xdd;
    }
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
  return hex(first) + hex(v1 ^ v3);
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
