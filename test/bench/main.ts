// npm run bench: see docs/benchmarks.md

import { writeFileSync } from 'node:fs';

import { micro, recordFloors } from './micro/run.ts';
import { parseOptions, USAGE, type BenchOptions } from './options.ts';

const print = (text: string): void => void process.stdout.write(text);

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  let options: BenchOptions;
  try {
    options = parseOptions(args);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    print(USAGE);
    return 0;
  }
  return bench(options);
}

async function bench(options: BenchOptions): Promise<number> {
  const { parts } = options;
  const figures: Record<string, unknown> = { node: process.version };
  let failed = false;
  if (options.record) await recordFloors();
  if (parts.includes('micro')) {
    const measured = await micro(print);
    figures['micro'] = measured;
    failed = options.check && measured.some((figure) => figure.failed);
  }
  if (options.json !== '') writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`);
  return failed ? 1 : 0;
}
