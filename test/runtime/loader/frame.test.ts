import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeFrame, lineAndColumn } from '../../../runtime/loader/frame.ts';

const SOURCE = 'first\n\tsecond line\r\n\nlast';

describe('codeFrame', () => {
  it.each([
    { line: 1, column: 1, length: 5, frame: ['1 | first', '  | ^^^^^'] },
    { line: 1, column: 3, length: 1, frame: ['1 | first', '  |   ^'] },
    { line: 2, column: 2, length: 6, frame: ['2 | \tsecond line', '  | \t^^^^^^'] },
    { line: 3, column: 1, length: 4, frame: ['3 | ', '  | ^'] },
    { line: 4, column: 4, length: 99, frame: ['4 | last', '  |    ^'] },
    { line: 4, column: 99, length: 1, frame: ['4 | last', '  |     ^'] },
    { line: 1, column: 0, length: 0, frame: ['1 | first', '  | ^'] },
  ])('marks line $line, column $column, $length characters', ({ line, column, length, frame }) => {
    expect(codeFrame(SOURCE, line, column, length).split('\n')).toEqual(frame);
  });

  it.each([0, -1, 5, 100])('has nothing to draw of line %i', (line) => {
    expect(codeFrame(SOURCE, line, 1)).toBe('');
  });

  it('keeps the mark below its place when numbers get longer', () => {
    const source = Array.from({ length: 1000 }, (_, i) => `line ${i + 1}`).join('\n');
    expect(codeFrame(source, 1000, 6, 4)).toBe('1000 | line 1000\n     |      ^^^^');
  });

  it('shows the part of a long line that matters', () => {
    const source = `${'a'.repeat(300)}HERE${'b'.repeat(300)}`;
    const [shown = '', mark = ''] = codeFrame(source, 1, 301, 4).split('\n');
    expect(shown).toHaveLength(4 + 120);
    expect(shown.slice(mark.indexOf('^'), mark.lastIndexOf('^') + 1)).toBe('HERE');
  });

  it('marks the character that is asked for, wherever it is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z \t]{1,300}$/), fc.nat(), (text, at) => {
        const column = (at % text.length) + 1;
        const [shown = '', mark = ''] = codeFrame(text, 1, column).split('\n');
        expect(shown[mark.indexOf('^')]).toBe(text[column - 1]);
      }),
    );
  });
});

describe('lineAndColumn', () => {
  it.each([
    [0, 1, 1],
    [4, 1, 5],
    [5, 1, 6],
    [6, 2, 1],
    [7, 2, 2],
    [20, 3, 1],
    [21, 4, 1],
    [24, 4, 4],
  ])('finds position %i in line %i, column %i', (position, line, column) => {
    expect(lineAndColumn(SOURCE, position)).toEqual({ line, column });
  });

  it('is the reverse of counting', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r'), maxLength: 40 }), fc.nat(40), (text, at) => {
        const position = Math.min(at, text.length);
        const { line, column } = lineAndColumn(text, position);
        const before = text.split('\n').slice(0, line - 1);
        expect(before.reduce((sum, one) => sum + one.length + 1, 0) + column - 1).toBe(position);
      }),
    );
  });
});
