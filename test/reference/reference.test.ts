import { describe, expect, it } from 'vitest';
import { gapText } from './comment.ts';
import { generate } from './generate.ts';

// What `npm run docs` makes is what is committed, and nothing is left out that has to be written by hand (docs/comments.md).

const { declared, files, gaps } = await generate();

describe('declarations and tables', () => {
  it('are what the sources say; run: npm run docs', () => {
    expect(files.filter(({ isFresh }) => !isFresh).map(({ path }) => path)).toEqual([]);
  });

  it('leave nothing out', () => {
    expect(gaps.map(gapText)).toEqual([]);
  });

  it('come from the core and from every module that has functions', () => {
    const names = declared.map(({ namespace }) => namespace.name);
    expect(names).toEqual(expect.arrayContaining(['KSR', 'KSR.hdr', 'KSR.pv', 'KSR.x', 'KSR.tm', 'KSR.kx']));
    expect(declared.every(({ namespace }) => namespace.functions.length > 0)).toBe(true);
  });

  it('stand in a README of every module and of the core', () => {
    const readmes = files.map(({ path }) => path).filter((path) => path.endsWith('README.md'));
    expect(readmes).toEqual(
      expect.arrayContaining(['runtime/ksr/README.md', 'modules/tm/README.md', 'modules/usrloc/README.md']),
    );
    for (const { path, text } of files) {
      if (path.endsWith('README.md')) expect([path, text.includes('```ts\nimport type { KSR }')]).toEqual([path, true]);
    }
  });
});
