/**
 * The value below which a share of the samples lies (nearest rank).
 *
 * @param sorted in ascending order
 * @param share 0 to 1
 * @returns NaN when there are no samples
 */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const rank = Math.ceil(share * sorted.length);
  return sorted[Math.min(Math.max(rank, 1), sorted.length) - 1] ?? NaN;
}

/** The sample in the middle, the lower one of two; NaN when there are none. */
export function median(samples: readonly number[]): number {
  return percentile(
    samples.toSorted((a, b) => a - b),
    0.5,
  );
}

/** What is told of many durations, in the unit of the samples. */
export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Durations of one kind, in room that is made once: adding one allocates nothing. */
export class Samples {
  private readonly values: Float64Array;
  private used: number = 0;
  private seen: number = 0;

  /** @param room samples that are kept; of more, the first ones */
  constructor(room: number) {
    this.values = new Float64Array(room);
  }

  /** How many were added, also those that found no room. */
  get count(): number {
    return this.seen;
  }

  add(value: number): void {
    this.seen++;
    if (this.used < this.values.length) this.values[this.used++] = value;
  }

  clear(): void {
    this.used = 0;
    this.seen = 0;
  }

  spread(): Spread {
    const sorted = this.values.slice(0, this.used).sort();
    return { count: this.seen, p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), max: percentile(sorted, 1) };
  }
}
