import type { Places } from '../cpus.ts';
import type { Memory } from '../server/questions.ts';
import { megabytes, table } from '../table.ts';
import { Bench, WINDOW } from './bench.ts';

/** What calls that nobody answers keep in memory. */
export interface MemoryFigures {
  readonly calls: number;
  /** Octets of a call that rings: its transaction with all its messages. */
  readonly perCall: number;
  readonly before: Memory;
  readonly ringing: Memory;
  /** When the timers have ended all of them. */
  readonly after: Memory;
  /** Octets for each call that did not come back; less than nothing is possible. */
  readonly left: number;
  readonly trouble: readonly string[];
}

const CALLS = 10_000;
/** Seconds between two looks, and looks at most: timers of a transaction run for up to 32 seconds after its end. */
const LOOK = 3;
const LOOKS = 16;

/** Measures the heap before, with, and after many calls that ring until fr_inv_timer ends them. */
export async function memory(places: Places | null): Promise<MemoryFigures> {
  const bench = await Bench.start(places, 1);
  const { generator, server } = bench;
  // tables that have grown once, compiled code: all of that is there before it counts
  await fill(bench);
  await timedOut(bench);
  const before = await settled(bench);
  await fill(bench);
  const ringing = await server.ask('memory');
  const calls = generator.calls.ringing;
  await timedOut(bench);
  const after = await settled(bench);
  const trouble = [...server.trouble];
  await bench.stop();
  // what a process lets go of in its first minute is not to make calls look small
  const perCall = (ringing.heap - Math.min(before.heap, after.heap)) / calls;
  return { calls, perCall, before, ringing, after, left: (after.heap - before.heap) / calls, trouble };
}

async function fill(bench: Bench): Promise<void> {
  const { generator } = bench;
  const { calls } = generator;
  generator.saturate(WINDOW, Infinity, CALLS);
  while (calls.open < CALLS || calls.open > calls.ringing) await bench.wait(0.2);
  generator.pause();
  await bench.wait(0.5); // the 180 is on its way through the server
}

async function timedOut(bench: Bench): Promise<void> {
  while (bench.generator.calls.open > 0) await bench.wait(1);
}

/** @returns the memory once it does not shrink any more */
async function settled(bench: Bench): Promise<Memory> {
  let last = await bench.server.ask('memory');
  for (let look = 0; look < LOOKS; look++) {
    await bench.wait(LOOK);
    const now = await bench.server.ask('memory');
    const shrinks = now.heap < 0.998 * last.heap;
    last = now;
    if (!shrinks && look > 2) break; // not before finished transactions are let go
  }
  return last;
}

/** @returns the figures as a table */
export function memoryTable(figures: MemoryFigures): string {
  const { before, ringing, after, calls, perCall, left } = figures;
  const row = (name: string, at: Memory, note: string): string[] => [name, megabytes(at.heap), megabytes(at.rss), note];
  const rows = [
    ['memory', 'heap', 'resident', 'octets a call'],
    row('before', before, ''),
    row(`${calls} calls ring`, ringing, perCall.toFixed(0)),
    row('all timers ended', after, left.toFixed(0)),
  ];
  return `calls that nobody answers, until fr_inv_timer ends them\n${table(rows)}`;
}
