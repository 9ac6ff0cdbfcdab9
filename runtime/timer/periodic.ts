import type { Clock } from './clock.ts';
import { TimerNode, type TimerOwner, type TimerWheel } from './wheel.ts';

/** How `every` runs its function. */
export interface EveryOptions {
  /** Share of the interval, 0 to 1, by which each run is put off at random, so that not all jobs run at once; 0.1 unless given. */
  readonly jitter?: number;
}

/** What periodic jobs are made of. */
export interface JobsOptions {
  readonly wheel: TimerWheel;
  readonly clock: Clock;
  /** @returns a number from 0 up to 1 */
  readonly random: () => number;
  /** Takes what a job threw or rejected with; the job goes on. */
  readonly onError: (error: unknown) => void;
}

/** A function that runs again and again until stopped. */
export interface Job {
  /** How often it was called. */
  readonly runs: number;
  /** How many runs fell out because the one before, or the whole process, took too long. */
  readonly overruns: number;
  /** Ends it. @returns resolves when the run that is under way, if any, is through */
  stop(): Promise<void>;
}

/** The periodic jobs of one server. Run n is due n intervals after the start, whatever the jitter and the length of runs. */
export class Jobs {
  private readonly options: JobsOptions;
  private readonly running: Set<PeriodicJob> = new Set();

  constructor(options: JobsOptions) {
    this.options = options;
  }

  /**
   * Calls `run` once per interval, the first time after one interval. An async function never overlaps itself: what falls due
   * meanwhile is left out and counted.
   *
   * @param interval milliseconds, more than 0
   * @throws RangeError when interval or jitter can not be
   */
  every(interval: number, run: () => unknown, options: EveryOptions = {}): Job {
    const { jitter = 0.1 } = options;
    if (!(interval > 0 && interval < Infinity)) throw new RangeError(`an interval of ${interval} ms can not be`);
    if (!(jitter >= 0 && jitter <= 1)) throw new RangeError(`a jitter of ${jitter} can not be; it is a share from 0 to 1`);
    const job: PeriodicJob = new PeriodicJob(this.options, interval, jitter, run, () => this.running.delete(job));
    this.running.add(job);
    return job;
  }

  /** How many jobs there are. */
  get size(): number {
    return this.running.size;
  }

  /** Ends all jobs. @returns resolves when no run is under way any more */
  async close(): Promise<void> {
    await Promise.all([...this.running].map((job) => job.stop()));
  }
}

class PeriodicJob implements Job, TimerOwner {
  runs: number = 0;
  overruns: number = 0;
  private readonly options: JobsOptions;
  private readonly interval: number;
  private readonly jitter: number;
  private readonly run: () => unknown;
  private readonly ended: () => void;
  private readonly node: TimerNode = new TimerNode(this, 0);
  private due: number; // clock time of the next run, before jitter
  private underWay: Promise<void> | null = null;
  private stopped: boolean = false;

  constructor(options: JobsOptions, interval: number, jitter: number, run: () => unknown, ended: () => void) {
    this.options = options;
    this.interval = interval;
    this.jitter = jitter;
    this.run = run;
    this.ended = ended;
    this.due = options.clock.now();
    this.arm();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.options.wheel.stop(this.node);
    this.ended();
    await this.underWay;
  }

  /** @internal */
  expired(): void {
    if (this.underWay === null) this.call();
    else this.overruns++;
    if (!this.stopped) this.arm();
  }

  private call(): void {
    this.runs++;
    try {
      const result = this.run();
      if (isThenable(result)) this.underWay = this.wait(result);
    } catch (error) {
      this.options.onError(error);
    }
  }

  private async wait(result: PromiseLike<unknown>): Promise<void> {
    try {
      await result;
    } catch (error) {
      this.options.onError(error);
    }
    this.underWay = null;
  }

  private arm(): void {
    const { clock, random, wheel } = this.options;
    const now = clock.now();
    this.due += this.interval;
    const missed = Math.floor((now - this.due) / this.interval) + 1; // due already, and never run
    if (missed > 0) {
      this.overruns += missed;
      this.due += missed * this.interval;
    }
    wheel.start(this.node, this.due + random() * this.jitter * this.interval - now);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
