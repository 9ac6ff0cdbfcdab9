// npm run bench: see docs/benchmarks.md

import { writeFileSync } from 'node:fs';

import { pinSelf, places } from './cpus.ts';
import { growth, growthTable } from './macro/growth.ts';
import { load, loadTable } from './macro/load.ts';
import { memory, memoryTable } from './macro/memory.ts';
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
  if (parts.some((part) => part !== 'micro')) Object.assign(figures, await macro(options));
  if (options.json !== '') writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`);
  return failed ? 1 : 0;
}

async function macro({ parts, scale }: BenchOptions): Promise<Record<string, unknown>> {
  const where = places();
  if (where !== null) pinSelf(where.generator);
  else print('server and phones share their processors: there is one only, or no taskset\n');
  const figures: Record<string, { readonly trouble: readonly string[] }> = {};
  if (parts.includes('load')) {
    const measured = await load(where, scale);
    print(`\n${loadTable(measured)}`);
    figures['load'] = measured;
  }
  if (parts.includes('memory')) {
    const measured = await memory(where);
    print(`\n${memoryTable(measured)}`);
    figures['memory'] = measured;
  }
  if (parts.includes('growth')) {
    const measured = await growth(where, scale);
    print(`\n${growthTable(measured)}`);
    figures['growth'] = measured;
  }
  for (const { trouble } of Object.values(figures)) for (const line of trouble.slice(0, 10)) print(`the server says: ${line}\n`);
  return figures;
}
