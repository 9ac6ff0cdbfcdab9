import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ctime, localMoment, strftime, utcMoment } from '../../../runtime/ksr/strftime.ts';

const at = Date.UTC(2010, 10, 13, 23, 9, 5);

describe('strftime', () => {
  it.each([
    ['%Y-%m-%d %H:%M:%S', '2010-11-13 23:09:05'],
    ['%a, %d %b %Y %T GMT', 'Sat, 13 Nov 2010 23:09:05 GMT'],
    ['%A %B %C %y', 'Saturday November 20 10'],
    ['%D %F %R %X %x', '11/13/10 2010-11-13 23:09 23:09:05 11/13/10'],
    ['%I:%M %p %r', '11:09 PM 11:09:05 PM'],
    ['%e|%k|%l', '13|23|11'],
    ['%j %u %w', '317 6 6'],
    ['%s', String(at / 1000)],
    ['%z', '+0000'],
    ['%h%n%t%%', 'Nov\n\t%'],
    ['%c', 'Sat Nov 13 23:09:05 2010'],
    ['%Q %', '%Q %'],
    ['', ''],
  ])('%j', (format, text) => {
    expect(strftime(format, utcMoment(at))).toBe(text);
  });

  it.each([
    [Date.UTC(2024, 0, 1, 0, 0, 0), '12:00 AM 001 1 Mon  1'],
    [Date.UTC(2024, 11, 31, 12, 30, 0), '12:30 PM 366 2 Tue 31'],
    [Date.UTC(2023, 0, 8, 9, 5, 0), '09:05 AM 008 7 Sun  8'],
  ])('%i', (wall, text) => {
    expect(strftime('%I:%M %p %j %u %a %e', utcMoment(wall))).toBe(text);
  });

  it('writes as ctime does', () => {
    expect(ctime(utcMoment(Date.UTC(2026, 1, 3, 4, 5, 6)))).toBe('Tue Feb  3 04:05:06 2026');
  });
});

describe('local time', () => {
  const zone = process.env['TZ'];
  beforeAll(() => {
    process.env['TZ'] = 'America/St_Johns';
  });
  afterAll(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });
  it.each([
    [Date.UTC(2026, 0, 15, 12, 0, 0), '2026-01-15 08:30 -0330', 0],
    [Date.UTC(2026, 6, 15, 12, 0, 0), '2026-07-15 09:30 -0230', 1],
    [Date.UTC(2026, 0, 1, 1, 0, 0), '2025-12-31 21:30 -0330', 0],
  ])('%i', (wall, text, isdst) => {
    const moment = localMoment(wall);
    expect(strftime('%F %R %z', moment)).toBe(text);
    expect(moment.isdst).toBe(isdst);
    expect(moment.yday).toBe(text.startsWith('2025') ? 364 : moment.mon === 1 ? 14 : 195);
  });
});
