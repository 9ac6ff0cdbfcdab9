/**
 * The hash that Kamailio's core offers to scripts: four characters make a big-endian word, what is left over makes the last,
 * shorter one (spec/modules.md 5.2 and 41).
 *
 * @param text characters up to U+00FF
 * @param more a second text, hashed behind the first; '' for none
 * @param size the result is below it; a power of two, 0 for all 32 bits
 * @returns a number from 0
 */
export function coreHash(text: string, more: string, size: number): number {
  let hash = mix(0, text);
  if (more !== '') hash = mix(hash, more);
  const all = (hash + (hash >>> 11) + (hash >>> 13) + (hash >>> 23)) >>> 0;
  return size > 0 ? (all & (size - 1)) >>> 0 : all;
}

function mix(start: number, text: string): number {
  const words = text.length & ~3;
  let hash = start;
  let i = 0;
  for (; i < words; i += 4) {
    // added, not joined: an octet above 7F takes one from those in front of it
    const word = ((octet(text, i) << 24) + (octet(text, i + 1) << 16) + (octet(text, i + 2) << 8) + octet(text, i + 3)) | 0;
    hash = (hash + (word ^ (word >>> 3))) >>> 0;
  }
  let rest = 0;
  for (; i < text.length; i++) rest = ((rest << 8) + octet(text, i)) | 0;
  return (hash + (rest ^ (rest >>> 3))) >>> 0;
}

// with a sign, as C's char where upstream is recorded
function octet(text: string, at: number): number {
  return (text.charCodeAt(at) << 24) >> 24;
}
