import type { Clock } from './clock.ts';

/** What `wall()` says when a VirtualClock begins: 1 January 2026, 00:00 UTC. */
export const VIRTUAL_EPOCH: number = Date.UTC(2026, 0, 1);

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Milliseconds of a duration as tests write it.
 *
 * @param duration milliseconds, or a number with a unit: `'250ms'`, `'31s'`, `'1.5m'`, `'24h'`, `'7d'`
 * @throws RangeError when it is neither, or negative
 */
export function milliseconds(duration: number | string): number {
  let ms: number;
  if (typeof duration === 'number') {
    ms = duration;
  } else {
    const unit = duration.endsWith('ms') ? 'ms' : duration.slice(-1);
    const amount = duration.slice(0, -unit.length).trim();
    ms = amount === '' ? NaN : Number(amount) * (UNITS[unit] ?? NaN);
  }
  if (!(ms >= 0 && ms < Infinity)) throw new RangeError(`"${duration}" is no duration; write 500, "500ms", "31s", "5m" or "24h"`);
  return ms;
}

interface Due {
  readonly at: number;
  readonly order: number;
  fire: (() => void) | null; // null: cancelled
}

/**
 * A clock that stands still until a test moves it. What is due fires in order of time, and of arming where times are equal, so
 * two runs of one test are the same to the last message.
 */
export class VirtualClock implements Clock {
  private time: number;
  private readonly epoch: number;
  private readonly heap: Due[] = []; // earliest first
  private orders: number = 0;
  private cancelled: number = 0; // how many of the heap
  private moving: boolean = false;

  /** @param wall what `wall()` says at the beginning, milliseconds since 1970 */
  constructor(wall: number = VIRTUAL_EPOCH) {
    this.time = 0;
    this.epoch = wall;
  }

  /** @returns milliseconds since the clock was made */
  now(): number {
    return this.time;
  }

  wall(): number {
    return this.epoch + this.time;
  }

  after(delay: number, fire: () => void): () => void {
    const due: Due = { at: this.time + (delay > 0 ? delay : 0), order: this.orders++, fire };
    this.push(due);
    return () => {
      if (due.fire === null) return;
      due.fire = null;
      this.cancelled++;
    };
  }

  /** How many calls are armed. */
  get pending(): number {
    return this.heap.length - this.cancelled;
  }

  /** When the next call is due, on the scale of `now()`; Infinity when none is armed. */
  get nextAt(): number {
    for (let due = this.heap[0]; due !== undefined; due = this.heap[0]) {
      if (due.fire !== null) return due.at;
      this.pop();
      this.cancelled--;
    }
    return Infinity;
  }

  /**
   * Moves on and fires all that becomes due on the way, each at its own time, also what the fired calls arm themselves.
   *
   * @param duration milliseconds or text such as `'31s'`
   * @throws what a fired call throws; the clock then stands where that happened
   */
  advance(duration: number | string): void {
    const end = this.begin(duration);
    try {
      while (this.nextAt <= end) this.fireNext();
      this.time = end;
    } finally {
      this.moving = false;
    }
  }

  /** The same as `advance`, and lets promise callbacks run before, between and after what fires. */
  async advanceAsync(duration: number | string): Promise<void> {
    const end = this.begin(duration);
    try {
      await settle();
      while (this.nextAt <= end) {
        this.fireNext();
        await settle();
      }
      this.time = end;
    } finally {
      this.moving = false;
    }
    await settle();
  }

  private begin(duration: number | string): number {
    if (this.moving) throw new Error('the clock is being advanced already');
    const end = this.time + milliseconds(duration);
    this.moving = true;
    return end;
  }

  private fireNext(): void {
    const due = this.pop();
    if (due === undefined || due.fire === null) return;
    if (due.at > this.time) this.time = due.at;
    const { fire } = due;
    due.fire = null; // cancelling it from now on does nothing
    fire();
  }

  private push(due: Due): void {
    const { heap } = this;
    let at = heap.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || before(parent, due)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = due;
  }

  private pop(): Due | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || last === first) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      let least = left;
      if (right !== undefined && before(right, left)) {
        least = right;
        child++;
      }
      if (before(last, least)) break;
      heap[at] = least;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function before(a: Due, b: Due): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** Waits until no promise callback is left that can run: setImmediate comes after all of them. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
