/** Words of a record: all of 32 bits, in the order of the machine. Behind them stands a text of latin1. */
export const Word = {
  /** Of the whole record, in words. */
  length: 0,
  hash: 1,
  nextByHash: 2,
  branchHash: 3,
  nextByBranch: 4,
  /** When the wait is over, in milliseconds on the clock. */
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

/** Words in front of the text. */
export const HEADER = 24;

/** Octets of a segment; a record stands in one segment as a whole. */
const SEGMENT = 1 << 20;
const WORDS: number = SEGMENT / 4;
/** An address is the number of a segment, modulo 2^12, and a word in it. */
const WORD_BITS = 18;
const WORD_MASK: number = WORDS - 1;
const MOST = 1 << 12;
const SEGMENT_MASK: number = MOST - 1;

/** Octets of the longest text. */
export const LONGEST: number = (WORDS - HEADER) * 4;

type Octets = Buffer & {
  latin1Slice(start: number, end: number): string;
  latin1Write(text: string, at: number, length: number): number;
};

class Segment {
  readonly octets: Octets = Buffer.allocUnsafeSlow(SEGMENT) as Octets;
  readonly words: Int32Array = new Int32Array(this.octets.buffer, 0, WORDS);
  /** Words in use. */
  used = 0;
}

/** Memory for records that leave in the order in which they came: segments that the garbage collector neither reads nor moves. */
export class Ring {
  private readonly segments: (Segment | null)[] = Array.from({ length: MOST }, () => null);
  private readonly most: number;
  // numbers of the segments with the oldest and the youngest record
  private first = 0;
  private last = 0;
  private oldest = 0; // word in the first segment
  private records = 0;
  private readonly spares: Segment[] = [];

  /** @param megabytes that may be used */
  constructor(megabytes: number) {
    this.most = Math.min(megabytes, SEGMENT_MASK);
  }

  /** Octets of memory that the records take. */
  get octets(): number {
    return this.records === 0 ? 0 : this.used * SEGMENT;
  }
  // segments from the oldest record to the youngest
  private get used(): number {
    return ((this.last - this.first) & SEGMENT_MASK) + 1;
  }

  /** Address of the oldest record, -1 when there is none. */
  get head(): number {
    return this.records === 0 ? -1 : (this.first << WORD_BITS) | this.oldest;
  }

  /**
   * Adds a record; its words are still to be written, but for its length.
   * @returns its address, -1 when there is no room
   */
  add(text: string): number {
    if (text.length > LONGEST) return -1;
    const length = HEADER + ((text.length + 3) >> 2);
    let segment = this.segments[this.last]!;
    if (segment === null || segment.used + length > WORDS) {
      if (segment !== null) {
        if (this.used >= this.most) return -1;
        this.last = (this.last + 1) & SEGMENT_MASK;
      }
      segment = this.spares.pop() ?? new Segment();
      this.segments[this.last] = segment;
    }
    const at = segment.used;
    segment.used = at + length;
    segment.words[at] = length;
    segment.octets.latin1Write(text, (at + HEADER) * 4, text.length);
    this.records++;
    return (this.last << WORD_BITS) | at;
  }

  /** Takes the oldest record away. */
  drop(): void {
    const segment = this.segments[this.first]!;
    this.records--;
    this.oldest += segment.words[this.oldest]!;
    if (this.oldest < segment.used) return;
    this.oldest = 0;
    segment.used = 0;
    if (this.first === this.last) return;
    this.segments[this.first] = null;
    this.first = (this.first + 1) & SEGMENT_MASK;
    // Used again, as long as there are not more of them than of those in use: each megabyte that is made and let go brings a full
    // collection nearer, and these were all that there was at half load, 5 ms twice a second
    if (this.spares.length < this.used) this.spares.push(segment);
    if (this.spares.length > this.used) this.spares.pop();
  }

  /** @returns the words among which those of the record stand, from `wordOf(address)` on */
  wordsOf(address: number): Int32Array {
    return this.segments[address >>> WORD_BITS]!.words;
  }
  wordOf(address: number): number {
    return address & WORD_MASK;
  }

  /** @returns `length` characters of a record's text from `start` on */
  text(address: number, start: number, length: number): string {
    const from = (this.wordOf(address) + HEADER) * 4 + start;
    return this.segments[address >>> WORD_BITS]!.octets.latin1Slice(from, from + length);
  }

  /** @returns whether `text` stands in a record's text at `start` */
  holds(address: number, start: number, text: string): boolean {
    const { octets } = this.segments[address >>> WORD_BITS]!;
    const from = (this.wordOf(address) + HEADER) * 4 + start;
    for (let i = 0; i < text.length; i++) if (octets[from + i] !== text.charCodeAt(i)) return false;
    return true;
  }
}
