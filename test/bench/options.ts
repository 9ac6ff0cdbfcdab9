import { parseArgs } from 'node:util';

/** Parts of the benchmark, in the order in which they run. */
export const PARTS = ['micro', 'load', 'memory', 'growth'] as const;
export type Part = (typeof PARTS)[number];

/** What the command line asks for. */
export interface BenchOptions {
  readonly parts: readonly Part[];
  /** Compare with the recorded floors and fail when one is missed. */
  readonly check: boolean;
  /** Record new floors. */
  readonly record: boolean;
  /** File for the figures; '' for none. */
  readonly json: string;
  /** Shortens or prolongs the phases of the load. */
  readonly scale: number;
  readonly help: boolean;
}

export const USAGE: string = `npm run bench [-- [PART ...] [OPTION ...]]

  micro     single functions, as multiples of a calibration loop
  load      calls through a server: capacity, CPU a call, added latency at 10, 50 and 80 % of it, pauses
  memory    heap of a call that rings, and what is left when all timers have ended
  growth    CPU a call with 10 to 10,000 calls in flight
  macro     the last three

  --check        micro: compare with test/bench/floors.json; exit code 1 when a subject takes a third longer than its floor
  --record       micro: write test/bench/floors.json
  --json FILE    write all figures
  --scale N      make the phases of the load N times as long (1)
`;

/**
 * Reads the command line.
 * @throws Error with a sentence for who wrote it
 */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      check: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      json: { type: 'string', default: '' },
      scale: { type: 'string', default: '1' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { check, record, json, help } = values;
  const scale = Number(values.scale);
  if (!(scale > 0 && scale <= 100)) throw new Error(`--scale ${values.scale}: a number above 0, at most 100`);
  const parts = partsOf(positionals);
  if ((check || record) && !parts.includes('micro')) throw new Error('--check and --record are about micro');
  if (check && record) throw new Error('--check and --record exclude each other');
  return { parts, check, record, json, scale, help };
}

function partsOf(names: readonly string[]): Part[] {
  const wanted = new Set<string>(names.length === 0 ? PARTS : names);
  if (wanted.delete('macro')) for (const part of PARTS) if (part !== 'micro') wanted.add(part);
  for (const name of wanted) {
    if (!PARTS.some((part) => part === name)) throw new Error(`there is no part "${name}"; ${PARTS.join(', ')}, macro`);
  }
  return PARTS.filter((part) => wanted.has(part));
}
