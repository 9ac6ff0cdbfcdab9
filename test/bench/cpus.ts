import { spawnSync } from 'node:child_process';

/** Processors for the two processes, so that neither takes the other's time. */
export interface Places {
  readonly server: number;
  readonly generator: number;
}

/** @returns the processors of a list such as `0-3,8` */
export function processors(list: string): number[] {
  const found: number[] = [];
  for (const range of list.trim().split(',')) {
    const [first, last] = range.split('-').map(Number);
    for (let cpu = first ?? NaN; cpu <= (last ?? first ?? NaN); cpu++) found.push(cpu);
  }
  return found;
}

/** @returns the first and the last processor of this process; null when there is only one, or no taskset(1) */
export function places(): Places | null {
  const shown = spawnSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' });
  if (shown.status !== 0) return null;
  const found = processors(shown.stdout.slice(shown.stdout.lastIndexOf(':') + 1));
  const [server, generator] = [found[0], found.at(-1)];
  return server === undefined || generator === undefined || server === generator ? null : { server, generator };
}

/** Keeps this process, all its threads, to one processor. */
export function pinSelf(cpu: number): void {
  spawnSync('taskset', ['-acp', String(cpu), String(process.pid)]);
}
