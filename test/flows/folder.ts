import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FlowFile } from './format.ts';

/** Reads all files of flows in a folder, in order of their names. */
export function readFlows(folder: string): FlowFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as FlowFile);
}
