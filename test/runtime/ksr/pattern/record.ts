// Asks glibc the questions of glibc.json anew: node record.ts PROGRAM, the program being glibc.c compiled.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('./glibc.json', import.meta.url);
const rows = JSON.parse(readFileSync(file, 'utf8')) as [string, string, string, string?][];
const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex');
const input = rows.map(([flags, pattern, subject]) => `${flags}\n${hex(pattern)}\n${hex(subject)}\n`).join('');
const { stdout, status } = spawnSync(process.argv[2]!, { input, encoding: 'latin1', timeout: 60_000 });
if (status !== 0) throw new Error(`glibc.c ended with ${status}`);
const answers = stdout.split('\n');
const line = (row: readonly unknown[]): string =>
  JSON.stringify(row).replaceAll(/[\u007f-\u00ff]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
writeFileSync(file, `[\n${rows.map((row, i) => line([...row.slice(0, 3), answers[i]])).join(',\n')}\n]\n`);
