import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import { expiresField, lifetime } from '../../../modules/registrar/lifetime.ts';
import { params } from '../../../modules/registrar/params.ts';
import { SeededRandom } from '../../support/core.ts';
import { register } from './harness.ts';

describe('expiresField', () => {
  it.each([
    { headers: [], seconds: -1 },
    { headers: ['Expires: 0'], seconds: 0 },
    { headers: ['Expires: 222'], seconds: 222 },
    { headers: ['Expires:   222  '], seconds: 222 },
    { headers: ['expires: 4294967295'], seconds: 4_294_967_295 },
    { headers: ['Expires: 4294967296'], seconds: -2 },
    { headers: ['Expires: abc'], seconds: -2 },
    { headers: ['Expires: 12abc'], seconds: -2 },
    { headers: ['Expires: -1'], seconds: -2 },
    { headers: ['Expires: 1.5'], seconds: -2 },
    { headers: ['Expires: '], seconds: -2 },
    { headers: ['Expires: Thu, 01 Dec 1994 16:00:00 GMT'], seconds: -2 },
    { headers: ['Expires: 5', 'Expires: 7'], seconds: 5 },
  ])('of $headers: $seconds', ({ headers, seconds }) => {
    expect(expiresField(parseMessage(register({ headers }))!)).toBe(seconds);
  });
});

describe('lifetime', () => {
  it.each([
    { name: 'what was asked for', settings: {}, asked: 600, seconds: 600 },
    { name: 'the default', settings: {}, asked: -1, seconds: 3600 },
    { name: 'the default for what is no number', settings: { default_expires: 200 }, asked: -2, seconds: 200 },
    { name: 'nothing', settings: {}, asked: 0, seconds: 0 },
    {
      name: 'nothing, however short times are treated',
      settings: { min_expires: 300, min_expires_mode: 1 },
      asked: 0,
      seconds: 0,
    },
    { name: 'the shortest', settings: {}, asked: 10, seconds: 60 },
    { name: 'the shortest itself', settings: { min_expires_mode: 1 }, asked: 60, seconds: 60 },
    { name: 'a refusal', settings: { min_expires_mode: 1 }, asked: 59, seconds: -1 },
    {
      name: 'a refusal of the default',
      settings: { min_expires: 300, min_expires_mode: 1, default_expires: 200 },
      asked: -1,
      seconds: -1,
    },
    { name: 'a second', settings: { min_expires: 0 }, asked: 1, seconds: 1 },
    { name: 'the longest', settings: { max_expires: 900 }, asked: 3600, seconds: 900 },
    { name: 'the longest, even below the shortest', settings: { max_expires: 30 }, asked: 3600, seconds: 30 },
    { name: 'the longest for the default', settings: { max_expires: 900 }, asked: -1, seconds: 900 },
    { name: 'three years at most', settings: {}, asked: 4_294_967_295, seconds: 100_000_000 },
    { name: 'nothing by default', settings: { default_expires: 0 }, asked: -1, seconds: 0 },
  ])('is $name', ({ settings, asked, seconds }) => {
    expect(lifetime(params.parse(settings), asked, null)).toBe(seconds);
    expect(lifetime(params.parse(settings), asked, new SeededRandom())).toBe(seconds);
  });

  it.each([
    { settings: { expires_range: 50 }, asked: 1000, from: 500, to: 1000 },
    { settings: { expires_range: 50, default_expires_range: 10 }, asked: -1, from: 3240, to: 3600 },
    { settings: { expires_range: 100, min_expires: 0 }, asked: 1000, from: 1, to: 1000 },
    { settings: { expires_range: 100 }, asked: 1000, from: 60, to: 1000 },
    { settings: { expires_range: 10, max_expires: 500 }, asked: 1000, from: 500, to: 500 },
  ])('is varied within the range: $settings', ({ settings, asked, from, to }) => {
    const random = new SeededRandom(7);
    const times = Array.from({ length: 500 }, () => lifetime(params.parse(settings), asked, random));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(from);
    expect(Math.max(...times)).toBeLessThanOrEqual(to);
    if (from < to) expect(new Set(times).size).toBeGreaterThan(50);
    expect(lifetime(params.parse(settings), asked, null)).toBe(Math.min(asked < 0 ? 3600 : asked, to));
  });

  it('is never longer than asked for, but for min_expires, and never less than a second', () => {
    const random = new SeededRandom(3);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 0xffffffff }),
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 0, max: 1000 }),
        (asked, expires_range, min_expires) => {
          const seconds = lifetime(params.parse({ expires_range, min_expires }), asked, random);
          expect(Number.isInteger(seconds)).toBe(true);
          expect(seconds).toBeGreaterThanOrEqual(Math.max(1, min_expires));
          expect(seconds).toBeLessThanOrEqual(Math.max(asked, min_expires));
        },
      ),
    );
  });
});
