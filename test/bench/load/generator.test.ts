import { describe, expect, it } from 'vitest';

import { loadSystemCalls } from '../../../runtime/transport/batch/system-calls.ts';
import { Generator } from './generator.ts';

const system = loadSystemCalls();
const ways = [['one by one', null] as const, ...(typeof system === 'string' ? [] : [['many at once', system] as const])];

async function until(generator: Generator, reached: () => boolean): Promise<void> {
  while (!reached() && generator.calls.lost === 0) await new Promise((resolve) => setTimeout(resolve, 1));
}

describe.each(ways)('phones that call each other, datagrams %s', (_way, calls) => {
  it('end every call, as many at a time as they shall', async () => {
    const generator = await Generator.open(calls);
    generator.through(null);
    generator.saturate(7);
    expect(generator.calls.open).toBe(7);
    await until(generator, () => generator.calls.finished >= 100);
    await generator.settle();
    const { finished, lost, refused, open, requests, answers } = generator.calls;
    expect([lost, refused, open]).toEqual([0, 0, 0]);
    expect(requests.count).toBe(finished);
    expect(answers.count).toBe(finished);
    await generator.close();
  });

  it('let calls ring, and answer the oldest when there are more', async () => {
    const generator = await Generator.open(calls);
    generator.through(null);
    generator.saturate(4, 20);
    await until(generator, () => generator.calls.finished >= 50);
    expect(generator.calls.ringing).toBe(20);
    await generator.settle();
    expect([generator.calls.lost, generator.calls.open]).toEqual([0, 0]);
    await generator.close();
  });

  it('begin no more calls than shall be open', async () => {
    const generator = await Generator.open(calls);
    generator.through(null);
    generator.saturate(4, Infinity, 30);
    await until(generator, () => generator.calls.ringing === 30);
    expect(generator.calls.open).toBe(30);
    await generator.settle();
    expect(generator.calls.finished).toBe(30);
    await generator.close();
  });

  it('call at a rate of their own', async () => {
    const generator = await Generator.open(calls);
    generator.through(null);
    generator.pace(2000);
    await until(generator, () => generator.calls.finished >= 50);
    await generator.settle();
    expect([generator.calls.lost, generator.calls.open]).toEqual([0, 0]);
    await generator.close();
  });
});
