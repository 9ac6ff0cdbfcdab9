import { describe, expect, it } from 'vitest';

import { parseOptions, PARTS, USAGE } from './options.ts';

describe('the command line', () => {
  it('asks for everything when it is empty', () => {
    expect(parseOptions([])).toEqual({ parts: PARTS, check: false, record: false, json: '', scale: 1, help: false });
  });

  it.each([
    [['micro'], ['micro']],
    [['macro'], ['load', 'memory', 'growth']],
    [
      ['growth', 'micro'],
      ['micro', 'growth'],
    ],
    [
      ['macro', 'load'],
      ['load', 'memory', 'growth'],
    ],
  ])('%j are the parts %j, in their own order', (args, parts) => {
    expect(parseOptions(args).parts).toEqual(parts);
  });

  it('takes options before and behind the parts', () => {
    expect(parseOptions(['--json', 'x.json', 'micro', '--check'])).toMatchObject({
      parts: ['micro'],
      json: 'x.json',
      check: true,
    });
    expect(parseOptions(['load', '--scale', '0.5'])).toMatchObject({ parts: ['load'], scale: 0.5 });
    expect(parseOptions(['-h']).help).toBe(true);
  });

  it.each([
    [['macros'], /no part "macros"/],
    [['load', '--check'], /about micro/],
    [['micro', '--check', '--record'], /exclude each other/],
    [['--scale', '0'], /--scale 0/],
    [['--scale', 'x'], /--scale x/],
    [['--fast'], /--fast/],
  ])('refuses %j', (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
  });

  it('is explained', () => {
    for (const part of PARTS) expect(USAGE).toContain(`\n  ${part} `);
  });
});
