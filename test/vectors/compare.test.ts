import { describe, expect, it } from 'vitest';
import { orderedVias, sameMessage, sameValue } from './compare.ts';

function message(...lines: string[]): string {
  return `${lines.join('\r\n')}\r\n\r\n`;
}

describe('comparing a message with a recorded one', () => {
  it.each([
    ['a text with itself', message('INVITE sip:a SIP/2.0'), message('INVITE sip:a SIP/2.0'), true],
    ['another text', message('INVITE sip:a SIP/2.0'), message('INVITE sip:b SIP/2.0'), false],
    ['more than recorded', 'a', 'ab', false],
    ['less than recorded', 'ab', 'a', false],
    ['a made-up tag', message('To: <sip:a>;tag=@TAG@'), message('To: <sip:a>;tag=x7-f.1'), true],
    ['no tag', message('To: <sip:a>;tag=@TAG@'), message('To: <sip:a>;tag='), false],
    ['a branch', message('Via: SIP/2.0/UDP a;branch=@BRANCH@'), message('Via: SIP/2.0/UDP a;branch=z9hG4bKq'), true],
    [
      'Via parameters in another order',
      message('Via: SIP/2.0/UDP a;rport;branch=b'),
      message('Via: SIP/2.0/UDP a;branch=b;rport'),
      true,
    ],
    [
      'the same of two Vias',
      message('v: SIP/2.0/UDP a;x;y, SIP/2.0/UDP b'),
      message('v: SIP/2.0/UDP a;y;x, SIP/2.0/UDP b'),
      true,
    ],
    ['Vias in another order', message('Via: SIP/2.0/UDP a, SIP/2.0/UDP b'), message('Via: SIP/2.0/UDP b, SIP/2.0/UDP a'), false],
    ['parameters of another header in another order', message('To: <sip:a>;x;y'), message('To: <sip:a>;y;x'), false],
    [
      'our Via without a mark',
      message('Via: SIP/2.0/TCP a;branch=@BRANCH@;i=@CONID@'),
      message('Via: SIP/2.0/TCP a;branch=z'),
      true,
    ],
    ['a body', `${message('A: b')}Via: x;b;a`, `${message('A: b')}Via: x;a;b`, false],
  ])('%s', (_what, recorded, actual, same) => {
    expect(sameMessage(recorded, actual)).toBe(same);
  });

  it('leaves all but Via as it is', () => {
    const text = message('INVITE sip:a SIP/2.0', 'Via : x;c;b', 'To: y;c;b');
    expect(orderedVias(text)).toBe(message('INVITE sip:a SIP/2.0', 'Via : x;b;c', 'To: y;c;b'));
    expect(orderedVias('no headers')).toBe('no headers');
  });
});

describe('comparing a value', () => {
  it.each([
    [1, 1, true],
    [1, '1', false],
    [null, null, true],
    [null, '', false],
    [true, true, true],
    ['@CONID@', 7, true],
    ['@CONID@', 0, false],
    ['a', 'a', true],
    ['a@TAG@', 'abc', true],
  ])('%j and %j: %s', (recorded, actual, same) => {
    expect(sameValue(recorded, actual)).toBe(same);
  });
});
