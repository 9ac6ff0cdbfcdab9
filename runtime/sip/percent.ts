/** @returns what `%xx` escapes of a URI stand for (RFC 3261 19.1.2); null when a `%` has not two digits behind it */
export function percentDecoded(text: string): string | null {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '%') {
      out += text[i]!;
      continue;
    }
    const high = hexDigit(text.charCodeAt(i + 1));
    const low = hexDigit(text.charCodeAt(i + 2));
    if (high < 0 || low < 0) return null;
    out += String.fromCharCode(high * 16 + low);
    i += 2;
  }
  return out;
}

/** @returns the value of a hexadecimal digit; -1 for any other character, and for NaN, which stands behind the end of a text */
export function hexDigit(c: number): number {
  if (c >= 48 && c <= 57) return c - 48;
  if (c >= 97 && c <= 102) return c - 87;
  return c >= 65 && c <= 70 ? c - 55 : -1;
}
