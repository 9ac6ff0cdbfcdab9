import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeControls } from '../../../runtime/observe/escape.ts';

const ESCAPE = String.fromCharCode(27);

describe('escapeControls', () => {
  it.each([
    ['plain text, "quotes" and \\ stay', 'plain text, "quotes" and \\ stay'],
    ['Jürgen €😀', 'Jürgen €😀'],
    ['a\nb', 'a\\nb'],
    ['a\r\nb', 'a\\r\\nb'],
    ['\ttab', '\\ttab'],
    [`${ESCAPE}[31mred`, '\\x1b[31mred'],
    ['\u0000', '\\x00'],
    ['\u007f', '\\x7f'],
    ['\u009b31m', '\\x9b31m'],
    ['a\u2028b\u2029', 'a\\u2028b\\u2029'],
    ['\u00a0\u00ff', '\u00a0\u00ff'],
    ['', ''],
  ])('%j is shown as %j', (text, shown) => {
    expect(escapeControls(text)).toBe(shown);
  });

  it('leaves nothing that moves a cursor or begins a line', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.nat(0x2030).map((code) => String.fromCharCode(code)) }), (text) => {
        expect(escapeControls(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
      }),
    );
  });

  it('changes nothing else', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\u0020-\u007e\u00a0-\u00ff]*$/), (text) => {
        expect(escapeControls(text)).toBe(text);
      }),
    );
  });
});
