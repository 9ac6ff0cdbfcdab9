// npm run -s vectors -- [FOLDER]: runs recordings and says what differs. Exit code 1 when something does.

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runFile, vectorFiles, type CaseReport } from './folder.ts';
import { failureText, folderTotals, missingCounts } from './report.ts';

const [given] = process.argv.slice(2);
const folder =
  given === undefined ? fileURLToPath(new URL('data', import.meta.url)) : resolve(process.env['INIT_CWD'] ?? '.', given);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const reports: CaseReport[] = [];
for (const file of vectorFiles(folder)) {
  for (const report of await runFile(file)) {
    reports.push(report);
    if (report.result === 'failed') say(`${failureText(report)}\n`);
  }
}
for (const line of folderTotals(reports)) say(line);
const count = (result: CaseReport['result']): number => reports.filter((report) => report.result === result).length;
const missing = missingCounts(reports);
if (missing.length > 0) {
  say('skipped for what does not exist yet:');
  for (const [name, cases] of missing) say(`  ${name} ${cases}`);
}
const deviating = reports.filter((report) => report.deviates && report.result === 'passed').length;
if (deviating > 0) say(`${deviating} of those that passed differ where test/vectors/deviations.ts says so`);
say(`${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`);
process.exitCode = count('failed') > 0 ? 1 : 0;
