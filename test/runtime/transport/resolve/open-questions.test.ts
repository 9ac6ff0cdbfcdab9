import { beforeEach, describe, expect, it } from 'vitest';
import { OpenQuestions } from '../../../../runtime/transport/resolve/open-questions.ts';

let open: OpenQuestions;
let put: string[];
let answer: Map<string, (value: string) => void>;
beforeEach(() => {
  open = new OpenQuestions(2);
  put = [];
  answer = new Map();
});
function ask(key: string): Promise<string> {
  const asks = (): Promise<string> => {
    put.push(key);
    return new Promise((resolve) => answer.set(key, resolve));
  };
  return open.ask(key, asks, 'refused');
}

describe('a question', () => {
  it('is asked once, and answered to all who want to know', async () => {
    const both = [ask('a'), ask('a')];
    answer.get('a')!('yes');
    expect(await Promise.all(both)).toEqual(['yes', 'yes']);
    expect([put, open.size]).toEqual([['a'], 0]);
  });

  it('is asked anew once it is answered', async () => {
    const first = ask('a');
    answer.get('a')!('one');
    await first;
    const second = ask('a');
    answer.get('a')!('two');
    expect([await second, put]).toEqual(['two', ['a', 'a']]);
  });

  it('is not put when too many are open, unless it is one of those', async () => {
    const [a, b, c, again] = [ask('a'), ask('b'), ask('c'), ask('b')];
    expect([await c, put, open.size]).toEqual(['refused', ['a', 'b'], 2]);
    for (const key of ['a', 'b']) answer.get(key)!(key);
    expect(await Promise.all([a, b, again])).toEqual(['a', 'b', 'b']);
    const later = ask('c');
    answer.get('c')!('c');
    expect(await later).toBe('c');
  });
});
