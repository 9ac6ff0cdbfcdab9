// npm run docs: writes the declarations of KSR's functions out of their doc comments. Exit code 1 when a comment leaves something out.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { gapText } from './comment.ts';
import { PROJECT } from './compiler.ts';
import { generate } from './generate.ts';

const { files, gaps } = await generate();
for (const { path, text, isFresh } of files) {
  if (isFresh) continue;
  mkdirSync(dirname(`${PROJECT}${path}`), { recursive: true });
  writeFileSync(`${PROJECT}${path}`, text);
  process.stdout.write(`wrote ${path}\n`);
}
for (const gap of gaps) process.stderr.write(`${gapText(gap)}\n`);
process.exitCode = gaps.length > 0 ? 1 : 0;
