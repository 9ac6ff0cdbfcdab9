import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { start } from '../../../runtime/cli/start.ts';
import type { StartOptions } from '../../../runtime/cli/start.ts';
import { KsrError } from '../../../runtime/errors.ts';
import { GOOD, world } from './around.ts';
import type { World, WorldOptions } from './around.ts';

/** Starts a server in a new world and waits until it is ready. */
async function serving(
  options: WorldOptions = {},
  command: StartOptions = {},
): Promise<{ around: World; ended: Promise<number> }> {
  const ready = Promise.withResolvers<void>();
  const around = world({ ...options, server: { ...options.server, start: async () => ready.resolve() } });
  const ended = start(command, around);
  await Promise.race([ready.promise, ended]);
  await new Promise(setImmediate); // what follows the start of the server has happened
  return { around, ended };
}

/** A world whose server never ends starting; resolves when it has begun. */
async function halfway(files: Readonly<Record<string, string>> = GOOD): Promise<{ around: World; ended: Promise<number> }> {
  const starting = Promise.withResolvers<void>();
  const begin = (): Promise<void> => {
    starting.resolve();
    return new Promise(() => {});
  };
  const around = world({ files, server: { start: begin } });
  const ended = start({}, around);
  await starting.promise;
  return { around, ended };
}

const texts = (around: World): unknown[] => around.log.map((line) => (JSON.parse(line) as { msg: string }).msg);

describe('start', () => {
  it('makes a server of configuration and routes, and tells the log', async () => {
    const { around, ended } = await serving({ server: { risks: ['anyone may register'] } });
    expect(around.servers).toHaveLength(1);
    const { config, routes, configFile } = around.servers[0]?.options ?? {};
    expect(configFile).toBe(join(around.cwd, 'kamailio.config.ts'));
    expect(config).toMatchObject({ listen: ['udp:127.0.0.1:5060'], modules: { tm: { fr_timer: 30_000 } } });
    expect(routes).toMatchObject({ id: 1, file: join(around.cwd, 'routes/routes.ts'), names: ['requestRoute'] });
    expect(texts(around)).toEqual([
      expect.stringMatching(/^ksr \d/),
      'listens on udp:127.0.0.1:5060',
      `routes ${around.cwd}/routes/routes.ts`,
      'modules tm',
      'anyone may register',
      'ready',
    ]);
    expect(around.out).toEqual([]);
    around.events.emit('SIGINT');
    expect(await ended).toBe(0);
  });

  it('tells people a table, and the log below it', async () => {
    const { around, ended } = await serving({ terminal: true, env: { NO_COLOR: '1' } });
    around.events.emit('SIGINT');
    expect(await ended).toBe(0);
    expect(around.log).toEqual([
      expect.stringMatching(
        /^ksr \d[\s\S]*\n {2}listens {3}udp:127\.0\.0\.1:5060\n[\s\S]*\nready after \d+ ms; Ctrl-C stops it\n$/,
      ),
      expect.stringMatching(/INFO: SIGINT: stopping, for at most 5 s; once more to stop at once/),
      expect.stringMatching(/INFO: stopped\n$/),
    ]);
  });

  it('logs at the level of the configuration, or of the option', async () => {
    const files = { ...GOOD, 'kamailio.config.ts': `export default { log: { level: 'error' } };` };
    const quiet = await serving({ files });
    expect(quiet.around.log).toEqual([]);
    expect(quiet.around.servers[0]?.options.log.level).toBe('error');
    const loud = await serving({ files }, { logLevel: 'debug' });
    expect(texts(loud.around)).toContain('ready');
    for (const { around } of [quiet, loud]) around.events.emit('SIGTERM');
    expect(await Promise.all([quiet.ended, loud.ended])).toEqual([0, 0]);
  });

  it('warns of what is odd in the routes', async () => {
    const routes = 'export function requestRoute(): unknown { return { a: 1, a: 2 }; }';
    const { around, ended } = await serving({ files: { ...GOOD, 'routes/routes.ts': routes } });
    expect(texts(around)[0]).toContain('routes.ts:1:58 Duplicate key "a"');
    around.events.emit('SIGINT');
    await ended;
  });
});

