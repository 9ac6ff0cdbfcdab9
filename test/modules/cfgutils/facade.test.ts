import { describe, expect, it } from 'vitest';
import { Cfgutils, type CfgutilsState } from '../../../modules/cfgutils/facade.ts';
import { heapLines, memoryLine } from '../../../modules/cfgutils/memory.ts';
import { EXIT } from '../../../runtime/routing/exit.ts';
import { invite } from '../../runtime/ksr/arrive.ts';
import { scene, type AnyKSR, type Routes } from '../../runtime/routing/scene.ts';
import { KeptLog, NO_ROUTES } from '../../support/core.ts';
import { testServer, type TestServer } from '../../support/context.ts';

type Call = (fn: string, ...args: readonly unknown[]) => unknown;

async function server(params: Record<string, unknown> = {}, exports: Routes = {}): Promise<{ at: TestServer; call: Call }> {
  const routes = { ...NO_ROUTES, get: (name: string) => exports[name] };
  const at = await testServer({ modules: ['cfgutils'], params: { cfgutils: params }, routes });
  const cx = at.context(invite());
  return { at, call: (fn, ...args) => at.call(cx, `cfgutils.${fn}`, ...args) };
}

describe('chance', () => {
  it.each([
    [0, -1],
    [-1, -1],
    [100, 1],
    [101, 1],
  ])('of %i percent always gives %i', async (percent, result) => {
    const { call } = await server();
    expect(call('rand_set_prob', percent)).toBe(1);
    expect(call('rand_get_prob')).toBe(percent);
    expect(new Set(Array.from({ length: 50 }, () => call('rand_event')))).toEqual(new Set([result]));
  });

  it('comes as often as it says', async () => {
    const { call } = await server({ initial_probability: 30 });
    const hits = Array.from({ length: 2000 }, () => call('rand_event')).filter((result) => result === 1).length;
    expect(hits).toBeGreaterThan(500);
    expect(hits).toBeLessThan(700);
  });

  it('goes back to what it was at first', async () => {
    const { call } = await server();
    expect([call('rand_get_prob'), call('rand_set_prob', 50), call('rand_reset_prob'), call('rand_get_prob')]).toEqual([
      10, 1, 1, 10,
    ]);
  });

  it('is a variable, too', async () => {
    const { at } = await server();
    const values = Array.from({ length: 20 }, () => at.pv.get(at.context(invite()), '$RANDOM') as number);
    expect(new Set(values).size).toBe(20);
    expect(values.every((value) => Number.isInteger(value) && value >= 0 && value < 2 ** 31)).toBe(true);
    expect(at.pv.exists('$RANDOM(1)')).toBe(false);
  });
});

describe('core_hash', () => {
  // recorded
  it.each([
    ['abc', '', 16, 24387],
    ['abc', '', 0, 1],
    ['abc', '', -1, 1],
    ['abc', '', 1, 1],
    ['abc', '', 2, 3],
    ['abc', '', 5, 3],
    ['abc', '', 1000, 67],
    ['', '', 16, 1],
    ['', 'abc', 16, 24387],
    ['abc', 'def', 16, 22898],
    ['abcdefg', 'hijklmnop', 31, 889539819],
    ['abcdefg', 'hijklmnop', 32, 1],
    ['abcdefg', 'hijklmnop', 33, 1],
    ['\u00c4\u008d', '', 8, 197],
    ['\u010d', '', 8, 197],
    ['abc', '', null, 1],
  ])('(%j, %j, %i) is %i', async (first, second, bits, hash) => {
    const { call } = await server();
    expect(call('core_hash', first, second, bits)).toBe(hash);
  });
});

describe('routes by name', () => {
  const exports: Routes = {
    seven: () => 7,
    none: () => undefined,
    negative: () => -5,
    zero: () => 0,
    text: () => 'abc',
    part: () => 2.9,
    nan: () => NaN,
    leaves: (ksr) => ksr.x.exit(),
    method: (ksr) => (ksr.is_INVITE() ? 3 : 4),
    later: async () => 8,
  };

  it.each([
    ['seven', 1, 7],
    ['none', 1, 1],
    ['negative', 1, -5],
    ['zero', 1, 0],
    ['text', 1, 1],
    ['part', 1, 2],
    ['nan', 1, 1],
    ['method', 1, 3],
    ['nope', -1, -1],
    ['', -1, -1],
    [null, -1, -1],
    ['toString', -1, -1],
  ])('%j: there %i, gives %i', async (name, exists, result) => {
    const { call } = await server({}, Object.assign(Object.create(null) as Routes, exports));
    expect([call('check_route_exists', name), call('route_if_exists', name)]).toEqual([exists, result]);
  });

  it('waits for one that is asynchronous', async () => {
    const { call } = await server({}, exports);
    expect(await call('route_if_exists', 'later')).toBe(8);
  });

  it('leaves with one that leaves', async () => {
    const { call } = await server({}, exports);
    expect(() => call('route_if_exists', 'leaves')).toThrow(EXIT as unknown as Error);
  });
});

