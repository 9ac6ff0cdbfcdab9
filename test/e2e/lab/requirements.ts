import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'vitest';

/**
 * A `describe` for tests that need root, network namespaces and the named programs. Without them its tests are skipped
 * and the reason is printed; with `KSR_E2E=required` (as CI sets it) the lack is a failure instead.
 */
export function describeLab(title: string, programs: readonly string[], body: () => void): void {
  const lack = lacking(programs);
  if (lack === '') {
    describe(title, body);
  } else if (process.env['KSR_E2E'] === 'required') {
    it(title, () => {
      throw new Error(`KSR_E2E=required, but ${lack}`);
    });
  } else {
    console.warn(`skipped: ${title}: ${lack}`);
    describe.skip(`${title} (skipped: ${lack})`, body);
  }
}

/** What this machine lacks, as a clause; an empty string when nothing. */
function lacking(programs: readonly string[]): string {
  const absent = programs.filter((program) => !installed(program));
  if (absent.length > 0) return `these programs are not installed: ${absent.join(', ')}`;
  try {
    execFileSync('unshare', ['--net', '--mount', 'true'], { stdio: 'pipe' });
  } catch {
    return 'network namespaces can not be made (needs root)';
  }
  return '';
}

function installed(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
