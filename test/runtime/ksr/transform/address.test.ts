import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { HOSTILE, octets, textOf, Transforms } from './of.ts';

let t: Transforms;
beforeAll(async () => {
  t = await Transforms.make();
});

const NAMEADDR = ['name', 'uri', 'len'] as const;
const TOBODY = ['uri', 'user', 'host', 'display', 'tag', 'params'] as const;

describe('{nameaddr.*}', () => {
  it.each([
    ['<sip:a@h>', '', 'sip:a@h', 9],
    ['A <sip:a@h>', 'A ', 'sip:a@h', 11],
    ['"A" <sip:a@h>, <sip:b@h>', '"A" ', 'sip:a@h', 13],
    ['"A \\"<x>\\"" <sip:a@h>', '"A \\"<x>\\"" ', 'sip:a@h', 21],
    ['sip:a@h', '', 'sip:a@h', 7],
    ['anything', '', 'anything', 8],
    ['<>', '', '', 2],
    ['a>b', '', 'a>b', 3],
    ['<a<b>', '', 'a<b', 5],
    ['<a', null, null, null],
    ['"a" <b', null, null, null],
    ['"', null, null, null],
    ['"a\\"', null, null, null],
    ['', null, null, null],
  ])('of %j', (text, ...values) => {
    expect(NAMEADDR.map((op) => t.of(text, `nameaddr.${op}`))).toEqual(values);
  });
  it('the parts and the brackets are the address', () => {
    fc.assert(
      fc.property(fc.oneof(octets, textOf('ab<>"\\ ')), (text) => {
        const [name, uri, length] = NAMEADDR.map((op) => t.of(text, `nameaddr.${op}`));
        if (name === null) {
          expect([uri, length]).toEqual([null, null]);
          return;
        }
        const whole = text.slice(0, length as number);
        expect(whole === uri || whole === `${name}<${uri}>`).toBe(true);
      }),
    );
  });
});

describe('{tobody.*}', () => {
  it.each([
    ['<sip:a@h>', ['sip:a@h', 'a', 'h', '', '', '']],
    ['sip:a@h', ['sip:a@h', 'a', 'h', '', '', '']],
    ['sip:a@h;tag=x', ['sip:a@h', 'a', 'h', '', 'x', 'tag=x']],
    ['<sip:a@h;lr>;tag=x;y', ['sip:a@h;lr', 'a', 'h', '', 'x', 'tag=x;y']],
    ['A B <sip:a@h>;Tag=X', ['sip:a@h', 'a', 'h', 'A B', 'X', 'Tag=X']],
    ['"" <sip:h>', ['sip:h', '', 'h', '""', '', '']],
    ['<tel:+1;ext=2>;tag=t', ['tel:+1;ext=2', '+1', '', '', 't', 'tag=t']],
    ['<sip:+1;ext=2@h;user=phone>', ['sip:+1;ext=2@h;user=phone', '+1', 'h', '', '', '']],
    ['"A" <sip:a@h> ;tag=x', ['sip:a@h', 'a', 'h', '"A"', 'x', 'tag=x']],
  ])('of %j', (text, values) => {
    const read = TOBODY.map((op) => t.of(text, `tobody.${op}`));
    expect(read.slice(0, 5)).toEqual(values.slice(0, 5));
    expect((read[5] as string).trim()).toBe(values[5]);
  });
  it.each([
    '',
    ' ',
    '<',
    '<>',
    '<sip:>',
    '<sip:a@h',
    '"A <sip:a@h>',
    '<sip:a@h>,',
    '<sip:a@h> x',
    '*',
    '<http://h/>',
    'a b',
    '<sip:a@h>\0',
  ])('nothing in %j', (text) => {
    expect(TOBODY.map((op) => t.of(text, `tobody.${op}`))).toEqual(TOBODY.map(() => null));
  });
  it('addresses are taken apart as they were put together', () => {
    const word = textOf('abc019', 8).filter((text) => text !== '');
    fc.assert(
      fc.property(word, word, word, fc.constantFrom('', 'Al', '"A, <b>; \\" c"'), (user, host, tag, display) => {
        const text = `${display}<sip:${user}@${host}.example;lr>;tag=${tag};x="a;b"`;
        expect(TOBODY.map((op) => t.of(text, `tobody.${op}`))).toEqual([
          `sip:${user}@${host}.example;lr`,
          user,
          `${host}.example`,
          display,
          tag,
          `tag=${tag};x="a;b"`,
        ]);
        expect(t.of(text, 'nameaddr.uri')).toBe(`sip:${user}@${host}.example;lr`);
      }),
    );
  });
});

describe('hostile texts', () => {
  it('give all parts or none', () => {
    const before = performance.now();
    for (const text of [
      ...HOSTILE,
      '<'.repeat(100_000),
      '"'.repeat(100_001),
      `"${'\\"'.repeat(50_000)}`,
      `<sip:h>${';a=b'.repeat(20_000)}`,
    ]) {
      const lenient = new Set(NAMEADDR.map((op) => t.of(text, `nameaddr.${op}`) === null));
      const strict = new Set(TOBODY.map((op) => t.of(text, `tobody.${op}`) === null));
      expect([lenient.size, strict.size]).toEqual([1, 1]);
    }
    expect(performance.now() - before).toBeLessThan(2000);
  });
});
