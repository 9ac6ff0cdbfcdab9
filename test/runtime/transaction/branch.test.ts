import { describe, expect, it } from 'vitest';
import { COOKIE, hasCookie } from '../../../runtime/transaction/branch.ts';

describe('branch values', () => {
  it.each([
    ['z9hG4bK1', true],
    ['z9hG4bK.', true],
    [`${COOKIE}776asdhds`, true],
    // the cookie alone tells no transactions apart (RFC 4475 3.2.1)
    ['z9hG4bK', false],
    ['', false],
    ['1', false],
    // "z9hG4bK" is fixed text (RFC 3261 8.1.1.7): other case is a branch of RFC 2543
    ['z9hg4bk1', false],
    ['Z9HG4BK1', false],
    ['z9hG4b', false],
    ['xz9hG4bK1', false],
    [' z9hG4bK1', false],
  ])('%j has the cookie: %s', (branch, has) => {
    expect(hasCookie(branch)).toBe(has);
  });
});
