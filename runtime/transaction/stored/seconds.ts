import type { Memory } from './memory.ts';

/** Seconds that have a place of their own; what ends later shares one with what ends earlier. */
const PLACES = 256;
const NONE = -1;

/** Records of a memory by the second in which they end, linked through two of their words. */
export class Seconds {
  private readonly memory: Memory;
  private readonly previousWord: number;
  private readonly nextWord: number;
  private readonly heads: Int32Array = new Int32Array(PLACES).fill(NONE);
  private current = 0;

  constructor(memory: Memory, previousWord: number, nextWord: number) {
    this.memory = memory;
    this.previousWord = previousWord;
    this.nextWord = nextWord;
  }

  /** The second whose turn it is. */
  get second(): number {
    return this.current;
  }
  /** It is the turn of the next second. */
  turn(): void {
    this.current++;
  }
  /** It is the turn of a later second. Where more than all places lie between, each has had its turn nevertheless. */
  skipTo(second: number): void {
    this.current = Math.max(this.current, second);
  }

  /** @returns address of a record that ends in the second whose turn it is, or a turn of all places later; -1: none */
  get first(): number {
    return this.heads[this.current % PLACES]!;
  }
  /** @returns address of the record behind another one, -1 when there is none */
  next(address: number): number {
    return this.word(address, this.nextWord);
  }

  /** Addresses of all records, until one is added or removed. */
  *all(): Generator<number> {
    for (const head of this.heads) for (let a = head; a !== NONE; a = this.next(a)) yield a;
  }

  /** @param second in which the record ends, not before the one whose turn it is */
  add(address: number, second: number): void {
    const place = second % PLACES;
    const head = this.heads[place]!;
    this.setWord(address, this.nextWord, head);
    this.setWord(address, this.previousWord, ~place);
    if (head !== NONE) this.setWord(head, this.previousWord, address);
    this.heads[place] = address;
  }

  remove(address: number): void {
    const previous = this.word(address, this.previousWord);
    const next = this.next(address);
    if (previous < 0) this.heads[~previous] = next;
    else this.setWord(previous, this.nextWord, next);
    if (next !== NONE) this.setWord(next, this.previousWord, previous);
  }

  private word(address: number, word: number): number {
    return this.memory.wordsOf(address)[this.memory.wordOf(address) + word]!;
  }
  private setWord(address: number, word: number, value: number): void {
    this.memory.wordsOf(address)[this.memory.wordOf(address) + word] = value;
  }
}
