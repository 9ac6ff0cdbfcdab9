import type { Clock } from '../timer/clock.ts';
import { Stage } from './stage.ts';

/** Rounds behind which next to nothing is left to compile. */
const MOST_ROUNDS = 6000;
/** Rounds between two turns of the event loop: signals are heard, and code compiled beside this is taken over. */
const TURN = 50;

/**
 * Plays calls, registrations, OPTIONS and MESSAGEs with a server of its own in memory, so that the code which the real one runs is
 * compiled before the first packet comes. Without it the first 3,000 calls after a start cost up to four times as much as later ones,
 * just when all phones come back. No user's code runs, nothing is bound and nothing is left behind.
 *
 * @param most milliseconds that it may take
 * @returns how many rounds were played
 */
export async function warmUp(clock: Clock, most: number): Promise<number> {
  const stage = new Stage(clock);
  await stage.open();
  const end = clock.now() + most;
  let rounds = 0;
  while (rounds < MOST_ROUNDS && clock.now() < end) {
    for (let i = 0; i < TURN; i++) stage.round(rounds++);
    await new Promise<void>((resolve) => void setImmediate(resolve));
  }
  await stage.close();
  return rounds;
}
