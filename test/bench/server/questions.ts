// What the benchmark asks the server's process; see hook.ts, which answers.

/** `pauses` tells those since it was asked last, and begins to watch. */
export type Question = 'usage' | 'memory' | 'pauses';

/** CPU seconds of all threads, and the moment, in seconds of that process. */
export interface Usage {
  readonly cpu: number;
  readonly at: number;
}

/** Octets, after a full garbage collection. */
export interface Memory {
  /** Objects and the buffers that belong to them. */
  readonly heap: number;
  readonly rss: number;
}

/** Garbage-collection pauses in milliseconds. */
export interface Pauses {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Of the time since they are watched. */
  readonly share: number;
}

/** Answers by question. */
export interface Answers {
  readonly usage: Usage;
  readonly memory: Memory;
  readonly pauses: Pauses;
}
