import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ctime, localMoment, strftime, utcMoment } from '../../../runtime/ksr/strftime.ts';

const wall = fc.integer({ min: Date.UTC(1000, 0, 1), max: Date.UTC(9999, 11, 31) });
const LETTERS = 'aAbhBcCdDxeFHIjklmMnprRsStTXuwyYz%';

describe('conversions', () => {
  const at = utcMoment(Date.UTC(2027, 0, 3, 0, 0, 0));
  it.each([
    ['a', 'Sun'],
    ['A', 'Sunday'],
    ['b', 'Jan'],
    ['h', 'Jan'],
    ['B', 'January'],
    ['c', 'Sun Jan  3 00:00:00 2027'],
    ['C', '20'],
    ['d', '03'],
    ['D', '01/03/27'],
    ['x', '01/03/27'],
    ['e', ' 3'],
    ['F', '2027-01-03'],
    ['H', '00'],
    ['I', '12'],
    ['j', '003'],
    ['k', ' 0'],
    ['l', '12'],
    ['m', '01'],
    ['M', '00'],
    ['n', '\n'],
    ['p', 'AM'],
    ['r', '12:00:00 AM'],
    ['R', '00:00'],
    ['s', '1798934400'],
    ['S', '00'],
    ['t', '\t'],
    ['T', '00:00:00'],
    ['X', '00:00:00'],
    ['u', '7'],
    ['w', '0'],
    ['y', '27'],
    ['Y', '2027'],
    ['z', '+0000'],
    ['%', '%'],
  ])('%%%s is %j', (letter, text) => {
    expect(strftime(`%${letter}`, at)).toBe(text);
    expect(strftime(`<%${letter}>`, at)).toBe(`<${text}>`);
  });
  it('those that do not exist stay', () => {
    for (let c = 0; c < 256; c++) {
      const letter = String.fromCharCode(c);
      if (!LETTERS.includes(letter)) expect(strftime(`%${letter}`, at)).toBe(`%${letter}`);
    }
    expect(strftime('%', at)).toBe('%');
    expect(strftime('%%%', at)).toBe('%%');
    expect(strftime('%%Y', at)).toBe('%Y');
  });
  it('leave other text alone, of any length', () => {
    expect(strftime('\r\n\0\u00e9', at)).toBe('\r\n\0\u00e9');
    expect(strftime('a'.repeat(100_000), at)).toHaveLength(100_000);
  });
});

describe('a moment', () => {
  it('is the one it was made of', () => {
    fc.assert(
      fc.property(wall, (ms) => {
        const at = utcMoment(ms);
        expect(Date.UTC(at.year, at.mon - 1, at.mday, at.hour, at.min, at.sec)).toBe(Math.floor(ms / 1000) * 1000);
        expect(Date.UTC(at.year, 0, 1 + at.yday)).toBe(Date.UTC(at.year, at.mon - 1, at.mday));
        expect(at.wday).toBe(new Date(ms).getUTCDay());
        expect(at.seconds).toBe(Math.floor(ms / 1000));
        expect([at.isdst, at.offset]).toEqual([0, 0]);
      }),
    );
  });
  it('is the same here as in Greenwich, by its offset', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) }), (ms) => {
        const here = localMoment(ms);
        const { seconds: _a, offset: _b, isdst, ...fields } = here;
        const { seconds: _c, offset: _d, isdst: _e, ...shifted } = utcMoment(ms + here.offset * 60_000);
        expect(fields).toEqual(shifted);
        expect([0, 1]).toContain(isdst);
      }),
    );
  });
  it('is written as Date writes it', () => {
    fc.assert(
      fc.property(wall, (ms) => {
        const at = utcMoment(ms);
        const whole = Math.floor(ms / 1000) * 1000;
        expect(strftime('%FT%T.000Z', at)).toBe(new Date(whole).toISOString());
        expect(strftime('%a, %d %b %Y %T GMT', at)).toBe(new Date(whole).toUTCString());
        expect(ctime(at)).toHaveLength(24);
        expect(strftime('%I %p', at).slice(3)).toBe(at.hour < 12 ? 'AM' : 'PM');
        expect(Number(strftime('%I', at)) % 12).toBe(at.hour % 12);
      }),
    );
  });
  it.each([
    [60, '+0100'],
    [-60, '-0100'],
    [345, '+0545'],
    [-210, '-0330'],
    [840, '+1400'],
    [-30, '-0030'],
    [0, '+0000'],
  ])('%i minutes east of Greenwich is %s', (offset, text) => {
    expect(strftime('%z', { ...utcMoment(0), offset })).toBe(text);
  });
});
