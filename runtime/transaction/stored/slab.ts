import { Memory, Segment, Word, wordsFor } from './memory.ts';

/** Octets of a segment, whose records have all the same length. */
const SEGMENT = 1 << 18;
const WORDS: number = SEGMENT / 4;
/** An address is the number of a segment and a word in it. */
const WORD_BITS = 16;
const MOST = 1 << 12;
/** Lengths of records are multiples of this many words: half a kilobyte. */
const STEP = 128;
/** Lengths that there are: what is longer than 16 kB has no place here. */
const LENGTHS = 32;
const NONE = -1;

/** One segment with records of one length; those that were dropped are linked through their second word. */
class Shelf extends Segment {
  readonly length: number;
  records = 0;
  private free = NONE;

  /** @param length words of a record */
  constructor(length: number) {
    super(SEGMENT);
    this.length = length;
  }

  get isFull(): boolean {
    return this.free === NONE && this.used + this.length > WORDS;
  }

  /** @returns the first word of a record that is free; there has to be one */
  take(): number {
    this.records++;
    let at = this.free;
    if (at === NONE) {
      at = this.used;
      this.used += this.length;
      this.words[at + Word.length] = this.length;
    } else this.free = this.words[at + NEXT_FREE]!;
    return at;
  }
  give(at: number): void {
    this.records--;
    this.words[at + NEXT_FREE] = this.free;
    this.free = at;
  }
}

const NEXT_FREE: number = Word.hash;

/** Memory for records that leave in any order. */
export class Slab extends Memory {
  private readonly most: number;
  private shelves = 0;
  // numbers of the segments that have room, by the length of their records
  private readonly open: number[][] = Array.from({ length: LENGTHS + 1 }, () => []);
  private readonly numbers: number[] = [];

  /** @param header words of a record in front of its text @param megabytes that may be used */
  constructor(header: number, megabytes: number) {
    super(header, WORD_BITS, Math.min(Math.floor((megabytes * 1024 * 1024) / SEGMENT), MOST));
    this.most = this.segments.length;
  }

  /** Octets of memory that the records take. */
  get octets(): number {
    return this.shelves * SEGMENT;
  }

  /**
   * Adds a record; its words and its text are still to be written.
   * @param length characters of its text
   * @returns its address, -1 when it is too long or there is no room
   */
  add(length: number): number {
    const steps = Math.ceil((this.header + wordsFor(length)) / STEP);
    if (steps > LENGTHS) return NONE;
    const open = this.open[steps]!;
    if (open.length === 0) {
      const made = this.make(steps * STEP);
      if (made < 0) return NONE;
      open.push(made);
    }
    const number = open.at(-1)!;
    const shelf = this.shelf(number);
    const at = shelf.take();
    if (shelf.isFull) open.pop();
    return (number << WORD_BITS) | at;
  }

  /** Takes a record away. */
  drop(address: number): void {
    const number = address >>> WORD_BITS;
    const shelf = this.shelf(number);
    const open = this.open[shelf.length / STEP]!;
    if (shelf.isFull) open.push(number);
    shelf.give(this.wordOf(address));
    // one of each length stays, for the record that comes next
    if (shelf.records > 0 || open.length === 1) return;
    open.splice(open.indexOf(number), 1);
    this.remove(number);
  }
  /** Gives back all memory when there is no record. */
  release(): void {
    for (const open of this.open) {
      for (const number of open) this.remove(number);
      open.length = 0;
    }
  }

  private make(length: number): number {
    if (this.shelves >= this.most) return NONE;
    const number = this.numbers.pop() ?? this.shelves;
    this.segments[number] = new Shelf(length);
    this.shelves++;
    return number;
  }
  private remove(number: number): void {
    this.segments[number] = null;
    this.shelves--;
    this.numbers.push(number);
  }
  private shelf(number: number): Shelf {
    return this.segments[number] as Shelf;
  }
}
