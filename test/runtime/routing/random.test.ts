import { describe, expect, it } from 'vitest';
import { SecureRandom } from '../../../runtime/routing/random.ts';

describe('unguessable numbers', () => {
  const random = new SecureRandom();

  it.each([0, 1, 8, 16, 100])('a token of %d letters has that length and only letters of a token', (length) => {
    for (let i = 0; i < 50; i++) expect(random.token(length)).toMatch(new RegExp(`^[a-z0-5]{${length}}$`));
  });

  it('tokens differ', () => {
    expect(new Set(Array.from({ length: 5000 }, () => random.token(12))).size).toBe(5000);
  });

  it('each letter is as likely as another', () => {
    const counts = new Map<string, number>();
    for (const letter of random.token(4000) + random.token(4000)) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    expect(counts.size).toBe(32);
    for (const count of counts.values()) expect(Math.abs(count - 250)).toBeLessThan(120);
  });

  it.each([1, 2, 10, 1_000_000, 0xffffffff])('a number below %d is one', (limit) => {
    for (let i = 0; i < 2000; i++) {
      const n = random.below(limit);
      expect(Number.isInteger(n) && n >= 0 && n < limit).toBe(true);
    }
  });

  it('numbers spread over the whole range', () => {
    const buckets = new Array<number>(10).fill(0);
    for (let i = 0; i < 20_000; i++) buckets[random.below(10)]!++;
    for (const count of buckets) expect(Math.abs(count - 2000)).toBeLessThan(300);
  });

  it('goes on when its pool is used up in the middle of a token', () => {
    const fresh = new SecureRandom();
    const seen = new Set<string>();
    for (let i = 0; i < 2000; i++) seen.add(fresh.token(13));
    expect(seen.size).toBe(2000);
  });
});
