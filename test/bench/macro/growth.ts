import type { Places } from '../cpus.ts';
import { percent, short, table } from '../table.ts';
import { Bench, WINDOW } from './bench.ts';
import { warm } from './load.ts';

/** What a call costs while so many others ring. */
export interface GrowthPoint {
  readonly ringing: number;
  /** CPU microseconds of a call, in the better of two phases. */
  readonly cpu: number;
  readonly perSecond: number;
  readonly lost: number;
}

/** What a call costs as others become more. */
export interface GrowthFigures {
  readonly points: readonly GrowthPoint[];
  /** The dearest by the cheapest. */
  readonly spread: number;
  readonly trouble: readonly string[];
}

const RINGING: readonly number[] = [10, 100, 1000, 10_000];

/** Measures with few and with many calls in flight, up and down again, so that what changes on the machine meets all of them. */
export async function growth(places: Places | null, scale: number): Promise<GrowthFigures> {
  const bench = await Bench.start(places, scale);
  const { generator, server } = bench;
  generator.saturate(WINDOW);
  await warm(bench);
  const points = new Map<number, GrowthPoint>();
  for (const ringing of [...RINGING, ...RINGING.toReversed()]) {
    generator.saturate(WINDOW, ringing);
    await bench.wait(6);
    const { cpu, perSecond, lost } = await bench.measure(5, false);
    const before = points.get(ringing);
    const point = { ringing, cpu, perSecond, lost: lost + (before?.lost ?? 0) };
    points.set(ringing, before !== undefined && before.cpu < cpu ? { ...before, lost: point.lost } : point);
  }
  const trouble = [...server.trouble];
  await bench.stop();
  const cpus = [...points.values()].map((point) => point.cpu);
  return { points: [...points.values()], spread: Math.max(...cpus) / Math.min(...cpus), trouble };
}

/** @returns the figures as a table */
export function growthTable(figures: GrowthFigures): string {
  const rows = figures.points.map(({ ringing, cpu, perSecond, lost }) => [
    String(ringing),
    short(cpu),
    perSecond.toFixed(0),
    String(lost),
  ]);
  const heading = ['calls that ring', 'CPU µs/call', 'calls/s', 'lost'];
  const told = percent(figures.spread - 1);
  return `a call while others ring: the dearest costs ${told} more than the cheapest\n${table([heading, ...rows])}`;
}
