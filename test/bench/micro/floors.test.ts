import { describe, expect, it } from 'vitest';

import { failsFloor, readFloors, worsening } from './floors.ts';
import { subjects } from './subjects.ts';

describe('a floor', () => {
  it.each([
    [6, false],
    [5, false],
    [8, false],
    [8.01, true],
    [60, true],
    [NaN, true],
  ])('of 6 and a ratio of %f: worse by more than a third is %s', (ratio, fails) => {
    expect(failsFloor('parse', ratio, { parse: 6 })).toBe(fails);
  });

  it('has to be there', () => {
    expect(failsFloor('new', 1, { parse: 6 })).toBe(true);
    expect(worsening('new', 1, {})).toBeNaN();
  });

  it('is compared as a factor', () => {
    expect(worsening('parse', 9, { parse: 6 })).toBe(1.5);
  });

  it('is recorded for each subject, and for nothing else', () => {
    expect(Object.keys(readFloors()).toSorted()).toEqual(subjects.map((subject) => subject.name).toSorted());
  });
});
