import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { formatFlow, parseFlow } from '../../../runtime/transport/flow.ts';

describe('flow ids', () => {
  it.each([
    ['0:0:0', { owner: 0, socket: 0, connection: 0 }],
    ['2:0:417', { owner: 2, socket: 0, connection: 417 }],
    ['11:3:9007199254740991', { owner: 11, socket: 3, connection: Number.MAX_SAFE_INTEGER }],
  ])('%s', (text, flow) => {
    expect(parseFlow(text)).toEqual(flow);
    expect(formatFlow(flow.owner, flow.socket, flow.connection)).toBe(text);
  });

  it.each([
    '',
    ':',
    '::',
    '1',
    '1:2',
    '1:2:',
    ':2:3',
    '1::3',
    '1:2:3:4',
    '1:2:-3',
    '1:2:3 ',
    ' 1:2:3',
    'a:2:3',
    '1:2:0x3',
    '1:2:9007199254740992',
  ])('%j is none', (text) => expect(parseFlow(text)).toBeNull());

  it('come back as they went', () => {
    const part = fc.maxSafeNat();
    fc.assert(
      fc.property(part, part, part, (owner, socket, connection) => {
        expect(parseFlow(formatFlow(owner, socket, connection))).toEqual({ owner, socket, connection });
      }),
    );
  });
});
