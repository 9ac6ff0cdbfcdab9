import { readFileSync, writeFileSync } from 'node:fs';

/** Recorded ratios by subject. */
export type Floors = Readonly<Record<string, number>>;

/** A subject is worse than its floor when it takes this many times as long: a loss of a third. */
export const TOLERANCE: number = 4 / 3;

const FILE = new URL('../floors.json', import.meta.url);

export function readFloors(): Floors {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Floors;
}

/** Writes the ratios, rounded to what a measurement means. */
export function writeFloors(ratios: Floors): void {
  const rounded = Object.entries(ratios).map(([name, ratio]) => [name, Number(ratio.toPrecision(3))]);
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(rounded), null, 2)}\n`);
}

/** @returns how much worse a ratio is than its floor: 1 the same, 1.5 half again as long; NaN when there is no floor */
export function worsening(name: string, ratio: number, floors: Floors): number {
  return ratio / (floors[name] ?? NaN);
}

/** Whether a subject fails the check; one without a floor does: a new subject is recorded first. */
export function failsFloor(name: string, ratio: number, floors: Floors): boolean {
  return !(worsening(name, ratio, floors) <= TOLERANCE);
}
