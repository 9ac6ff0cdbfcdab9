import { describe, expect, it } from 'vitest';

import { loadRawCalls, type RawCalls } from '../../../../runtime/transport/raw/calls.ts';

/** A library that notes what is called. @param result what each function returns */
function noting(result: number, errno: number): { calls: RawCalls | string; noted: unknown[][] } {
  const noted: unknown[][] = [];
  const name = (prototype: string): string => prototype.slice(prototype.indexOf(' ') + 1, prototype.indexOf('('));
  const func =
    (prototype: string) =>
    (...parameters: unknown[]): number => {
      noted.push([name(prototype), ...parameters]);
      return result;
    };
  const calls = loadRawCalls(() => ({ load: () => ({ func }), errno: () => errno, address: () => 1n }));
  return { calls, noted };
}

describe('loadRawCalls', () => {
  it('makes the calls that raw(7) names', () => {
    const { calls, noted } = noting(4, 0);
    if (typeof calls === 'string') return expect(process.platform).not.toBe('linux');
    const packet = Buffer.alloc(32);
    const address = Buffer.alloc(16);
    expect([calls.open(), calls.send(4, packet, address)]).toEqual([4, 4]);
    calls.close(4);
    expect(noted).toEqual([
      ['socket', 2, 0x80003, 255],
      ['sendto', 4, packet, 32, 0x40, address, 16],
      ['close', 4],
    ]);
  });

  it.each([
    [1, -1],
    [101, -101],
    [0, -5],
  ])('errno %d is the result %d', (errno, result) => {
    const { calls } = noting(-1, errno);
    if (typeof calls === 'string') return expect(process.platform).not.toBe('linux');
    expect([calls.open(), calls.send(4, Buffer.alloc(1), Buffer.alloc(16))]).toEqual([result, result]);
  });

  it('finds them in the system, which refuses what is no socket', () => {
    const calls = loadRawCalls();
    if (typeof calls === 'string') return expect(process.platform).not.toBe('linux');
    expect(calls.send(-1, Buffer.alloc(28), Buffer.alloc(16))).toBe(-9);
  });

  it('says why there are none', () => {
    const none = loadRawCalls(() => {
      throw new Error('Cannot find module');
    });
    const why = 'the optional package koffi can not be loaded (Cannot find module)';
    expect(none).toEqual(process.platform === 'linux' ? why : expect.any(String));
  });
});
