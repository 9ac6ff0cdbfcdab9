import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { callText } from '../messages.ts';
import { CallDigits, readCall, Template } from './template.ts';

const calls = fc.integer({ min: 0, max: 0xffff_ffff });

function written(template: Template, call: number, at: number = 0): string {
  const into = Buffer.alloc(200, '.');
  const end = template.write(into, at, new CallDigits().of(call));
  return into.toString('latin1', 0, end);
}

describe('the digits of a call', () => {
  it('are those of messages', () => {
    fc.assert(
      fc.property(calls, (call) => void expect(Buffer.from(new CallDigits().of(call).octets).toString()).toBe(callText(call))),
    );
  });

  it('are read again', () => {
    fc.assert(fc.property(calls, (call) => void expect(readCall(Buffer.from(`xx${callText(call)}`), 2)).toBe(call)));
  });

  it.each(['0123456g', '0123456', '0123456A', ' 1234567', ''])('"%s" are none', (text) => {
    expect(readCall(Buffer.from(text), 0)).toBe(-1);
  });
});

describe('a template', () => {
  it('has the digits wherever the call is named', () => {
    expect(written(new Template('{call}a{call}{call}b'), 0x1f)).toBe('0000001fa0000001f0000001fb');
  });

  it('is the text itself when no call is named', () => {
    expect(written(new Template('ACK '), 1)).toBe('ACK ');
    expect(written(new Template(''), 1)).toBe('');
  });

  it('is written where it shall stand', () => {
    expect(written(new Template('c{call}'), 2, 3)).toBe('...c00000002');
  });

  it('equals what replacing the text would make', () => {
    const pieces = fc.array(fc.oneof(fc.constant('{call}'), fc.string({ maxLength: 5 })), { maxLength: 12 });
    fc.assert(
      fc.property(pieces, calls, (parts, call) => {
        const text = Buffer.from(parts.join(''), 'latin1').toString('latin1');
        expect(written(new Template(text), call)).toBe(text.replaceAll('{call}', callText(call)));
      }),
    );
  });

  it('leaves room for what is filled in otherwise', () => {
    const [head, middle, tail] = Template.around('ACK {uri} SIP/2.0 {to} {call}', ['{uri}', '{to}']);
    expect(written(head!, 1)).toBe('ACK ');
    expect(written(middle!, 1)).toBe(' SIP/2.0 ');
    expect(written(tail!, 1)).toBe(' 00000001');
    expect(() => Template.around('{to} {uri}', ['{uri}', '{to}'])).toThrow('no {to}');
  });
});
