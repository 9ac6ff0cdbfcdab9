/** Words of a record: all of 32 bits, in the order of the machine. Behind them stands a text of latin1. */
export const Word = {
  /** Of the whole record, in words; written by the memory. */
  length: 0,
  hash: 1,
  nextByHash: 2,
  branchHash: 3,
  nextByBranch: 4,
  /** When its time is over, in milliseconds on the clock. */
  end: 5,
  /** Method by number; 0: taken out. */
  method: 6,
  cseq: 7,
  /** Lengths of branch and host of the topmost Via. */
  sentBy: 8,
  /** Lengths of Call-ID and of the branch sent on. */
  lengths: 9,
  /** Length of the reply. */
  reply: 10,
  port: 11,
  /** Status, and the length of the address. */
  status: 12,
  hopPort: 13,
  flow: 14,
  /** Places of socket and `kept`. */
  shared: 15,
  flags: 16,
  xflagsLow: 17,
  xflagsHigh: 18,
  branchFlags: 19,
  /** Lengths of the address and of the Request-URI that the request was sent on to. */
  sent: 20,
  sentPort: 21,
  sentFlow: 22,
  /** Place of the socket that it left from. */
  sentSocket: 23,
} as const;

/** Words of every record. */
export const WORDS_OF_ALL = 24;

/** Octets as the memory of records has them. */
export type Octets = Buffer & {
  latin1Slice(start: number, end: number): string;
  latin1Write(text: string, at: number, length: number): number;
};

/** A stretch of memory that the garbage collector neither reads nor moves. */
export class Segment {
  readonly octets: Octets;
  readonly words: Int32Array;
  /** Words in use, from the first. */
  used = 0;

  /** @param octets how long it is; a multiple of 4 */
  constructor(octets: number) {
    this.octets = Buffer.allocUnsafeSlow(octets) as Octets;
    this.words = new Int32Array(this.octets.buffer, 0, octets >> 2);
  }
}

/** Where records stand: each has an address, 0 or more, words from `wordsOf(address)[wordOf(address)]` on, and a text behind them. */
export abstract class Memory {
  /** Words in front of the text. */
  readonly header: number;
  private readonly wordBits: number;
  private readonly wordMask: number;
  protected readonly segments: (Segment | null)[];

  /**
   * @param header words in front of the text
   * @param wordBits an address is the number of a segment, and in so many lower bits a word in it
   * @param most segments at the same time
   */
  protected constructor(header: number, wordBits: number, most: number) {
    this.header = header;
    this.wordBits = wordBits;
    this.wordMask = (1 << wordBits) - 1;
    this.segments = Array.from({ length: most }, () => null);
  }

  /** @returns the words among which those of the record stand, from `wordOf(address)` on */
  wordsOf(address: number): Int32Array {
    return this.segments[address >>> this.wordBits]!.words;
  }
  wordOf(address: number): number {
    return address & this.wordMask;
  }

  /** @returns `length` characters of a record's text from `start` on */
  text(address: number, start: number, length: number): string {
    const from = this.octetOf(address, start);
    return this.segments[address >>> this.wordBits]!.octets.latin1Slice(from, from + length);
  }

  /** @returns whether `text` stands in a record's text at `start` */
  holds(address: number, start: number, text: string): boolean {
    const { octets } = this.segments[address >>> this.wordBits]!;
    const from = this.octetOf(address, start);
    for (let i = 0; i < text.length; i++) if (octets[from + i] !== text.charCodeAt(i)) return false;
    return true;
  }

  /** Writes a part of a record's text; there has to be room for it. */
  write(address: number, start: number, text: string): void {
    this.segments[address >>> this.wordBits]!.octets.latin1Write(text, this.octetOf(address, start), text.length);
  }

  private octetOf(address: number, start: number): number {
    return (this.wordOf(address) + this.header) * 4 + start;
  }
}

/** @returns words that a text of so many characters takes */
export function wordsFor(length: number): number {
  return (length + 3) >> 2;
}
