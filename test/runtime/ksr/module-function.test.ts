import { beforeEach, describe, expect, it } from 'vitest';
import { callModuleFunction } from '../../../runtime/ksr/module-function.ts';
import { EXIT, leave } from '../../../runtime/routing/exit.ts';
import { testServer, type TestServer } from '../../support/context.ts';
import { invite } from './arrive.ts';

let server: TestServer;
beforeEach(async () => {
  server = await testServer({ modules: ['siputils', 'maxfwd', 'textops', 'cfgutils'] });
});

function modf(...args: readonly unknown[]): unknown {
  return server.call(server.context(invite()), 'x.modf', ...args);
}

describe('x.modf', () => {
  it.each([
    [['has_totag'], -1],
    [['is_request'], 1],
    [['maxfwd_at_least', 10], -1],
    [['process_maxfwd', 10], 1],
    [['search', 'atlanta'], 1],
    [['rand_get_prob'], 10],
    // functions of the core are none of a module
    [['setflag', 3], -1],
    [['is_INVITE'], -1],
    [['nosuch', 'INVITE'], -1],
    [[''], -1],
    [[null], -1],
    [['constructor'], -1],
    [['toString'], -1],
    [['hasOwnProperty', 'x'], -1],
    [['__proto__'], -1],
    [['cx'], -1],
  ])('%j is %i', (args, result) => expect(modf(...args)).toBe(result));

  it('waits where the function does', async () => {
    const waiting = modf('sleep', 1) as Promise<unknown>;
    expect(waiting).toBeInstanceOf(Promise);
    server.clock.advance(1000);
    expect(await waiting).toBe(1);
  });

  it('leaves where the function does', () => {
    const cx = server.context(invite());
    const facade = { leaves: (): never => leave(cx) };
    const ksr = Object.create(Object.defineProperty({}, 'm', { get: () => facade })) as object;
    expect(() => callModuleFunction(ksr, 'leaves', [])).toThrow(EXIT as unknown as Error);
  });

  it.each([
    [true, 1],
    [false, -1],
    [null, -1],
    [undefined, 1],
    ['text', 1],
    [0, 0],
    [-3, -3],
  ])('takes %j for %i', (value, result) => {
    const facade = { f: () => value };
    const ksr = Object.create(Object.defineProperty({}, 'm', { get: () => facade })) as object;
    expect(callModuleFunction(ksr, 'f', [])).toBe(result);
  });
});
