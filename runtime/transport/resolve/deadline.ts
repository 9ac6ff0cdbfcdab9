import { TimerNode, type TimerOwner, type TimerWheel } from '../../timer/wheel.ts';

/** Lets go of a promise that takes too long. */
export class Deadline implements TimerOwner {
  private readonly node: TimerNode = new TimerNode(this, 0);
  private readonly wheel: TimerWheel;
  private readonly timeout: number;
  private miss: (error: Error) => void = () => {};

  /** @param timeout milliseconds */
  constructor(wheel: TimerWheel, timeout: number) {
    this.wheel = wheel;
    this.timeout = timeout;
  }

  /** @internal */
  expired(): void {
    this.miss(Object.assign(new Error('no answer in time'), { code: 'ETIMEOUT' }));
  }

  /** @returns what the promise gives; rejects with the code ETIMEOUT when it takes longer */
  async race<T>(promise: Promise<T>): Promise<T> {
    this.wheel.start(this.node, this.timeout);
    try {
      return await Promise.race([promise, new Promise<never>((_, reject) => (this.miss = reject))]);
    } finally {
      this.wheel.stop(this.node);
    }
  }
}
