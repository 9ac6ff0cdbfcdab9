import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headerText } from '../../../runtime/ksr/header-text.ts';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import { invite } from './arrive.ts';

describe('headerText', () => {
  it.each([
    ['', ''],
    ['X-A: 1\r\n', 'X-A: 1\r\n'],
    ['X-A: 1', 'X-A: 1\r\n'],
    ['X-A: 1\n', 'X-A: 1\r\n'],
    ['X-A:1\r\n', 'X-A:1\r\n'],
    ['X-A :1\r\n', 'X-A :1\r\n'],
    ['X-A:\r\n', 'X-A:\r\n'],
    ['X-A: 1\r\nX-B: 2\r\n', 'X-A: 1\r\nX-B: 2\r\n'],
    ['X-A: 1\r\nX-B: 2', 'X-A: 1\r\nX-B: 2\r\n'],
    ['X-A: one\r\n two\r\n\tthree\r\n', 'X-A: one\r\n two\r\n\tthree\r\n'],
    ['X-A: é\r\n', 'X-A: é\r\n'],
    ['X-A: č\r\n', 'X-A: \u00c4\u008d\r\n'],
  ])('%j becomes %j', (text, made) => {
    expect(headerText(text)).toBe(made);
  });

  it.each([
    '\r\n',
    '\n',
    ' ',
    'X-A: 1\r\n\r\n',
    'X-A: 1\r\n\n',
    'X-A: 1\r\n\r\nbody',
    'X-A: 1\nX-B: 2\r\n',
    'X-A: 1\rX-B: 2\r\n',
    'X-A: 1\r',
    'X-A: 1\0\r\n',
    'X-A: \n\r\n',
    ' X-A: 1\r\n',
    'garbage\r\n',
    'garbage',
    ': 1\r\n',
    'X A: 1\r\n',
    'X-Név: 1\r\n',
    'X-A: 1\r\ngarbage\r\n',
    'X-A: 1\r\n : 2\r\nB\r\n',
    // a character whose low octet is a line end
    'X-A: 1\u010dX-B\r\n\r\n',
  ])('%j is refused', (text) => {
    expect(headerText(text)).toBeNull();
  });

  it('lets nothing through that would change the structure of a message', () => {
    const received = invite({ body: 'the body' });
    const end = received.indexOf('\r\n\r\n') + 2;
    const before = parseMessage(received)!;
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: fc.constantFrom(...'X:a \t\r\n\0č') }),
          fc
            .array(fc.constantFrom('X-A: 1', 'X', '\r\n', '\n', '\r', ' fold', ':'), { maxLength: 8 })
            .map((parts) => parts.join('')),
        ),
        (text) => {
          const made = headerText(text);
          if (made === null) return;
          const after = parseMessage(received.slice(0, end) + made + received.slice(end))!;
          expect(after.fault).toBe('');
          expect(after.text.slice(after.bodyStart)).toBe('the body');
          // a continuation at the start would belong to what stands in front
          expect(after.headers.slice(0, before.headers.length).map((field) => after.fieldBody(field))).toEqual(
            before.headers.map((field) => before.fieldBody(field)),
          );
        },
      ),
      { numRuns: 2000 },
    );
  });
});
