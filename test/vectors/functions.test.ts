import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runFile, vectorFiles } from './folder.ts';
import { failureText, missingCounts } from './report.ts';

const files = vectorFiles(fileURLToPath(new URL('data', import.meta.url)));

describe('functions do what Kamailio was recorded doing', () => {
  it.each(files.map((file) => [file.name, file] as const))('%s', async (_name, file) => {
    const reports = await runFile(file);
    expect(reports.filter((report) => report.result === 'failed').map(failureText)).toEqual([]);
    expect(missingCounts(reports)).toEqual([]);
  });
});
