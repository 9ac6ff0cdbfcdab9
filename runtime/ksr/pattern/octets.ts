// Sets of octets, as `[a-z]` or `.` in a pattern: what both engines are told, and what tells where a match has no choice.

/** 256 octets, and the end of the text as the 257th sign: `$` is what follows there. */
export const END = 256;

/** A set of octets; nothing changes one that was made. */
export class OctetSet {
  private readonly words: Uint32Array;

  private constructor(words: Uint32Array) {
    this.words = words;
  }

  static of(members: Iterable<number>): OctetSet {
    const words = new Uint32Array(9);
    for (const member of members) words[member >> 5]! |= 1 << (member & 31);
    return new OctetSet(words);
  }
  /** All octets that fulfil a condition. */
  static where(has: (octet: number) => boolean): OctetSet {
    const members: number[] = [];
    for (let octet = 0; octet < 256; octet++) if (has(octet)) members.push(octet);
    return OctetSet.of(members);
  }

  has(member: number): boolean {
    return ((this.words[member >> 5]! >>> (member & 31)) & 1) === 1;
  }
  or(other: OctetSet): OctetSet {
    return new OctetSet(this.words.map((word, i) => word | other.words[i]!));
  }
  meets(other: OctetSet): boolean {
    return this.words.some((word, i) => (word & other.words[i]!) !== 0);
  }
  within(other: OctetSet): boolean {
    return this.words.every((word, i) => (word & ~other.words[i]!) === 0);
  }

  /** @returns first and last octet of each run, in order; the end is none of them */
  runs(): [number, number][] {
    const runs: [number, number][] = [];
    for (let octet = 0; octet < 256; octet++) {
      if (!this.has(octet)) continue;
      const last = runs.at(-1);
      if (last !== undefined && last[1] === octet - 1) last[1] = octet;
      else runs.push([octet, octet]);
    }
    return runs;
  }
}

/** Nothing. */
export const NOTHING: OctetSet = OctetSet.of([]);
/** All octets, and the end. */
export const ANYTHING: OctetSet = OctetSet.where(() => true).or(OctetSet.of([END]));
/** `\w`: letters and digits of ASCII, and `_`. */
export const WORD: OctetSet = OctetSet.where(isWord);
/** `\s`, `[[:space:]]`; not the octet A0, which is half of a character. */
export const SPACE: OctetSet = OctetSet.where((c) => c === 32 || (c >= 9 && c <= 13));

function isWord(c: number): boolean {
  return isLetter(c) || (c >= 48 && c <= 57) || c === 95;
}
function isLetter(c: number): boolean {
  return (c >= 65 && c <= 90) || (c >= 97 && c <= 122);
}

/** The classes of `[[:name:]]` in C's own locale. */
export const CLASSES: ReadonlyMap<string, OctetSet> = new Map([
  ['alpha', OctetSet.where(isLetter)],
  ['digit', OctetSet.where((c) => c >= 48 && c <= 57)],
  ['alnum', OctetSet.where((c) => c !== 95 && isWord(c))],
  ['upper', OctetSet.where((c) => c >= 65 && c <= 90)],
  ['lower', OctetSet.where((c) => c >= 97 && c <= 122)],
  ['space', SPACE],
  ['blank', OctetSet.of([32, 9])],
  ['punct', OctetSet.where((c) => c > 32 && c < 127 && (c === 95 || !isWord(c)))],
  ['print', OctetSet.where((c) => c >= 32 && c < 127)],
  ['graph', OctetSet.where((c) => c > 32 && c < 127)],
  ['cntrl', OctetSet.where((c) => c < 32 || c === 127)],
  ['xdigit', OctetSet.where((c) => (c >= 48 && c <= 57) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102))],
]);

/** @returns the capital of a letter of ASCII, else the octet itself */
export function upper(octet: number): number {
  return octet >= 97 && octet <= 122 ? octet - 32 : octet;
}
