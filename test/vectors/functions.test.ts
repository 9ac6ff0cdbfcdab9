import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runFile, vectorFiles } from './folder.ts';
import { failureText, missingCounts } from './report.ts';

/** What this server can not do yet; anything else that a case needs has to exist. */
const NOT_YET: readonly string[] = ['raw sockets'];

const files = vectorFiles(fileURLToPath(new URL('data', import.meta.url)));

describe('functions do what Kamailio was recorded doing', () => {
  it.each(files.map((file) => [file.name, file] as const))('%s', async (_name, file) => {
    const reports = await runFile(file);
    expect(reports.filter((report) => report.result === 'failed').map(failureText)).toEqual([]);
    expect(missingCounts(reports).filter(([name]) => !NOT_YET.includes(name))).toEqual([]);
  });
});
