import { beforeEach, describe, expect, it } from 'vitest';
import { PvRegistry } from '../../../runtime/ksr/pv/registry.ts';
import {
  RpcFault,
  type AnyModule,
  type Contribution,
  type ModuleContext,
  type Periodic,
} from '../../../runtime/module/contract.ts';
import { avpName, ModuleHost } from '../../../runtime/module/host.ts';
import { z } from '../../../runtime/module.ts';
import type { TestServer } from '../../support/context.ts';
import { arrived, bareServer } from '../routing/messages.ts';

let server: TestServer;
let variables: PvRegistry;
let host: ModuleHost;
let params: Record<string, unknown>;

beforeEach(async () => {
  server = await bareServer();
  variables = new PvRegistry({ log: server.log, clock: server.clock });
  params = {};
  host = new ModuleHost({ core: server.core, variables, params });
});

type Setup = (context: ModuleContext<never>) => Contribution<unknown>;

function module(name: string, setup: Setup, ksrName?: string): AnyModule {
  return { name, requires: [], params: z.strictObject({}), setup, ...(ksrName === undefined ? {} : { ksrName }) };
}

describe('setting modules up', () => {
  it('gives each its parameters, in order', () => {
    const seen: unknown[] = [];
    params['one'] = { a: 1 };
    params['two'] = { b: 2 };
    host.setUp(['one', 'two'].map((name) => module(name, (context) => (seen.push([name, context.params]), {}))));
    expect(seen).toEqual([
      ['one', { a: 1 }],
      ['two', { b: 2 }],
    ]);
    expect([...host.contributions.keys()]).toEqual(['one', 'two']);
  });

  it('gives core, clock and a log that names the module', () => {
    host.setUp([
      module('loc', (context) => {
        expect(context.core).toBe(server.core);
        context.log.warn('low on names', { left: 3 });
        context.log.debug('d');
        context.log.info('i');
        context.log.error('e');
        expect(context.log.enabled('debug')).toBe(true);
        return {};
      }),
    ]);
    expect(server.log.lines).toEqual([
      { level: 'warn', text: 'loc: low on names', bindings: { left: 3 } },
      { level: 'debug', text: 'loc: d', bindings: undefined },
      { level: 'info', text: 'loc: i', bindings: undefined },
      { level: 'error', text: 'loc: e', bindings: undefined },
    ]);
  });

  it('shows one module the api of another', () => {
    const api = { answer: 42 };
    const seen: unknown[] = [];
    host.setUp([
      module('one', () => ({ api })),
      module('two', (context) => (seen.push(context.api('one'), context.find('one'), context.find('nobody')), {})),
    ]);
    expect(seen).toEqual([api, api, undefined]);
  });

  it('collects facades by their name on KSR, risks, and hooks in order', () => {
    const order: string[] = [];
    const hooks = (name: string): Contribution<unknown> => ({
      facade: () => ({ name }),
      risks: [`${name} is risky`],
      beforeRequest: () => order.push(`before ${name}`) < 0,
      replyFilter: () => order.push(`reply ${name}`) < 0,
      afterRequest: () => void order.push(`after ${name}`),
    });
    host.setUp([module('one', () => hooks('one')), module('kemix', () => hooks('kemix'), 'kx'), module('quiet', () => ({}))]);
    expect([...host.facades.keys()]).toEqual(['one', 'kx']);
    expect(host.risks).toEqual(['one is risky', 'kemix is risky']);
    const cx = arrived(server);
    const { hooks: of } = server.core;
    for (const hook of of.beforeRequest) hook(cx);
    for (const hook of of.replyFilter) hook(cx);
    for (const hook of of.afterRequest) hook(cx);
    expect(order).toEqual(['before one', 'before kemix', 'reply one', 'reply kemix', 'after one', 'after kemix']);
  });

  it('adds variables and selects, which modules reach by their full text', () => {
    let pv: ModuleContext<never>['pv'] | undefined;
    let kept: unknown = null;
    host.setUp([
      module('vars', (context) => {
        pv = context.pv;
        return {
          variables: [
            {
              name: 'shelf',
              summary: 'one of a test',
              inner: 'text',
              get: (_cx, inner, index) => `${inner}/${index}`,
              set: (_cx, inner, _index, value) => ((kept = [inner, value]), true),
            },
            { name: 'fixed', summary: 'one of a test', inner: 'none', get: () => 7 },
          ],
          selects: { shelf: (_cx, path) => path.join('+') },
        };
      }),
    ]);
    const cx = arrived(server);
    expect(pv!.get(cx, '$shelf(x)')).toBe('x/null');
    expect(pv!.get(cx, '$(shelf(x)[2])')).toBe('x/2');
    expect(pv!.get(cx, '$fixed')).toBe(7);
    expect(pv!.get(cx, '$sel(shelf.a.b)')).toBe('a+b');
    expect([pv!.set(cx, '$shelf(y)', 'v'), kept]).toEqual([true, ['y', 'v']]);
    expect([pv!.exists('$fixed'), pv!.exists('$nothing'), pv!.writable('$fixed'), pv!.writable('$shelf(x)')]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  it('lets an error of a set-up go up', () => {
    const fails = module('bad', () => {
      throw new Error('no table');
    });
    expect(() => host.setUp([fails])).toThrow('no table');
  });
});

describe('starting and stopping', () => {
  const steps: string[] = [];
  beforeEach(() => void (steps.length = 0));
  const stepping = (name: string, more: Partial<Contribution<unknown>> = {}): AnyModule =>
    module(name, () => ({
      start: () => void steps.push(`start ${name}`),
      stop: async () => {
        await Promise.resolve();
        steps.push(`stop ${name}`);
      },
      ...more,
    }));

  it('starts in the order of set-up and stops in reverse', async () => {
    host.setUp([stepping('one'), module('quiet', () => ({})), stepping('two')]);
    await host.start();
    await host.stop();
    expect(steps).toEqual(['start one', 'start two', 'stop two', 'stop one']);
  });

  it('waits for one before it starts the next', async () => {
    const slow = stepping('slow', {
      start: async () => {
        steps.push('begin slow');
        await new Promise((resolve) => setImmediate(resolve));
        steps.push('end slow');
      },
    });
    host.setUp([slow, stepping('two')]);
    await host.start();
    expect(steps).toEqual(['begin slow', 'end slow', 'start two']);
    await host.stop();
  });

  it('stops only what was started, when a start fails', async () => {
    const fails = stepping('bad', {
      start: () => {
        throw new Error('port taken');
      },
    });
    host.setUp([stepping('one'), fails, stepping('never')]);
    await expect(host.start()).rejects.toThrow('port taken');
    await host.stop();
    expect(steps).toEqual(['start one', 'stop bad', 'stop one']);
  });

  it('stops the others when one fails to stop, and tells', async () => {
    const fails = stepping('bad', { stop: () => Promise.reject(new Error('stuck')) });
    host.setUp([stepping('one'), fails]);
    await host.start();
    await host.stop();
    expect(steps).toEqual(['start one', 'start bad', 'stop one']);
    expect(server.log.texts('error')[0]).toMatch(/^a module did not stop: Error: stuck/);
  });

  it('stops once', async () => {
    host.setUp([stepping('one')]);
    await host.start();
    await host.stop();
    await host.stop();
    expect(steps).toEqual(['start one', 'stop one']);
  });
});

describe('periodic jobs of a module', () => {
  function every(interval: number, run: () => void | Promise<void>, jitter?: number): Periodic {
    let job: Periodic | undefined;
    host.setUp([module('job', (context) => ((job = context.every(interval, run, jitter)), {}))]);
    return job!;
  }

  it('run every interval, the first time after one', async () => {
    const times: number[] = [];
    every(1000, () => void times.push(Math.round(server.clock.now() / 100) * 100), 0);
    await server.clock.advanceAsync(3500);
    expect(times).toEqual([1000, 2000, 3000]);
  });

  it('come late by at most their jitter', async () => {
    const times: number[] = [];
    every(1000, () => void times.push(server.clock.now()), 0.5);
    await server.clock.advanceAsync(20_000);
    expect(times.length).toBeGreaterThanOrEqual(12);
    times.forEach((time, i) => {
      const gap = time - (times[i - 1] ?? 0);
      expect(gap).toBeGreaterThan(400);
      expect(gap).toBeLessThan(1700);
    });
    expect(new Set(times.map((time, i) => Math.round(time - (times[i - 1] ?? 0)))).size).toBeGreaterThan(2);
  });

  it('stop when told, and with the host', async () => {
    let runs = 0;
    const job = every(1000, () => void runs++);
    await server.clock.advanceAsync(1500);
    job.stop();
    await server.clock.advanceAsync(5000);
    expect(runs).toBe(1);
    every(1000, () => void runs++);
    await server.clock.advanceAsync(1500);
    await host.stop();
    await server.clock.advanceAsync(5000);
    expect(runs).toBe(2);
  });

  it('leave out ticks while one runs, and count them', async () => {
    let open = (): void => {};
    const job = every(1000, () => new Promise<void>((resolve) => (open = resolve)));
    await server.clock.advanceAsync(4500);
    expect(job.overruns).toBeGreaterThanOrEqual(2);
    open();
    await server.clock.advanceAsync(0);
    job.stop();
  });

  it('log what they throw, and go on', async () => {
    let runs = 0;
    every(1000, () => {
      if (runs++ === 0) throw new Error('first time');
      return Promise.reject(new Error('then'));
    });
    await server.clock.advanceAsync(2500);
    expect(runs).toBe(2);
    expect(server.log.texts('error').map((text) => text.split('\n')[0])).toEqual([
      'a periodic job failed: Error: first time',
      'a periodic job failed: Error: then',
    ]);
  });
});

describe('names of AVPs in parameters', () => {
  it.each<[string, string | null]>([
    ['$avp(RECEIVED)', 'RECEIVED'],
    ['$avp(s:rcv)', 's:rcv'],
    ['$avp(i:42)', 'i:42'],
    ['$avp()', null],
    ['$avp(a)b)', null],
    ['$avp(a', null],
    ['avp(a)', null],
    ['$var(a)', null],
    ['', null],
    ['$avp(a) ', null],
  ])('%j is %j', (text, name) => {
    expect(avpName(text)).toBe(name);
    let seen: string | null = null;
    host.setUp([module('x', (context) => ((seen = context.avpName(text)), {}))]);
    expect(seen).toBe(name);
  });
});

it('a fault of a command is a value with code and message', () => {
  expect({ ...new RpcFault(404, 'AoR not found') }).toEqual({ code: 404, message: 'AoR not found' });
});
