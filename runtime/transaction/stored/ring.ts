import { Memory, Segment, Word, WORDS_OF_ALL, wordsFor } from './memory.ts';

/** Octets of a segment; a record stands in one segment as a whole. */
const SEGMENT = 1 << 20;
const WORDS: number = SEGMENT / 4;
/** An address is the number of a segment, modulo 2^12, and a word in it. */
const WORD_BITS = 18;
const MOST = 1 << 12;
const SEGMENT_MASK: number = MOST - 1;

/** Octets of the longest text. */
export const LONGEST: number = (WORDS - WORDS_OF_ALL) * 4;

/** Memory for records that leave in the order in which they came. */
export class Ring extends Memory {
  private readonly most: number;
  // numbers of the segments with the oldest and the youngest record
  private first = 0;
  private last = 0;
  private oldest = 0; // word in the first segment
  private records = 0;
  private readonly spares: Segment[] = [];

  /** @param megabytes that may be used */
  constructor(megabytes: number) {
    super(WORDS_OF_ALL, WORD_BITS, MOST);
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
    const length = WORDS_OF_ALL + wordsFor(text.length);
    let segment = this.segments[this.last]!;
    if (segment === null || segment.used + length > WORDS) {
      if (segment !== null) {
        if (this.used >= this.most) return -1;
        this.last = (this.last + 1) & SEGMENT_MASK;
      }
      segment = this.spares.pop() ?? new Segment(SEGMENT);
      this.segments[this.last] = segment;
    }
    const at = segment.used;
    segment.used = at + length;
    segment.words[at + Word.length] = length;
    this.records++;
    const address = (this.last << WORD_BITS) | at;
    this.write(address, 0, text);
    return address;
  }

  /** Takes the oldest record away. */
  drop(): void {
    const segment = this.segments[this.first]!;
    this.records--;
    this.oldest += segment.words[this.oldest + Word.length]!;
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
}
