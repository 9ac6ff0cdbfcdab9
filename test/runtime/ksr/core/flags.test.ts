import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Destination } from '../../../../runtime/routing/destination.ts';
import type { TestServer } from '../../../support/context.ts';
import { bareServer } from '../arrive.ts';
import { Called } from './facade.ts';

let server: TestServer;
let called: Called;
beforeAll(async () => {
  server = await bareServer();
});
beforeEach(() => {
  called = new Called(server);
  server.log.lines.length = 0;
});

describe.each([
  ['setflag', 'resetflag', 'isflagset', '$mF'],
  ['setbflag', 'resetbflag', 'isbflagset', '$bF'],
  ['setsflag', 'resetsflag', 'issflagset', '$sF'],
] as const)('%s, %s, %s', (set, reset, is, hex) => {
  it.each([
    [0, '00000001'],
    [1, '00000002'],
    [30, '40000000'],
    [31, '80000000'],
  ])('flag %i', (flag, bits) => {
    expect(called.ksr[is](flag)).toBe(false);
    expect(called.ksr[set](flag)).toBe(true);
    expect(called.get(hex)).toBe(bits);
    expect(called.ksr[is](flag)).toBe(true);
    expect(called.ksr[is](flag === 0 ? 1 : 0)).toBe(false);
    expect(called.ksr[reset](flag)).toBe(true);
    expect(called.get(hex)).toBe('00000000');
    expect(server.log.lines).toEqual([]);
  });

  it.each([32, 33, 64, -1, NaN, Infinity, 'x', null, undefined])('%j is no flag', (flag) => {
    expect(called.ksr[set](flag as number)).toBe(false);
    expect(called.ksr[is](flag as number)).toBe(false);
    expect(called.ksr[reset](flag as number)).toBe(false);
    expect(called.get(hex)).toBe('00000000');
    expect(server.log.texts('error')).toEqual(Array(3).fill('flags are 0 to 31'));
  });

  it.each([
    ['5', 5],
    [5.9, 5],
    [true, 1],
  ])('takes %j for a number', (flag, number) => {
    called.ksr[set](flag as number);
    expect(called.ksr[is](number)).toBe(true);
  });

  it('leaves other flags alone', () => {
    for (const flag of [3, 4, 31]) called.ksr[set](flag);
    called.ksr[reset](4);
    expect(called.get(hex)).toBe('80000008');
  });
});

describe('flags of any branch', () => {
  beforeEach(() => {
    called.cx.branches = [new Destination(), new Destination()];
  });

  it.each([0, 1, 2])('branch %i', (branch) => {
    const of = branch === 0 ? called.cx.target : called.cx.branches![branch - 1]!;
    expect(called.ksr.setbiflag(31, branch)).toBe(true);
    expect(of.flags >>> 0).toBe(0x80000000);
    expect(called.ksr.isbiflagset(31, branch)).toBe(true);
    for (const other of [0, 1, 2]) if (other !== branch) expect(called.ksr.isbiflagset(31, other)).toBe(false);
    expect(called.ksr.resetbiflag(31, branch)).toBe(true);
    expect(of.flags).toBe(0);
  });

  it.each([3, 12, -1, NaN])('branch %j does not exist: true, and nothing is set', (branch) => {
    expect(called.ksr.setbiflag(5, branch)).toBe(true);
    expect(called.ksr.resetbiflag(5, branch)).toBe(true);
    expect(called.ksr.isbiflagset(5, branch)).toBe(false);
    expect([called.cx.target, ...called.cx.branches!].map(({ flags }) => flags)).toEqual([0, 0, 0]);
  });

  it('knows no flag 32', () => {
    expect(called.ksr.setbiflag(32, 1)).toBe(false);
    expect(called.ksr.isbiflagset(32, 1)).toBe(false);
    expect(called.ksr.resetbiflag(32, 1)).toBe(false);
  });

  it('has only the Request-URI branch while none was appended', () => {
    called.cx.branches = null;
    expect(called.ksr.setbiflag(1, 1)).toBe(true);
    expect(called.ksr.isbiflagset(1, 1)).toBe(false);
    expect(called.cx.branches).toBeNull();
  });
});
