import type { Places } from '../cpus.ts';
import { megabytes, percent, short, table } from '../table.ts';
import { Bench, WINDOW, type Phase } from './bench.ts';

/** Calls through a server. */
export interface LoadFigures {
  /** As fast as the server goes on this machine. */
  readonly saturated: Phase;
  /** Calls a second that a processor would carry if the server had it for itself: a second through the CPU of a call. */
  readonly processor: number;
  /** At parts of the rate of `saturated`. */
  readonly loads: readonly { readonly share: number; readonly rate: number; readonly through: Phase }[];
  /** At half the capacity without any server: what the phones and the machine add themselves. */
  readonly direct: Phase;
  /** Octets of the server at the end. */
  readonly rss: number;
  readonly heap: number;
  readonly trouble: readonly string[];
}

const SHARES: readonly number[] = [0.1, 0.5, 0.8];
/** Calls and seconds until the compiler is done and as many transactions end as begin: each stays for five seconds. */
const WARM_CALLS = 25_000;
const WARM_SECONDS = 6;

/** Measures what a call costs and how long it takes, at several loads. */
export async function load(places: Places | null, scale: number): Promise<LoadFigures> {
  const bench = await Bench.start(places, scale);
  const { generator, server } = bench;
  generator.saturate(WINDOW);
  await warm(bench);
  const saturated = await bench.measure(6, false);
  const capacity = saturated.perSecond;
  const loads: { share: number; rate: number; through: Phase }[] = [];
  for (const share of SHARES) {
    const rate = capacity * share;
    generator.pace(rate);
    await bench.wait(8);
    loads.push({ share, rate, through: await bench.measure(8, true) });
  }
  await generator.settle();
  const { rss, heap } = await server.ask('memory');
  generator.through(null);
  generator.pace(capacity / 2);
  await bench.wait(2);
  const direct = await bench.measure(5, false);
  const trouble = [...server.trouble];
  await bench.stop();
  return { saturated, processor: 1e6 / saturated.cpu, loads, direct, rss, heap, trouble };
}

/** Waits until figures mean something. */
export async function warm(bench: Bench): Promise<void> {
  const { calls } = bench.generator;
  const before = calls.finished;
  await bench.wait(WARM_SECONDS);
  for (let i = 0; i < 20 && calls.finished - before < WARM_CALLS; i++) await bench.wait(1);
}

/** @returns the figures as a table */
export function loadTable(figures: LoadFigures): string {
  const { saturated, processor, loads, direct, rss, heap } = figures;
  const row = (name: string, phase: Phase): string[] => [
    name,
    phase.perSecond.toFixed(0),
    short(phase.cpu),
    percent(phase.serverBusy),
    percent(phase.generatorBusy),
    short(phase.request.p50),
    short(phase.request.p99),
    short(phase.answer.p50),
    short(phase.answer.p99),
    ...(phase.pauses === null ? ['', '', '', ''] : pauseCells(phase.pauses)),
    String(phase.lost + phase.refused),
  ];
  const heading = ['load', 'calls/s', 'CPU µs/call', 'server', 'phones', 'INVITE p50', 'p99', '200 p50', 'p99 ms'];
  const without = row('50 %, no server', direct).map((cell, i) => (i === 2 || i === 3 ? '' : cell));
  const rows = [
    [...heading, 'GC p50', 'p99', 'max ms', 'of time', 'lost'],
    row(`${WINDOW} at a time`, saturated),
    ...loads.map(({ share, through }) => row(percent(share), through)),
    without,
  ];
  return `calls through the server; one processor of its own carries ${processor.toFixed(0)} a second; after them ${megabytes(rss)} resident, ${megabytes(heap)} heap\n${table(rows)}`;
}

function pauseCells(pauses: NonNullable<Phase['pauses']>): string[] {
  return [short(pauses.p50), short(pauses.p99), short(pauses.max), percent(pauses.share)];
}
