import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

// The examples of the README files, one after the other: in files of their own each would load the whole server again, a second each.

const FOLDER = fileURLToPath(new URL('examples/', import.meta.url));
const EXAMPLES = fileURLToPath(new URL('../../routes/examples/', import.meta.url));

/** Names of the files in a folder, without those that hold no example: what plays them, and configurations. */
function namesIn(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && file !== 'play.ts' && !file.endsWith('.config.ts'));
  return files.map((file) => file.slice(0, -'.ts'.length)).sort();
}

it('every example is played', () => {
  expect(namesIn(FOLDER)).toEqual(namesIn(EXAMPLES));
});

for (const name of namesIn(FOLDER)) {
  describe(name, async () => {
    await import(/* @vite-ignore */ `${FOLDER}${name}.ts`);
  });
}
