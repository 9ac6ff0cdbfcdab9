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
    const word =
      (text.charCodeAt(i) << 24) | (text.charCodeAt(i + 1) << 16) | (text.charCodeAt(i + 2) << 8) | text.charCodeAt(i + 3);
    hash = (hash + (word ^ (word >>> 3))) >>> 0;
  }
  let rest = 0;
  for (; i < text.length; i++) rest = (rest << 8) | text.charCodeAt(i);
  return (hash + (rest ^ (rest >>> 3))) >>> 0;
}
