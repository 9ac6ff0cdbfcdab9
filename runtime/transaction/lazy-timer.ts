import { TimerNode, type TimerOwner, type TimerWheel } from '../timer/wheel.ts';

// A machine waits with most of its timers stopped. They are made when they start and let go when they stop, so that a
// finished transaction, of which a busy server holds a hundred thousand, holds the one that ends it.

/** @returns the timer, which runs now: the one given, or a new one */
export function started(timer: TimerNode | null, owner: TimerOwner, kind: number, wheel: TimerWheel, delay: number): TimerNode {
  const node = timer ?? new TimerNode(owner, kind);
  wheel.start(node, delay);
  return node;
}

/** @returns null: the timer is stopped */
export function stopped(timer: TimerNode | null, wheel: TimerWheel): null {
  if (timer !== null) wheel.stop(timer);
  return null;
}
