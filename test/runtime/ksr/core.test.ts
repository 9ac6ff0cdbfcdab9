import { beforeEach, describe, expect, it } from 'vitest';
import { KsrX } from '../../../runtime/ksr/x.ts';
import { EXIT } from '../../../runtime/routing/exit.ts';
import type { RouteContext, RouteFunction } from '../../../runtime/routing/context.ts';
import type { RouteGeneration } from '../../../runtime/routing/routes.ts';
import { KsrCore } from '../../../runtime/ksr/core.ts';
import type { TestServer } from '../../support/context.ts';
import { Arrived, bareServer, invite, ok } from './arrive.ts';
import { Called } from './core/facade.ts';

let server: TestServer;
beforeEach(async () => {
  server = await bareServer();
});

describe('forward', () => {
  it('sends to the next hop, else to the Request-URI', () => {
    const called = new Called(server, invite({ line: 'INVITE sip:bob@192.0.2.4:5070 SIP/2.0' }));
    expect(called.ksr.forward()).toBe(1);
    called.ksr.setdsturi('sip:192.0.2.5');
    expect(called.ksr.forward()).toBe(1);
    expect(server.sent.map(({ ip, port }) => `${ip}:${port}`)).toEqual(['192.0.2.4:5070', '192.0.2.5:5060']);
    expect(called.cx.answered).toBe(true);
  });

  it('sends to a given URI, `` is as forward', () => {
    const called = new Called(server, invite({ line: 'INVITE sip:bob@192.0.2.4 SIP/2.0' }));
    expect(called.ksr.forward_uri('sip:192.0.2.6:5099')).toBe(1);
    expect(called.ksr.forward_uri('')).toBe(1);
    expect(called.ksr.forward_uri('junk')).toBe(-1);
    expect(server.sent.map(({ ip, port }) => `${ip}:${port}`)).toEqual(['192.0.2.6:5099', '192.0.2.4:5060']);
  });

  it('is for requests', () => {
    const called = new Called(server, ok());
    expect([called.ksr.forward(), called.ksr.forward_uri('sip:192.0.2.6')]).toEqual([-1, -1]);
    expect(server.sent).toEqual([]);
  });
});

describe('set_drop', () => {
  it('marks the message and goes on', () => {
    const called = new Called(server);
    called.ksr.set_drop();
    expect([called.cx.dropped, called.cx.exitRaised]).toEqual([true, false]);
  });
});

describe('KSR.x', () => {
  it('leaves with the one object', () => {
    const { cx } = new Arrived(server, invite());
    const x = new KsrX(cx);
    const thrown = (run: () => void): unknown => {
      try {
        run();
      } catch (error) {
        return error;
      }
      return undefined;
    };
    expect(thrown(() => x.exit())).toBe(EXIT);
    expect([cx.exitRaised, cx.dropped]).toEqual([true, false]);
    cx.exitRaised = false;
    expect(thrown(() => x.drop())).toBe(EXIT);
    expect([cx.exitRaised, cx.dropped]).toEqual([true, true]);
  });
});

describe('route', () => {
  const calling = (named: Readonly<Record<string, (ksr: KsrCore) => unknown>>): { ksr: KsrCore; cx: RouteContext } => {
    const { cx } = new Arrived(server, invite());
    const routes: RouteGeneration = Object.create(cx.routes, {
      get: { value: (name: string) => named[name] as RouteFunction | undefined },
      mapStack: { value: (error: unknown) => String(error) },
    }) as RouteGeneration;
    const own = Object.create(cx, { routes: { value: routes } }) as RouteContext;
    return { ksr: new KsrCore(own), cx: own };
  };

  it.each([
    [5, 5],
    [-1, -1],
    [0, 0],
    [2.9, 2],
    [undefined, 1],
    ['text', 1],
    [true, 1],
    [null, 1],
  ])('gives what %j stands for', (returned, result) => {
    expect(calling({ sub: () => returned }).ksr.route('sub')).toBe(result);
  });

  it('runs with the same KSR', () => {
    const seen: unknown[] = [];
    const { ksr } = calling({ sub: (own) => void seen.push(own) });
    ksr.route('sub');
    expect(seen).toEqual([ksr]);
  });

  it('is -1 for one that does not exist, and says so', () => {
    server.log.lines.length = 0;
    expect(calling({}).ksr.route('nope')).toBe(-1);
    expect(server.log.lines).toMatchObject([{ level: 'error', text: 'no such route', bindings: { route: 'nope' } }]);
  });

  it('is 0 when it left, and the caller goes on', () => {
    const { ksr, cx } = calling({
      leaves: () => new KsrX(cx).exit(),
      drops: () => new KsrX(cx).drop(),
    });
    expect(ksr.route('leaves')).toBe(0);
    expect([cx.exitRaised, cx.dropped]).toEqual([false, false]);
    expect(ksr.route('drops')).toBe(0);
    expect([cx.exitRaised, cx.dropped]).toEqual([false, true]);
  });

  it('lets errors of the user through', () => {
    const { ksr } = calling({
      bad: () => {
        throw new TypeError('mine');
      },
    });
    expect(() => ksr.route('bad')).toThrow(new TypeError('mine'));
  });

  it('does not wait, and tells', async () => {
    server.log.lines.length = 0;
    const { ksr, cx } = calling({
      slow: () => Promise.resolve(5),
      fails: () => Promise.reject(new Error('late')),
      leaves: () => {
        try {
          return new KsrX(cx).exit();
        } catch (error) {
          return Promise.reject(error as Error);
        }
      },
    });
    expect([ksr.route('slow'), ksr.route('fails'), ksr.route('leaves')]).toEqual([-1, -1, -1]);
    await Promise.resolve();
    await Promise.resolve();
    expect(server.log.texts('error').filter((text) => text.startsWith('KSR.route()'))).toHaveLength(3);
    expect(server.log.texts('error').filter((text) => !text.startsWith('KSR.route()'))).toEqual(['fails failed: Error: late']);
  });
});
