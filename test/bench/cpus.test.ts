import { describe, expect, it } from 'vitest';

import { processors } from './cpus.ts';

describe('processors', () => {
  it.each([
    ['0', [0]],
    ['0,1\n', [0, 1]],
    ['0-3', [0, 1, 2, 3]],
    [' 2-3,8,10-11', [2, 3, 8, 10, 11]],
  ])('of "%s"', (list, found) => {
    expect(processors(list)).toEqual(found);
  });
});
