import { TimerNode, type TimerOwner, type TimerWheel } from './wheel.ts';

class Once implements TimerOwner {
  readonly node: TimerNode = new TimerNode(this, 0);
  private readonly run: () => void;

  constructor(run: () => void) {
    this.run = run;
  }
  expired(): void {
    this.run();
  }
}

/**
 * Calls a function once.
 * @param delay milliseconds from now, 0 or more
 * @returns cancels the call; harmless when it already happened
 */
export function once(wheel: TimerWheel, delay: number, run: () => void): () => void {
  const { node } = new Once(run);
  wheel.start(node, delay);
  return () => wheel.stop(node);
}
