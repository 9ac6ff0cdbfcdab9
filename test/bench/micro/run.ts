import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { median } from '../statistics.ts';
import { short, table } from '../table.ts';
import { failsFloor, readFloors, worsening, writeFloors, type Floors } from './floors.ts';
import type { Cost } from './rounds.ts';
import type { Subject } from './subject.ts';
import { subjects } from './subjects.ts';

/** One subject, measured and compared. */
export interface MicroFigure extends Cost {
  readonly name: string;
  readonly floor: number;
  /** How often it was measured. */
  readonly attempts: number;
  readonly failed: boolean;
}

/** Measurements before a subject is said to be worse than its floor. */
const ATTEMPTS = 4;
/** Measurements of which the middle one is recorded. */
const RECORDED = 3;

/**
 * A small young generation gives each round its share of garbage collections. Without the middle compiler and helping threads the best
 * one sees the same in each run: `serialize` varied by 40 % with them, by 2 % so.
 */
const FLAGS: readonly string[] = ['--max-semi-space-size=1', '--single-threaded', '--no-maglev'];

const run = promisify(execFile);
const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));

/** Measures all subjects and prints them; those that fail their floor again, until they do not or `ATTEMPTS` are over. */
export async function micro(print: (text: string) => void): Promise<MicroFigure[]> {
  const floors = readFloors();
  const figures: MicroFigure[] = [];
  for (const subject of subjects) figures.push(await compared(subject, floors));
  const rows = figures.map((figure) => [
    figure.name,
    `${short(figure.ns)} ns`,
    short(figure.ratio),
    short(figure.floor),
    `${short(worsening(figure.name, figure.ratio, floors))}${figure.failed ? ' WORSE' : ''}`,
    subjects.find((subject) => subject.name === figure.name)!.operation,
  ]);
  print('micro-benchmarks, as multiples of a fixed calibration loop\n');
  print(table([['subject', 'time', 'ratio', 'floor', 'ratio/floor', 'one operation is'], ...rows], [0, 5]));
  return figures;
}

/** Measures all subjects and writes their floors. */
export async function recordFloors(): Promise<void> {
  const ratios: Record<string, number> = {};
  for (const subject of subjects) {
    const several: number[] = [];
    for (let i = 0; i < RECORDED; i++) several.push((await measure(subject)).ratio);
    ratios[subject.name] = median(several);
  }
  writeFloors(ratios);
}

async function compared(subject: Subject, floors: Floors): Promise<MicroFigure> {
  const { name } = subject;
  const most = name in floors ? ATTEMPTS : 1;
  let best = await measure(subject);
  let attempts = 1;
  let failed = failsFloor(name, best.ratio, floors);
  while (failed && attempts < most) {
    const next = await measure(subject);
    if (next.ratio < best.ratio) best = next;
    failed = failsFloor(name, best.ratio, floors);
    attempts++;
  }
  return { name, ...best, floor: floors[name] ?? NaN, attempts, failed };
}

async function measure(subject: Subject): Promise<Cost> {
  const { stdout } = await run(process.execPath, [...FLAGS, CHILD, subject.name]);
  return JSON.parse(stdout) as Cost;
}
