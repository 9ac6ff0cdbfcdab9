import { randomFillSync } from 'node:crypto';
import type { RandomSource } from './core.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz012345';

/** Unguessable numbers from the system's generator, taken in large pieces because a call costs a microsecond. */
export class SecureRandom implements RandomSource {
  private readonly pool: Uint8Array = new Uint8Array(8192);
  private next = 8192;

  token(length: number): string {
    if (this.next + length > this.pool.length) this.refill();
    let text = '';
    // 32 letters, so that five bits of an octet make one without bias
    for (let i = 0; i < length; i++) text += LETTERS[this.pool[this.next++]! & 31];
    return text;
  }

  below(limit: number): number {
    if (this.next + 6 > this.pool.length) this.refill();
    let n = 0;
    for (let i = 0; i < 6; i++) n = n * 256 + this.pool[this.next++]!;
    return n % limit;
  }

  private refill(): void {
    randomFillSync(this.pool);
    this.next = 0;
  }
}
