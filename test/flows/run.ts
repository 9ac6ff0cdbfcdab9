// npm run -s flows -- [FOLDER]: plays recorded call flows and prints what differs.
import { fileURLToPath } from 'node:url';
import { readFlows } from './folder.ts';
import { findFunctions } from './functions.ts';
import { judge, setFunctions } from './judge.ts';

const folder = process.argv[2] ?? fileURLToPath(new URL('./data/', import.meta.url));
const only = process.argv[3];
setFunctions(await findFunctions());
const counts = { passed: 0, failed: 0, skipped: 0 };
for (const { topic, flows } of readFlows(folder)) {
  const before = { ...counts };
  for (const flow of flows) {
    if (only !== undefined && !flow.name.includes(only)) continue;
    const { outcome, details } = await judge(flow);
    counts[outcome]++;
    if (outcome !== 'passed')
      console.log(`${outcome} ${flow.name}${flow.about ? ` (${flow.about})` : ''}\n${details.map((d) => `  ${d}`).join('\n')}`);
  }
  const n = (key: keyof typeof counts): number => counts[key] - before[key];
  console.log(`${topic}: ${n('passed')} passed, ${n('failed')} failed, ${n('skipped')} skipped`);
}
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(counts.failed > 0 ? 1 : 0);
