import type { Flow, Item } from './format.ts';

// Seconds at the end of a flow in which an item that only one side has is ignored
const EDGE = 0.2;

/** Streams of a flow: each agent is one, the log another. */
function streams(items: readonly Item[]): Map<string, Item[]> {
  const map = new Map<string, Item[]>();
  for (const item of items) {
    const key = item.at ?? 'log';
    map.set(key, [...(map.get(key) ?? []), item]);
  }
  return map;
}

function text(item: Item): string {
  return item.log ?? item.msg ?? '';
}

/** @returns differences in words; none when the run is as recorded */
export function compare(flow: Flow, got: readonly Item[]): string[] {
  const wanted = streams(flow.expect);
  const made = streams(got);
  const out: string[] = [];
  for (const key of new Set([...wanted.keys(), ...made.keys()])) {
    out.push(...compareStream(key, wanted.get(key) ?? [], made.get(key) ?? [], flow.end));
  }
  return out;
}

function compareStream(key: string, wanted: readonly Item[], made: readonly Item[], end: number): string[] {
  const out: string[] = [];
  for (let i = 0; i < Math.max(wanted.length, made.length); i++) {
    const one = wanted[i];
    const two = made[i];
    if (one === undefined || two === undefined) {
      const only = (one ?? two)!;
      if (only.t >= end - EDGE) continue;
      out.push(`${key} [${i}]: ${one === undefined ? 'not in the recording' : 'missing'} at ${only.t} s\n${indent(text(only))}`);
      return out;
    }
    if (text(one) !== text(two)) {
      out.push(`${key} [${i}] at ${one.t} s\n${diff(text(one), text(two))}`);
      return out;
    }
    if (Math.abs(one.t - two.t) > 0.2 + one.t * 0.1)
      out.push(`${key} [${i}]: at ${two.t} s instead of ${one.t} s: ${text(one).split('\r\n')[0]}`);
  }
  return out;
}

function diff(wanted: string, made: string): string {
  const one = wanted.split('\r\n');
  const two = made.split('\r\n');
  const out: string[] = [];
  for (let i = 0; i < Math.max(one.length, two.length); i++) {
    if (one[i] === two[i]) out.push(`    ${one[i]}`);
    else {
      if (one[i] !== undefined) out.push(`  - ${one[i]}`);
      if (two[i] !== undefined) out.push(`  + ${two[i]}`);
    }
  }
  return out.join('\n');
}

function indent(message: string): string {
  return message
    .split('\r\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
