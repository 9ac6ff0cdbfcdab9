import { describe, expect, it } from 'vitest';
import { gapText } from './comment.ts';
import { generate } from './generate.ts';
import { NOT_YET } from './not-yet.ts';

// What `npm run docs` makes is what is committed, and no doc comment leaves out what it needs (docs/comments.md).

const { declared, files, gaps } = await generate();

/** Folder of a module, or file of the core. */
function areaOf(file: string): string {
  return file.startsWith('modules/') ? file.split('/')[1]! : file;
}

describe('declarations', () => {
  it.each(files.map((file) => [file.path, file] as const))(
    '%s is what the doc comments say; run: npm run docs',
    (_path, file) => {
      expect(file.isFresh).toBe(true);
    },
  );

  it.each(declared.map((one) => [one.namespace.name, one] as const))(
    'comments of %s tell all that a reader needs',
    (name, one) => {
      const missing = one.gaps.map(gapText);
      if (NOT_YET.includes(name)) expect(missing, 'take it out of test/reference/not-yet.ts').not.toEqual([]);
      else expect(missing).toEqual([]);
    },
  );

  it('come from every module that has functions', () => {
    expect(gaps.map(({ file }) => areaOf(file)).filter((area) => area === '')).toEqual([]);
    const names = declared.map(({ namespace }) => namespace.name);
    expect(names).toEqual(expect.arrayContaining(['KSR', 'KSR.hdr', 'KSR.pv', 'KSR.x', 'KSR.tm', 'KSR.kx']));
  });
});