describe('start, when it can not', () => {
  it('prints all mistakes of the configuration, exit code 3', async () => {
    const around = world({ files: { ...GOOD, 'kamailio.config.ts': 'export default { lisen: 1, max_branches: 0 };' } });
    expect(await start({}, around)).toBe(3);
    expect(around.err.join('').match(/^ksr: E_\w+/gm)).toEqual(['ksr: E_CONFIG_KEY', 'ksr: E_CONFIG_VALUE']);
    expect(around.servers).toEqual([]);
  });

  it('prints a mistake of the routes, exit code 3', async () => {
    const around = world({ files: { ...GOOD, 'routes/routes.ts': 'export function requestRout() {}' } });
    expect(await start({}, around)).toBe(3);
    expect(around.err.join('')).toContain('did you mean requestRoute?');
  });

  it('adds the place to an address that can not be had', async () => {
    const address = 'udp:127.0.0.1:5060';
    const around = world({ server: { start: () => Promise.reject(new KsrError('E_LISTEN_IN_USE', { address })) } });
    await expect(start({}, around)).rejects.toMatchObject({
      code: 'E_LISTEN_IN_USE',
      exitCode: 3,
      location: { file: join(around.cwd, 'kamailio.config.ts'), line: 1, column: 27 },
    });
    expect(around.events.eventNames()).not.toContain('uncaughtException');
  });

  it('points at listen as a whole when the address is one of many', async () => {
    const start1 = (): Promise<void> => Promise.reject(new KsrError('E_LISTEN_PERMISSION', { address: 'udp:192.0.2.7:80' }));
    await expect(start({}, world({ server: { start: start1 } }))).rejects.toMatchObject({ location: { line: 1, column: 18 } });
  });

  it('leaves other errors as they are', async () => {
    const error = new KsrError('E_MODULE_MISSING', { module: 'a', needs: 'b' });
    await expect(start({}, world({ server: { create: () => Promise.reject(error) } }))).rejects.toBe(error);
  });

  it('fails with an exception while it starts', async () => {
    const { around, ended } = await halfway();
    around.events.emit('uncaughtException', new RangeError('early'));
    await expect(ended).rejects.toThrow(new RangeError('early'));
  });

  it('blames the routes for an exception of theirs', async () => {
    const { around, ended } = await halfway({
      ...GOOD,
      'routes/routes.ts': 'export function requestRoute(): never {\n  throw new Error("x");\n}',
    });
    // What setImmediate of a routes file would do.
    const thrown: unknown = await Promise.resolve()
      .then(around.servers[0]?.options.routes.requestRoute as () => never)
      .catch((error: unknown) => error);
    around.events.emit('uncaughtException', thrown);
    await expect(ended).rejects.toMatchObject({ code: 'E_ROUTES_EVALUATE', exitCode: 3, location: { line: 2 } });
  });

  it('starts all the same with a promise that nobody awaits', async () => {
    const { around, ended } = await halfway();
    around.events.emit('unhandledRejection', new RangeError('early'));
    expect(texts(around)).toEqual(['a promise was rejected and nobody awaits it']);
    around.events.emit('SIGINT');
    expect(await ended).toBe(0);
  });

  it('fails with an error that came while the server was made', async () => {
    const around: World = world({
      server: { create: () => void around.events.emit('uncaughtException', new RangeError('early')) },
    });
    await expect(start({}, around)).rejects.toThrow(new RangeError('early'));
  });
});

describe('start, while serving', () => {
  it('logs what nobody caught with the lines of the user, and goes on', async () => {
    const routes = `export function requestRoute(): void {}\nexport function late(): never {\n  throw new Error('floating');\n}`;
    const { around, ended } = await serving({ files: { ...GOOD, 'routes/routes.ts': routes } });
    const late = around.servers[0]?.options.routes.get('late') as () => void;
    const floating: unknown = await Promise.resolve()
      .then(late)
      .catch((error: unknown) => error);
    around.log.length = 0;
    around.events.emit('unhandledRejection', floating);
    expect(around.log.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({
        level: 'error',
        msg: 'a promise was rejected and nobody awaits it',
        stack: `Error: floating\n    at late (${around.cwd}/routes/routes.ts:3:9)`,
        count: 1,
      }),
    ]);
    around.events.emit('uncaughtException', new Error('defect'));
    expect(around.servers[0]?.calls).toEqual(['start']);
    around.events.emit('SIGINT');
    expect(await ended).toBe(0);
  });
});

describe('start, before it listens', () => {
  it.each([
    ['by default', '', [2000]],
    ['for as long as it may', 'warmUp: 500', [500]],
    ['not at all', 'warmUp: 0', []],
  ] as const)('warms up %s', async (_name, more, warmUps) => {
    const files = { ...GOOD, 'kamailio.config.ts': `export default { ${more} };` };
    const { around, ended } = await serving({ files });
    expect(around.warmUps).toEqual(warmUps);
    around.events.emit('SIGTERM');
    expect(await ended).toBe(0);
  });
});

describe('start, told to stop', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('lets the server end with its grace: %s', async (signal) => {
    const files = { ...GOOD, 'kamailio.config.ts': 'export default { shutdownGrace: 1.5 };' };
    const draining = Promise.withResolvers<void>();
    const { around, ended } = await serving({ files, server: { stop: () => draining.promise } });
    around.events.emit(signal);
    expect(around.servers[0]?.calls).toEqual(['start', 'stop 1500']);
    expect(texts(around).at(-1)).toBe(`${signal}: stopping, for at most 1.5 s; once more to stop at once`);
    draining.resolve();
    expect(await ended).toBe(0);
    expect(texts(around).at(-1)).toBe('stopped');
    expect(around.exits).toEqual([]);
    expect(around.events.eventNames()).toEqual([]);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('stops at once when told again: %s', async (signal, code) => {
    const { around } = await serving({ server: { stop: () => new Promise(() => {}) } });
    around.events.emit(signal);
    around.clock.advance(1000);
    expect(around.exits).toEqual([]);
    around.events.emit(signal);
    expect(around.exits).toEqual([code]);
  });

  it('ends without a server that does not stop', async () => {
    const { around, ended } = await serving({ server: { stop: () => new Promise(() => {}) } });
    around.events.emit('SIGTERM');
    around.clock.advance(5000 + 1999);
    expect(texts(around).at(-1)).toMatch(/^SIGTERM: stopping/);
    around.clock.advance(1);
    expect(await ended).toBe(1);
    expect(texts(around).at(-1)).toBe('the server does not stop; ending without it');
  });

  it('tells a defect of stopping', async () => {
    const { around, ended } = await serving({ server: { stop: () => Promise.reject(new RangeError('late')) } });
    around.events.emit('SIGTERM');
    await expect(ended).rejects.toThrow(new RangeError('late'));
  });

  it('obeys while it is still starting', async () => {
    const { around, ended } = await halfway();
    around.events.emit('SIGINT');
    expect(await ended).toBe(0);
    expect(texts(around)).not.toContain('ready');
  });

  it('tells how many lines were left out', async () => {
    const { around, ended } = await serving();
    for (let n = 0; n < 8; n++) around.events.emit('unhandledRejection', new Error('x'));
    around.events.emit('SIGINT');
    await ended;
    expect(texts(around).at(-1)).toBe('3 more lines like this were left out');
  });
});
