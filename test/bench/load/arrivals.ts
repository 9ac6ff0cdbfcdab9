/** When calls begin that know nothing of each other: exponential distances, the same ones in each run (mulberry32). */
export class Arrivals {
  private readonly mean: number; // milliseconds
  private next: number;
  private state: number = 1;

  /** @param now milliseconds */
  constructor(perSecond: number, now: number) {
    this.mean = 1000 / perSecond;
    this.next = now + this.distance();
  }

  /** @returns how many calls have become due since this was asked last */
  due(now: number): number {
    let count = 0;
    for (; this.next <= now; count++) this.next += this.distance();
    return count;
  }

  /** Milliseconds until the next is due; 0 or less when one is. */
  until(now: number): number {
    return this.next - now;
  }

  private distance(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return -this.mean * Math.log(1 - ((t ^ (t >>> 14)) >>> 0) / 2 ** 32);
  }
}
