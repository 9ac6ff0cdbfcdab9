import type { Operation } from './subject.ts';

/** How long to measure; times in milliseconds. */
export interface Plan {
  /** Until the compiler has done its work. */
  readonly warm: number;
  /** One round: long enough for the clock and for a garbage collection or two, short enough to be left alone by others. */
  readonly round: number;
  readonly rounds: number;
  /** Milliseconds that never jump. */
  now(): number;
}

/** The cost of an operation. */
export interface Cost {
  /** Nanoseconds of one operation, in the best round. */
  readonly ns: number;
  /** Nanoseconds of one pass of the calibration, in its best round. */
  readonly calibration: number;
  /** How many passes one operation is worth. */
  readonly ratio: number;
}

/**
 * Measures an operation and the calibration in turns. The best round of each counts: whatever else a shared machine does makes rounds
 * longer, never shorter.
 */
export function cost(operation: Operation, calibration: Operation, plan: Plan): Cost {
  const subject = new Timed(operation, plan);
  const measure = new Timed(calibration, plan);
  for (let i = 0; i < plan.rounds; i++) {
    subject.round();
    measure.round();
  }
  return { ns: subject.best * 1e6, calibration: measure.best * 1e6, ratio: subject.best / measure.best };
}

/** An operation with as many repetitions as a round needs. */
class Timed {
  best: number = Infinity; // milliseconds of one operation
  last: unknown; // kept, so that the operation has an effect
  private readonly operation: Operation;
  private readonly plan: Plan;
  private readonly repeat: number;
  private done: number = 0;

  constructor(operation: Operation, plan: Plan) {
    this.operation = operation;
    this.plan = plan;
    this.repeat = this.warm();
  }

  round(): void {
    this.best = Math.min(this.best, this.time(this.repeat) / this.repeat);
  }

  /** @returns how often the operation fits into a round */
  private warm(): number {
    const { warm, round, now } = this.plan;
    const until = now() + warm;
    let repeat = 1;
    for (;;) {
      const took = this.time(repeat);
      if (took < round / 2) repeat *= 2;
      else if (now() >= until) return Math.max(1, Math.round((repeat * round) / took));
    }
  }

  private time(repeat: number): number {
    const { operation } = this;
    const { now } = this.plan;
    const start = now();
    let last: unknown;
    for (let i = 0; i < repeat; i++) last = operation(this.done++);
    this.last = last;
    return now() - start;
  }
}
