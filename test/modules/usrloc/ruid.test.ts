import { describe, expect, it } from 'vitest';
import { Ruids } from '../../../modules/usrloc/ruid.ts';

describe('Ruids', () => {
  it('counts', () => {
    const ruids = new Ruids(0, 'abcd1234');
    expect(ruids.next()).toBe('uloc-abcd1234-1');
    expect(ruids.next()).toBe('uloc-abcd1234-2');
  });

  it('names the server that has a number', () => {
    expect(new Ruids(40, 'abcd1234').next()).toBe('uloc-14-abcd1234-1');
  });

  it('never gives one twice', () => {
    const ruids = new Ruids(1, 'x');
    const given = new Set(Array.from({ length: 5000 }, () => ruids.next()));
    expect(given.size).toBe(5000);
  });

  it('differs from start to start and from server to server', () => {
    const first = [new Ruids(1, 'a'), new Ruids(1, 'b'), new Ruids(2, 'a'), new Ruids(0, 'a')].map((ruids) => ruids.next());
    expect(new Set(first).size).toBe(4);
  });
});
