import { TimerNode, TimerWheel } from '../../../../runtime/timer/wheel.ts';
import { VirtualClock } from '../../../../runtime/timer/virtual.ts';
import type { Subject } from '../subject.ts';

const RUNNING = 10_000;

/** The timers of a transaction among many others: two are started, one is stopped, one expires. */
export const timerWheel: Subject = {
  name: 'timer wheel',
  operation: `start two timers, stop one, let one expire, among ${RUNNING}`,
  setUp() {
    const clock = new VirtualClock();
    const wheel = new TimerWheel(clock, {
      onError: (error) => {
        throw error;
      },
    });
    const owner = { expired: (): void => {} };
    const node = (): TimerNode => new TimerNode(owner, 0);
    const waiting = Array.from({ length: RUNNING }, node);
    const stopped = Array.from({ length: RUNNING }, node);
    return (i) => {
      const at = i % RUNNING;
      wheel.start(stopped[at]!, 500);
      wheel.start(waiting[at]!, 5000);
      wheel.stop(stopped[at]!);
      if (i % 2 === 0) clock.advance(1); // so that each expires before it is started again
      return wheel.size;
    };
  },
};
