import type { Logger, RouteContext } from '../../runtime/module.ts';

/** What locks take from their server. */
export interface LockServices {
  readonly log: Logger;
  /** Milliseconds on a scale that never jumps. */
  readonly now: () => number;
  /** Calls once, so many milliseconds from now. @returns cancels it */
  readonly after: (delay: number, run: () => void) => () => void;
  /** Milliseconds that a run may keep a lock which others wait for. */
  readonly longest: number;
}

type Settle = (result: 1 | -1) => void;

interface Lock {
  readonly key: string;
  owner: RouteContext;
  since: number;
  /** Runs that wait, in the order in which they came, each with what settles its promises: it may have asked more than once. */
  readonly waiting: Map<RouteContext, Settle[]>;
  /** Runs while somebody waits: cancels what takes the lock from a run that keeps it too long. */
  cancel: (() => void) | null;
}

/**
 * Named locks of one server. A lock belongs to the run of a route that took it, and ends with that run at the latest; a run that goes
 * on for too long loses it when another wants it. So none is held for ever (spec/modules.md 41). Who waits does so in a promise,
 * and nothing else waits with it.
 */
export class Locks {
  private readonly services: LockServices;
  private readonly held: Map<string, Lock> = new Map();
  /** Keys that a run holds or waits for. */
  private readonly keys: Map<RouteContext, Set<string>> = new Map();
  /** Callbacks that were told that they forget to unlock: once is enough. */
  private readonly told: Set<string> = new Set();
  /** Locks that runs ended with. */
  forgotten = 0;

  constructor(services: LockServices) {
    this.services = services;
  }

  /** How many locks are held. */
  get size(): number {
    return this.held.size;
  }

  /**
   * Takes a lock; one that the run has already it keeps.
   * @returns 1 taken · a promise when another run holds it: 1 once it is taken, -1 when this run ended before
   */
  take(key: string, cx: RouteContext): 1 | Promise<1 | -1> {
    const lock = this.free(key);
    if (lock === null) return this.give(key, cx);
    if (lock.owner === cx) return 1;
    this.keysOf(cx).add(key);
    return new Promise((settle) => {
      const asked = lock.waiting.get(cx);
      if (asked === undefined) lock.waiting.set(cx, [settle]);
      else asked.push(settle);
      this.watch(lock);
    });
  }
  /** Takes a lock when no other run holds it. @returns 1 taken · -1 another run holds it, or this one does already */
  tryTake(key: string, cx: RouteContext): 1 | -1 {
    return this.free(key) === null ? this.give(key, cx) : -1;
  }
  /** Lets go of a lock. @returns 1 it is free, or was · -1 another run holds it */
  release(key: string, cx: RouteContext): 1 | -1 {
    const lock = this.held.get(key);
    if (lock === undefined) return 1;
    if (lock.owner !== cx) return -1;
    this.forget(key, cx);
    this.next(lock);
    return 1;
  }
  /** The run has ended: what it holds is free, and it waits for nothing more. */
  ended(cx: RouteContext): void {
    const keys = this.keys.get(cx);
    if (keys === undefined) return;
    this.keys.delete(cx);
    const forgotten: string[] = [];
    for (const key of keys) {
      const lock = this.held.get(key);
      if (lock === undefined) continue;
      this.unwait(lock, cx);
      if (lock.owner !== cx) continue;
      forgotten.push(key);
      this.next(lock);
    }
    this.forgotten += forgotten.length;
    if (forgotten.length === 0 || this.told.has(cx.routeName)) return;
    this.told.add(cx.routeName);
    this.services.log.warn(
      `${cx.routeName} ended with locks that it did not unlock; they are free now, and will be without a word`,
      {
        locks: forgotten.join(', ').slice(0, 200),
      },
    );
  }

  // the lock when somebody has a right to it, null when it can be had
  private free(key: string): Lock | null {
    const lock = this.held.get(key);
    if (lock === undefined) return null;
    if (this.services.now() - lock.since < this.services.longest) return lock;
    this.takeAway(lock);
    return this.held.get(key) ?? null;
  }
  private give(key: string, cx: RouteContext): 1 {
    this.held.set(key, { key, owner: cx, since: this.services.now(), waiting: new Map(), cancel: null });
    this.keysOf(cx).add(key);
    return 1;
  }
  private keysOf(cx: RouteContext): Set<string> {
    let keys = this.keys.get(cx);
    if (keys === undefined) this.keys.set(cx, (keys = new Set()));
    return keys;
  }
  private forget(key: string, cx: RouteContext): void {
    const keys = this.keys.get(cx);
    if (keys?.delete(key) === true && keys.size === 0) this.keys.delete(cx);
  }
  private unwait(lock: Lock, cx: RouteContext): void {
    const asked = lock.waiting.get(cx);
    if (asked === undefined) return;
    lock.waiting.delete(cx);
    for (const settle of asked) settle(-1);
    this.watch(lock);
  }
  // the first who waits has it from now on
  private next(lock: Lock): void {
    lock.cancel?.();
    lock.cancel = null;
    const first = lock.waiting.entries().next();
    if (first.done) {
      this.held.delete(lock.key);
      return;
    }
    const [cx, asked] = first.value;
    lock.waiting.delete(cx);
    lock.owner = cx;
    lock.since = this.services.now();
    this.watch(lock);
    for (const settle of asked) settle(1);
  }
  private watch(lock: Lock): void {
    if (lock.waiting.size === 0) {
      lock.cancel?.();
      lock.cancel = null;
      return;
    }
    const left = Math.max(0, lock.since + this.services.longest - this.services.now());
    lock.cancel ??= this.services.after(left, () => {
      lock.cancel = null;
      this.takeAway(lock);
    });
  }
  private takeAway(lock: Lock): void {
    const { log, longest } = this.services;
    log.error(`${lock.owner.routeName} held a lock for more than ${longest} ms; it was taken from it`, { lock: lock.key });
    this.forget(lock.key, lock.owner);
    this.next(lock);
  }
}
