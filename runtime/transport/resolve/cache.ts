import type { Clock } from '../../timer/clock.ts';
import type { DnsRecord } from './records.ts';

interface Kept {
  readonly records: readonly DnsRecord[];
  readonly until: number; // clock time
}

/** Answers, positive and negative, until their time is over; never more than a set number (the oldest go first). */
export class DnsCache {
  private readonly clock: Clock;
  private readonly most: number;
  private readonly kept: Map<string, Kept> = new Map();
  private readonly fixed: Map<string, readonly DnsRecord[]> = new Map();

  /** @param most how many sets of records are kept at the same time */
  constructor(clock: Clock, most: number) {
    this.clock = clock;
    this.most = most;
  }

  get size(): number {
    return this.kept.size;
  }

  /** @returns the records, an empty list when it is known that there are none, null when nothing is known */
  get(key: string): readonly DnsRecord[] | null {
    const found = this.kept.get(key);
    if (found === undefined) return this.fixed.size === 0 ? null : (this.fixed.get(key) ?? null);
    if (this.clock.now() < found.until) return found.records;
    this.kept.delete(key);
    return null;
  }

  /** @param ttl seconds; 0 or less keeps nothing */
  set(key: string, records: readonly DnsRecord[], ttl: number): void {
    this.kept.delete(key); // so that it becomes the youngest
    if (!(ttl > 0) || this.fixed.has(key) || this.most < 1) return;
    if (this.kept.size >= this.most) {
      const oldest = this.kept.keys().next();
      if (!oldest.done) this.kept.delete(oldest.value);
    }
    this.kept.set(key, { records, until: this.clock.now() + ttl * 1000 });
  }

  /** Keeps records for ever, whatever comes later; they do not count. */
  fix(key: string, records: readonly DnsRecord[]): void {
    this.fixed.set(key, records);
  }

  /** Forgets all but what is kept for ever. */
  clear(): void {
    this.kept.clear();
  }
}