describe('waiting', () => {
  it.each([
    ['sleep', 0],
    ['sleep', -1],
    ['usleep', 0],
    ['usleep', -1],
    ['sleep', 'x'],
  ])('%s(%j) does not', async (fn, time) => {
    const { call } = await server();
    expect(call(fn, time)).toBe(1);
  });

  it.each([
    ['sleep', 2, 2000],
    ['usleep', 20_000, 20],
    ['usleep', 1, 1],
    ['sleep', 1e300, 2 ** 31 - 1],
  ])('%s(%d) takes %i ms', async (fn, time, ms) => {
    const { at, call } = await server();
    let result: unknown = null;
    void (call(fn, time) as Promise<unknown>).then((value) => (result = value));
    at.clock.advance(ms - 1);
    await Promise.resolve();
    expect(result).toBeNull();
    at.clock.advance(1);
    await Promise.resolve();
    expect(result).toBe(1);
  });

  it('holds up nobody else', async () => {
    const order: string[] = [];
    const at = await scene({
      routes: {
        requestRoute: async (ksr: AnyKSR) => {
          const name = ksr.hdr.gete('X-Name');
          if (name === 'slow') await ksr.cfgutils.sleep(1);
          order.push(name);
          ksr.sl.send_reply(200, name);
        },
      },
      modules: { sl: {}, tm: {}, cfgutils: {} },
    });
    await at.alice.sends('OPTIONS', { branch: '1', callId: '1', headers: ['X-Name: slow'] });
    await at.alice.sends('OPTIONS', { branch: '2', callId: '2', headers: ['X-Name: quick'] });
    await at.settle('2s');
    expect(order).toEqual(['quick', 'slow']);
    expect(at.alice.got()).toEqual(['200 OPTIONS', '200 OPTIONS']);
  });
});

describe('locks', () => {
  it('let runs pass one after the other, and end with them', async () => {
    const order: string[] = [];
    const at = await scene({
      routes: {
        requestRoute: async (ksr: AnyKSR) => {
          const name = ksr.hdr.gete('X-Name');
          order.push(`${name} ${await ksr.cfgutils.lock('k')}`);
          await ksr.cfgutils.sleep(1);
          order.push(`${name} leaves`);
          // and forgets to unlock
          ksr.sl.send_reply(200, 'OK');
          ksr.x.exit();
        },
      },
      modules: { sl: {}, tm: {}, cfgutils: {} },
    });
    await at.alice.sends('OPTIONS', { branch: '1', callId: '1', headers: ['X-Name: one'] });
    await at.alice.sends('OPTIONS', { branch: '2', callId: '2', headers: ['X-Name: two'] });
    await at.settle('5s');
    expect(order).toEqual(['one 1', 'one leaves', 'two 1', 'two leaves']);
    expect(at.log.texts('warn')).toHaveLength(1);
  });

  it('of keys of two parts are not mistaken for others', async () => {
    const { call } = await server();
    expect([call('trylock_key2', 'a', 'bc'), call('trylock_key2', 'ab', 'c'), call('trylock', 'abc')]).toEqual([1, 1, 1]);
    expect([call('trylock_key2', '', ''), call('trylock_key2', 'a', 'bc')]).toEqual([1, -1]);
    expect([call('lock_key2', 'x', ''), call('unlock_key2', 'x', ''), call('trylock_key2', 'x', '')]).toEqual([1, 1, 1]);
    expect([call('unlock_key2', 'a', 'bc'), call('unlock', 'abc'), call('lock', ''), call('unlock', '')]).toEqual([1, 1, 1, 1]);
  });
});

describe('the process', () => {
  it('shows its memory', async () => {
    const { at, call } = await server();
    expect(['shm_summary', 'pkg_summary'].map((fn) => call(fn))).toEqual([1, 1]);
    expect(at.log.texts('info')).toHaveLength(2);
    expect(['shm_status', 'pkg_status'].map((fn) => call(fn))).toEqual([1, 1]);
    expect(at.log.texts('info').some((line) => line.includes('old_space'))).toBe(true);
    expect(memoryLine()).toMatch(/^memory: resident \d+ kB, heap \d+ kB of \d+ kB/);
    expect(heapLines().every((line) => /^heap: \w+ \d+ kB of \d+ kB$/.test(line))).toBe(true);
  });

  it('is stopped by abort, which leaves the route', async () => {
    const { at } = await server();
    const cx = at.context(invite());
    const log = new KeptLog();
    let stopped = 0;
    const facade = new Cfgutils(cx, { log, stop: () => stopped++ } as unknown as CfgutilsState);
    expect(() => facade.abort()).toThrow(EXIT as unknown as Error);
    expect([stopped, cx.exitRaised, log.texts('fatal')]).toEqual([1, true, ['requestRoute called abort(): the server stops']]);
  });
});
