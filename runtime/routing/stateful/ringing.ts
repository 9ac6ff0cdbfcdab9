import type { Clock } from '../../timer/clock.ts';
import { TimerNode, type TimerOwner, type TimerWheel } from '../../timer/wheel.ts';
import { park } from './park.ts';
import type { StatefulProxy } from './proxy.ts';

/** Milliseconds between two turns when little arrives, and when much does. */
const PAUSE = 2;
const SHORT = 1;

/** A place in a list of those that began to ring a moment ago; `null` for one that stands in none. */
export interface Young {
  /** @internal */
  before: Young | null;
  /** @internal */
  after: Young | null;
}

class Head implements Young {
  before: Young = this;
  after: Young = this;
}

/**
 * INVITEs that began to ring a moment ago. Those that still ring when all that arrived since was read, and what arrived then, live on as
 * octets, or at least as few objects: who answers at once, a machine, is spared that, and few are met by the garbage collector.
 *
 * Who leaves is not kept here any longer: an array, which kept 100 that were answered, made the garbage collector 4 µs a call dearer.
 */
export class Ringing implements TimerOwner {
  private readonly wheel: TimerWheel;
  private readonly timer: TimerNode = new TimerNode(this, 0);
  private fresh: Head = new Head();
  private older: Head = new Head();
  private turned = 0;

  constructor(wheel: TimerWheel) {
    this.wheel = wheel;
  }

  /** A provisional reply arrived for it, or something else that made an object of it. */
  began(proxy: StatefulProxy): void {
    this.left(proxy);
    const { fresh } = this;
    const last = fresh.before;
    proxy.before = last;
    proxy.after = fresh;
    last.after = proxy;
    fresh.before = proxy;
    if (!this.timer.running) this.wheel.start(this.timer, PAUSE);
  }
  /** It was answered, or is over. */
  left(proxy: StatefulProxy): void {
    const { before, after } = proxy;
    if (before === null) return;
    before.after = after;
    after!.before = before;
    proxy.before = null;
    proxy.after = null;
  }

  /** What arrived was read. */
  drained(clock: Clock): void {
    if (!this.timer.running) return;
    const now = clock.now();
    // with a turn for each batch, calls that were answered at once were parked too: 2 µs a call
    if (now - this.turned < SHORT) return;
    this.turned = now;
    this.turn();
  }
  expired(): void {
    this.turn();
  }
  private turn(): void {
    const { older, fresh } = this;
    for (let young = older.after; young !== older; young = older.after) {
      const proxy = young as StatefulProxy;
      this.left(proxy);
      if (!park(proxy)) proxy.settle();
    }
    this.older = fresh;
    this.fresh = older;
    if (fresh.after !== fresh && !this.timer.running) this.wheel.start(this.timer, PAUSE);
  }
}
