import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { Arrived, bareServer, invite } from '../arrive.ts';

let at: Arrived;
beforeEach(async () => {
  at = new Arrived(await bareServer(), invite());
});

function print(text: string): string | null {
  return at.cx.core.expressions.format(text)?.print(at.cx) ?? null;
}

describe('a text with variables', () => {
  it.each([
    ['', ''],
    ['plain', 'plain'],
    ['$rm', 'INVITE'],
    ['$rm$rU', 'INVITEbob'],
    ['$rm:$rU', 'INVITE:bob'],
    ['$rU@$rd', 'bob@biloxi.example.com'],
    ['a $rm b', 'a INVITE b'],
    ['$$', '$'],
    ['$$rm', '$rm'],
    ['$$$rm', '$INVITE'],
    ['100%, %s', '100%, %s'],
    ['$avp(x)', '<null>'],
    ['$hdr(Nope)|', '<null>|'],
    ['$var(u)', '0'],
    // no transformation without the brackets around it
    ['$rU{s.len}', 'bob{s.len}'],
    ['$(rU{s.len})x', '3x'],
    // a dot at the end is a full stop
    ['$rU.', 'bob.'],
    ['\u20ac $rU', '\u00e2\u0082\u00ac bob'],
  ])('%j is printed as %j', (text, printed) => expect(print(text)).toBe(printed));

  it.each([
    '$',
    'a $ b',
    'a$',
    '$$$',
    '$(',
    '$(ru',
    '$(ru{nosuch.x})',
    '$() x',
    '$1',
    '$- x',
    '${x}',
    '$hdr(',
    '$ (ru)',
    '$nope $rm',
  ])('%j is none, and is logged once', (text) => {
    expect(print(text)).toBeNull();
    const logged = at.server.log.texts('error').length;
    expect(logged).toBeGreaterThan(0);
    expect(print(text)).toBeNull();
    expect(at.server.log.texts('error')).toHaveLength(logged);
  });

  it('is taken apart once', () => {
    const { expressions } = at.cx.core;
    expect(expressions.format('$rm x')).toBe(expressions.format('$rm x'));
  });

  it('prints what the message has now', () => {
    const format = at.cx.core.expressions.format('<$ru>')!;
    at.cx.requestUri = 'sip:other@h';
    expect(format.print(at.cx)).toBe('<sip:other@h>');
  });

  it('forgets texts rather than to grow for ever, and long ones at once', () => {
    const { expressions } = at.cx.core;
    for (let i = 0; i < 10_000; i++) expressions.format(`text ${i}`);
    const long = 'x'.repeat(9000);
    expect(expressions.format(long)).not.toBe(expressions.format(long));
    const { formats } = expressions as unknown as { formats: Map<string, unknown> };
    expect(formats.size).toBeLessThanOrEqual(4096);
  });

  it('prints any text without a dollar sign as it is, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        expect(print(text.replaceAll('$', '$$$$'))).toBe(text);
        print(text);
      }),
    );
  });
});
