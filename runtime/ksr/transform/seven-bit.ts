// Seven-bit packing of short messages (3GPP TS 23.038 6.1.2.1), octets in hexadecimal. Characters are taken as they are.

/** @returns upper-case hexadecimal; null when a character has more than seven bits */
export function encodeSevenBit(text: string): string | null {
  let out = '';
  let bits = 0;
  let have = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c > 127) return null;
    bits |= c << have;
    have += 7;
    if (have >= 8) {
      out += hex(bits & 255);
      bits >>= 8;
      have -= 8;
    }
  }
  return have > 0 ? out + hex(bits & 255) : out;
}

/** @returns null when a character is no hexadecimal digit, or their number is odd */
export function decodeSevenBit(text: string): string | null {
  if (text.length % 2 !== 0) return null;
  let out = '';
  let bits = 0;
  let have = 0;
  for (let i = 0; i < text.length; i += 2) {
    const high = HEX.indexOf(text[i]!.toUpperCase());
    const low = HEX.indexOf(text[i + 1]!.toUpperCase());
    if (high < 0 || low < 0) return null;
    bits |= (high * 16 + low) << have;
    have += 8;
    while (have >= 7) {
      out += String.fromCharCode(bits & 127);
      bits >>= 7;
      have -= 7;
    }
  }
  // seven bits left over in the last octet are filling (6.1.2.3.1)
  return out.length % 8 === 0 && out.endsWith('\0') ? out.slice(0, -1) : out;
}

const HEX = '0123456789ABCDEF';

function hex(octet: number): string {
  return HEX[octet >> 4]! + HEX[octet & 15]!;
}
