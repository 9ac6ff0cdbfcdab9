import type { Memory } from './memory.ts';

const NONE = -1;
/** Places for each record, at least: most look-ups find nothing, and shall not have to read a record to know it. */
const SPREAD = 4;
const FEWEST = 1 << 16;

/** A hash table of records in a memory: it holds addresses, and each record the address of the next one with the same place. */
export class Places {
  private readonly memory: Memory;
  private readonly hashWord: number;
  private readonly nextWord: number;
  private heads: Int32Array = new Int32Array(FEWEST).fill(NONE);
  private count = 0;

  /** @param hashWord word of a record that holds its hash @param nextWord word for the next address */
  constructor(memory: Memory, hashWord: number, nextWord: number) {
    this.memory = memory;
    this.hashWord = hashWord;
    this.nextWord = nextWord;
  }

  /** @returns address of the first record that may have the hash, -1 when there is none */
  first(hash: number): number {
    return this.heads[hash & (this.heads.length - 1)]!;
  }
  /** @returns address of the record behind another one, -1 when there is none */
  next(address: number): number {
    return this.memory.wordsOf(address)[this.memory.wordOf(address) + this.nextWord]!;
  }

  add(address: number): void {
    if (this.count * SPREAD >= this.heads.length) this.grow();
    this.link(address);
    this.count++;
  }

  /** Removes a record that is there. */
  remove(address: number): void {
    const place = this.place(address);
    const after = this.next(address);
    this.count--;
    if (this.heads[place] === address) {
      this.heads[place] = after;
      return;
    }
    for (let a = this.heads[place]!; a >= 0; a = this.next(a)) {
      if (this.next(a) !== address) continue;
      this.setNext(a, after);
      return;
    }
  }

  /** Gives back what a burst needed, when nothing is there. */
  shrink(): void {
    if (this.count === 0 && this.heads.length > FEWEST) this.heads = new Int32Array(FEWEST).fill(NONE);
  }

  private link(address: number): void {
    const place = this.place(address);
    this.setNext(address, this.heads[place]!);
    this.heads[place] = address;
  }
  private place(address: number): number {
    return this.memory.wordsOf(address)[this.memory.wordOf(address) + this.hashWord]! & (this.heads.length - 1);
  }
  private setNext(address: number, next: number): void {
    this.memory.wordsOf(address)[this.memory.wordOf(address) + this.nextWord] = next;
  }

  private grow(): void {
    const old = this.heads;
    this.heads = new Int32Array(old.length * 2).fill(NONE);
    for (const first of old) {
      for (let a = first; a >= 0;) {
        const after = this.next(a);
        this.link(a);
        a = after;
      }
    }
  }
}
