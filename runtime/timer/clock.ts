/** Where the server's time comes from: the machine's clocks in service, a virtual one in tests. */
export interface Clock {
  /** Milliseconds on a scale that never jumps; only differences mean something. */
  now(): number;
  /** Milliseconds since 1970, for `expires`, logs and `$Ts`. */
  wall(): number;
  /**
   * Calls `fire` once, `delay` milliseconds from now or later, until cancelled.
   * Only the timer wheel uses this; all else takes its timers from the wheel.
   * @returns cancels the call; harmless when it already happened
   */
  after(delay: number, fire: () => void): () => void;
}
