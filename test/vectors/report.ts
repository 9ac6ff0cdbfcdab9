import { inspect } from 'node:util';
import { sameMessage } from './compare.ts';
import type { CaseReport } from './folder.ts';
import type { Difference } from './format.ts';

/** @returns a failed case for people: what differs, messages line by line */
export function failureText(report: CaseReport): string {
  return [`FAILED ${report.file} ${report.name}`, ...report.differences.map(differenceText)].join('\n');
}

function differenceText({ part, expected, actual }: Difference): string {
  if (typeof expected === 'string' && typeof actual === 'string' && expected.includes('\n')) {
    return `  ${part}:\n${lineDiff(expected, actual)}`;
  }
  const shown = actual instanceof Error ? (actual.stack ?? String(actual)) : inspect(actual);
  return `  ${part}: recorded ${inspect(expected)}, got ${shown}`;
}

/** @returns the lines of two texts: `-` recorded only, `+` ours only, line ends that are no CRLF shown */
export function lineDiff(expected: string, actual: string): string {
  const a = lines(expected);
  const b = lines(actual);
  // longest common subsequence: messages are short
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let k = b.length - 1; k >= 0; k--) {
      table[i]![k] = same(a[i]!, b[k]!) ? table[i + 1]![k + 1]! + 1 : Math.max(table[i + 1]![k]!, table[i]![k + 1]!);
    }
  }
  const out: string[] = [];
  let i = 0;
  let k = 0;
  while (i < a.length || k < b.length) {
    if (i < a.length && k < b.length && same(a[i]!, b[k]!)) {
      out.push(`      ${a[i++]}`);
      k++;
    } else if (k >= b.length || (i < a.length && table[i + 1]![k]! >= table[i]![k + 1]!)) out.push(`    - ${a[i++]}`);
    else out.push(`    + ${b[k++]}`);
  }
  return out.join('\n');
}

// a line with a part made at random is no difference
function same(recorded: string, actual: string): boolean {
  return recorded === actual || sameMessage(recorded, actual);
}

function lines(text: string): string[] {
  return text.split('\r\n').map((line) => JSON.stringify(Buffer.from(line, 'latin1').toString('utf8')).slice(1, -1));
}

/** @returns a line for each folder: how many of its cases came to which end, and how many deviate */
export function folderTotals(reports: readonly CaseReport[]): string[] {
  const folders = new Map<string, CaseReport[]>();
  for (const report of reports) {
    const folder = report.file.slice(0, report.file.lastIndexOf('/'));
    folders.set(folder, [...(folders.get(folder) ?? []), report]);
  }
  return [...folders].map(([folder, of]) => {
    const count = (result: CaseReport['result']): number => of.filter((report) => report.result === result).length;
    const deviating = of.filter((report) => report.deviates && report.result === 'passed').length;
    const passed = `${count('passed')} passed${deviating === 0 ? '' : ` (${deviating} deviate)`}`;
    return `${folder}: ${passed}, ${count('failed')} failed, ${count('skipped')} skipped`;
  });
}

/** @returns how often each missing function or variable kept a case from being run, most often first */
export function missingCounts(reports: readonly CaseReport[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { missing } of reports) for (const name of new Set(missing)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}
