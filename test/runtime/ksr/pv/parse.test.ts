import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePvText, pvTextEnd } from '../../../../runtime/ksr/pv/parse.ts';

const none = { inner: null, index: null, transformations: [] };

describe('parsePvText', () => {
  it.each([
    ['$ru', { ...none, name: 'ru' }],
    ['$(ru)', { ...none, name: 'ru' }],
    ['$avp(x)', { ...none, name: 'avp', inner: 'x' }],
    ['$avp(s:x)', { ...none, name: 'avp', inner: 's:x' }],
    ['$hdr()', { ...none, name: 'hdr', inner: '' }],
    ['$hdr( X-A )', { ...none, name: 'hdr', inner: ' X-A ' }],
    ['$xavp(a=>b)', { ...none, name: 'xavp', inner: 'a=>b' }],
    ['$xavp(a[1]=>b[0])', { ...none, name: 'xavp', inner: 'a[1]=>b[0]' }],
    [
      '$sel(nathelper.rewrite_contact[1].nameaddr.uri)',
      { ...none, name: 'sel', inner: 'nathelper.rewrite_contact[1].nameaddr.uri' },
    ],
    ['$cnt($avp(x))', { ...none, name: 'cnt', inner: '$avp(x)' }],
    ['$(hdr(Via)[1])', { ...none, name: 'hdr', inner: 'Via', index: '1' }],
    ['$(hdr(Via)[-1])', { ...none, name: 'hdr', inner: 'Via', index: '-1' }],
    ['$(avp(x)[*])', { ...none, name: 'avp', inner: 'x', index: '*' }],
    ['$(avp(x)[$var(i)])', { ...none, name: 'avp', inner: 'x', index: '$var(i)' }],
    ['$(ru{s.len})', { ...none, name: 'ru', transformations: ['s.len'] }],
    ['$(ru{uri.user}{s.len})', { ...none, name: 'ru', transformations: ['uri.user', 's.len'] }],
    ['$(hdr(Via)[0]{s.len})', { name: 'hdr', inner: 'Via', index: '0', transformations: ['s.len'] }],
    ['$(ru{s.substr,0,$(rU{s.len})})', { ...none, name: 'ru', transformations: ['s.substr,0,$(rU{s.len})'] }],
    ['$(ru{})', { ...none, name: 'ru', transformations: [''] }],
    ['$keepalive.socket(u)', { ...none, name: 'keepalive.socket', inner: 'u' }],
  ])('%s', (text, parsed) => {
    expect(parsePvText(text)).toEqual(parsed);
  });

  it.each([
    '',
    '$',
    'ru',
    '$(',
    '$(ru',
    '$(ru{s.len}',
    '$(ru{s.len',
    '$()',
    '$(ru {s.len} )',
    '$hdr(X-Multi)[0]',
    '$avp(x',
    '$ru ',
    ' $ru',
    '$ru$rd',
    '$-',
    '$(avp(x)[1)',
    '$(avp(x)1)',
    '$(.)',
  ])('%j is none', (text) => {
    expect(parsePvText(text)).toBeNull();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'$()[]{}ru.,->*x1 ') }), (text) => {
        const parsed = parsePvText(text);
        if (parsed !== null) expect(text).toContain(parsed.name);
      }),
    );
  });
});

describe('pvTextEnd', () => {
  it.each([
    ['$rU/', 0, 3],
    ['a $rU.', 2, 5],
    ['$(rU{s.len}),x', 0, 12],
    ['$avp(x)y', 0, 7],
    ['$avp(x', 0, -1],
    ['x', 0, -1],
    ['$', 0, -1],
    ['$ x', 0, -1],
    ['a$', 1, -1],
  ])('%j from %i ends at %i', (text, from, end) => {
    expect(pvTextEnd(text, from, text.length)).toBe(end);
  });
});
