import { getHeapSpaceStatistics } from 'node:v8';

// What upstream tells of its shared and private memory; here both are the process's heap

/** @returns a line of what the process uses */
export function memoryLine(): string {
  const { rss, heapTotal, heapUsed, external, arrayBuffers } = process.memoryUsage();
  return `memory: resident ${kB(rss)}, heap ${kB(heapUsed)} of ${kB(heapTotal)}, outside of it ${kB(external)}, of that buffers ${kB(arrayBuffers)}`;
}

/** @returns a line for each part of the heap */
export function heapLines(): string[] {
  return getHeapSpaceStatistics().map(
    ({ space_name, space_used_size, space_size }) => `heap: ${space_name} ${kB(space_used_size)} of ${kB(space_size)}`,
  );
}

function kB(octets: number): string {
  return `${Math.round(octets / 1024)} kB`;
}
