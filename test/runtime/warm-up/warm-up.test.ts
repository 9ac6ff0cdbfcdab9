import { describe, expect, it } from 'vitest';
import { RealClock } from '../../../runtime/timer/real.ts';
import type { Clock } from '../../../runtime/timer/clock.ts';
import { Stage } from '../../../runtime/warm-up/stage.ts';
import { warmUp } from '../../../runtime/warm-up/warm-up.ts';

/** The machine's clock, which counts the timers that were set on it and are neither over nor cancelled. */
class CountingClock implements Clock {
  open = 0;
  /** Added to the time; grows by `step` with each look. */
  private ahead = 0;
  private readonly real: RealClock = new RealClock();
  private readonly step: number;
  constructor(step: number = 0) {
    this.step = step;
  }
  now(): number {
    return this.real.now() + (this.ahead += this.step);
  }
  wall(): number {
    return this.real.wall();
  }
  after(delay: number, fire: () => void): () => void {
    this.open++;
    let over = false;
    const end = (): void => {
      if (!over) this.open--;
      over = true;
    };
    const cancel = this.real.after(delay, () => {
      end();
      fire();
    });
    return () => {
      end();
      cancel();
    };
  }
}

describe('a round', () => {
  it('is a call, a registration, an OPTIONS and a MESSAGE that all succeed', async () => {
    const stage = new Stage(new RealClock());
    await stage.open();
    for (let n = 0; n < 20; n++) stage.round(n);
    await stage.close();
    expect(stage.failures).toBe(0);
  });

  it('tells when something goes wrong: nobody is registered before the stage is open', async () => {
    const stage = new Stage(new RealClock());
    stage.round(0);
    expect(stage.failures).toBeGreaterThan(0);
  });
});

describe('the warm-up', () => {
  it('plays some rounds and leaves no timer behind', async () => {
    const clock = new CountingClock();
    expect(await warmUp(clock, 20)).toBeGreaterThan(0);
    expect(clock.open).toBe(0);
  });

  it('ends when its time is over', async () => {
    // each look at this clock takes a second: the first turn of the loop uses all there is
    expect(await warmUp(new CountingClock(1000), 60_000)).toBe(50);
  });

  it('plays nothing without time', async () => {
    expect(await warmUp(new CountingClock(), 0)).toBe(0);
  });

  it('can be played several times in one process', async () => {
    const rounds = await Promise.all([warmUp(new RealClock(), 10), warmUp(new RealClock(), 10)]);
    for (const played of rounds) expect(played).toBeGreaterThan(0);
  });
});
