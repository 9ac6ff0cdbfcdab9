import { describe, expect, it } from 'vitest';
import { validate } from '../../runtime/config/validate.ts';
import type { Config } from '../../runtime/config/types.ts';
import { KsrError } from '../../runtime/errors.ts';
import { fromExports } from '../../runtime/loader/generation.ts';
import { defineModule, z } from '../../runtime/module.ts';
import { builtinModules, createServer, type Server, type ServerOptions } from '../../runtime/server.ts';
import { VirtualClock } from '../../runtime/timer/virtual.ts';
import { MemoryNetwork, MemoryTransport, type MemoryPeer } from '../../runtime/transport/memory.ts';
import { KeptLog, SeededRandom } from '../support/core.ts';
import { memoryServer, NoDns } from '../support/memory-server.ts';
import { forNew, header, kindOf, RELAY, replyText, requestText, scene, SERVER } from './routing/scene.ts';

const ALICE = 'udp:198.51.100.21:5070';

/** A configuration as it is after checking. */
function checked(value: Record<string, unknown>): Config {
  const { config, mistakes } = validate(
    {
      file: '/test/kamailio.config.ts',
      source: '',
      value: { listen: ['udp:192.0.2.10:5060'], modules: {}, ...value },
      inputs: [],
    },
    builtinModules(),
  );
  if (config === undefined) throw new Error(String(mistakes[0]));
  return config;
}

function parts(config: Config, more: Partial<ServerOptions> = {}): ServerOptions {
  return {
    config,
    configFile: '/test/kamailio.config.ts',
    routes: fromExports({ requestRoute: () => {} }, { file: '/test/routes.ts' }),
    log: new KeptLog(),
    clock: new VirtualClock(),
    random: new SeededRandom(),
    dns: new NoDns(),
    ...more,
  };
}

describe('putting a server together', () => {
  it('sets modules up in order, and binds nothing before the start', () => {
    const opened: string[] = [];
    const server = createServer(
      parts(checked({ modules: { registrar: {}, tm: {}, usrloc: {} } }), {
        transport: () => ({
          sockets: [],
          open: () => (opened.push('open'), Promise.resolve()),
          close: () => (opened.push('close'), Promise.resolve()),
        }),
      }),
    );
    expect([...server.modules].sort()).toContain('registrar');
    expect(server.modules.indexOf('usrloc')).toBeLessThan(server.modules.indexOf('registrar'));
    expect([server.sockets, opened]).toEqual([[], []]);
  });

  it('knows the modules that there are, by name', () => {
    const modules = builtinModules();
    expect([...modules.keys()]).toEqual(expect.arrayContaining(['tm', 'tmx', 'sl', 'rr', 'registrar', 'usrloc', 'nathelper']));
    for (const [name, module] of modules) expect(module.name).toBe(name);
  });

  it('refuses a module that is not there, and one that another needs', () => {
    const config = checked({});
    expect(() => createServer(parts({ ...config, modules: { nothing: {} } as never }))).toThrow(KsrError);
    expect(() => createServer(parts({ ...config, modules: { registrar: {} } as never }))).toThrow(/usrloc/);
  });

  it('refuses a protocol that is not served', () => {
    expect(() => createServer(parts(checked({ listen: ['tcp:192.0.2.10:5060'] })))).toThrow(/tcp is not served yet/);
  });

  it('hands the options of the configuration to the core', () => {
    const config = checked({
      server_header: 'me',
      user_agent_header: 'me too',
      max_branches: 5,
      force_rport: true,
      reply_to_via: true,
      use_dns_failover: 1,
      server_id: 7,
      aliases: ['example.org'],
    });
    const server = createServer(parts(config, { transport: () => nothing() }));
    expect(server.engine.options).toMatchObject({
      serverHeader: 'me',
      userAgentHeader: 'me too',
      maxBranches: 5,
      forceRport: true,
      replyToVia: true,
      dnsFailover: true,
      serverId: 7,
      maxTransactions: config.limits.maxTransactions,
    });
    expect(server.engine.sockets.isMyself('example.org', 0, '')).toBe(true);
  });

  it('tells what its modules find risky', () => {
    const server = createServer(parts(checked({ modules: {} }), { transport: () => nothing() }));
    expect(server.risks).toEqual([]);
    expect(server.risks).toBe(server.host.risks);
  });
});

function nothing() {
  return { sockets: [], open: () => Promise.resolve(), close: () => Promise.resolve() };
}

describe('starting', () => {
  it('binds, tells where, and serves', async () => {
    const at = await scene(RELAY);
    expect(at.server.sockets.map((socket) => socket.text)).toEqual(['udp:192.0.2.10:5060']);
    expect(at.server.engine.sockets.isMyself('192.0.2.10', 5060, 'udp')).toBe(true);
    await at.alice.sends('OPTIONS');
    expect(at.bob.got()).toEqual(['OPTIONS']);
  });

  it('fails when an address can not be had', async () => {
    const network = new MemoryNetwork(new VirtualClock());
    network.peer('udp:192.0.2.10:5060');
    await expect(memoryServer({ routes: RELAY, network, config: { modules: { tm: {} } } })).rejects.toThrow(KsrError);
  });

  it('has nothing open any more when a module can not start', async () => {
    const closed: string[] = [];
    const failing = defineModule({
      name: 'failing',
      requires: [],
      params: z.strictObject({}),
      setup: () => ({
        start: () => {
          throw new KsrError('E_MODULE_PARAM', { file: 'f', module: 'failing', problem: 'can not' });
        },
        stop: () => void closed.push('module'),
      }),
    });
    const server = createServer({
      ...parts(checked({}), { transport: () => ({ ...nothing(), close: async () => void closed.push('transport') }) }),
      config: { ...checked({}), modules: { failing: {} } as never },
      modules: new Map([['failing', failing]]),
    });
    await expect(server.start()).rejects.toThrow('f: module failing: can not');
    expect(closed).toEqual(['module', 'transport']);
  });

  it('serves nobody before its modules are ready, and forgets nobody who came before', async () => {
    const clock = new VirtualClock();
    const network = new MemoryNetwork(clock, { strict: true });
    const alice = network.peer(ALICE);
    const server = createServer(
      parts(checked({ modules: { sl: {} } }), {
        clock,
        routes: fromExports(
          {
            requestRoute: (ksr: never) =>
              (ksr as { sl: { send_reply(code: number, reason: string): number } }).sl.send_reply(200, 'OK'),
          },
          { file: '/r.ts' },
        ),
        transport: (specs, tap, onError) => new MemoryTransport(network, specs, { tap, onError }),
      }),
    );
    let ready = (): void => {};
    const contribution = { start: () => new Promise<void>((resolve) => (ready = resolve)) };
    server.host.contributions.set('slow', contribution);
    const starting = server.start();
    await clock.advanceAsync(0);
    for (let i = 0; i < 3; i++) alice.send(requestText('OPTIONS', ALICE, { callId: `call-${i}` }), SERVER);
    network.run();
    expect(alice.received).toEqual([]);
    ready();
    await starting;
    network.run();
    expect(alice.received.map(({ text }) => [kindOf(text), header(text, 'Call-ID')])).toEqual([
      ['200 OPTIONS', 'call-0'],
      ['200 OPTIONS', 'call-1'],
      ['200 OPTIONS', 'call-2'],
    ]);
  });

  it('keeps no more than a thousand of those who came too early', async () => {
    const clock = new VirtualClock();
    const network = new MemoryNetwork(clock, { strict: true });
    const alice = network.peer(ALICE);
    const server = createServer(
      parts(checked({ modules: { sl: {} } }), {
        clock,
        transport: (specs, tap, onError) => new MemoryTransport(network, specs, { tap, onError }),
      }),
    );
    let ready = (): void => {};
    server.host.contributions.set('slow', { start: () => new Promise<void>((resolve) => (ready = resolve)) });
    const starting = server.start();
    await clock.advanceAsync(0);
    for (let i = 0; i < 1500; i++) alice.send(requestText('OPTIONS', ALICE, { callId: `call-${i}` }), SERVER);
    network.run();
    ready();
    await starting;
    expect(server.engine.counters.requests).toBe(1000);
  });

  it('shows what goes in and out to whoever taps it', async () => {
    const at = await scene(RELAY);
    const seen: string[] = [];
    at.server.tap.listener = (direction, text, socket, ip, port) =>
      seen.push(`${direction} ${kindOf(text)} ${socket.text} ${ip}:${port}`);
    await at.alice.sends('OPTIONS');
    expect(seen).toEqual([
      'in OPTIONS udp:192.0.2.10:5060 198.51.100.21:5070',
      'out OPTIONS udp:192.0.2.10:5060 203.0.113.31:5080',
    ]);
  });

  it('may happen several times in one process: two servers know nothing of each other', async () => {
    const [one, two] = [await scene(RELAY), await scene(RELAY)];
    await one.alice.sends('OPTIONS');
    expect([one.bob.got(), two.bob.got()]).toEqual([['OPTIONS'], []]);
    expect([one.transactions.servers.size, two.transactions.servers.size]).toEqual([1, 0]);
  });
});

/** How long a server takes to stop, in milliseconds. */
async function stopping(
  server: Server,
  clock: VirtualClock,
  graceMs: number,
  meanwhile: (passed: number) => unknown = () => {},
): Promise<number> {
  const began = clock.now();
  const end = { at: -1 };
  const done = server.stop(graceMs).then(() => (end.at = clock.now()));
  for (let passed = 0; end.at < 0 && passed <= graceMs + 5000; passed += 50) {
    await meanwhile(passed);
    await clock.advanceAsync(50);
  }
  await done;
  return end.at - began;
}

describe('stopping', () => {
  it('is at once when nothing is under way', async () => {
    const at = await scene(RELAY);
    expect(await stopping(at.server, at.clock, 5000)).toBeLessThanOrEqual(50);
  });

  it('waits for what is under way', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    const took = await stopping(at.server, at.clock, 10_000, async (passed) => {
      if (passed === 2000) await at.bob.replies('INVITE', 200);
    });
    expect(took).toBeGreaterThanOrEqual(2000);
    expect(took).toBeLessThan(2300);
    expect(at.alice.got()).toEqual(['100 INVITE', '180 INVITE', '200 INVITE']);
  });

  it('does not wait for transactions that were answered and only absorb what is repeated', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 200);
    await at.alice.sends('MESSAGE', { callId: 'call-2', branch: 'b2' });
    await at.bob.replies('MESSAGE', 200);
    // one of them was asked for again, and is an object
    await at.alice.sends('MESSAGE', { callId: 'call-2', branch: 'b2' });
    expect([at.transactions.servers.size, at.transactions.stored.finished.size]).toEqual([1, 1]);
    expect(await stopping(at.server, at.clock, 5000)).toBeLessThanOrEqual(50);
  });

  it('lets them absorb while it waits for others', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    await at.alice.sends('MESSAGE', { callId: 'call-2', branch: 'b2' });
    await at.bob.replies('MESSAGE', 200);
    at.got();
    await stopping(at.server, at.clock, 10_000, async (passed) => {
      if (passed === 500) await at.alice.sends('MESSAGE', { callId: 'call-2', branch: 'b2' });
      if (passed === 1000) await at.alice.sends('MESSAGE', { callId: 'call-3', branch: 'b3' });
      if (passed === 1500) await at.bob.replies('INVITE', 200);
    });
    expect(at.got()).toEqual({ alice: ['200 MESSAGE', '503 MESSAGE', '200 INVITE'] });
  });

  it('waits at most the grace', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('INVITE');
    const took = await stopping(at.server, at.clock, 3000);
    expect(took).toBeGreaterThanOrEqual(3000);
    expect(took).toBeLessThan(3200);
  });

  it('waits not at all with a grace of 0', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('INVITE');
    expect(await stopping(at.server, at.clock, 0)).toBe(0);
  });

  it('waits for asynchronous routes', async () => {
    let open = (): void => {};
    const at = await scene({
      requestRoute: forNew(async (ksr) => {
        await new Promise<void>((resolve) => (open = resolve));
        ksr.tm.t_send_reply(200, 'OK');
      }),
    });
    await at.alice.sends('OPTIONS');
    const took = await stopping(at.server, at.clock, 10_000, (passed) => {
      if (passed === 1000) open();
    });
    expect(took).toBeGreaterThanOrEqual(1000);
    expect(took).toBeLessThan(1300);
    expect(at.alice.got()).toEqual(['200 OPTIONS']);
  });

  it('answers new requests 503 meanwhile, and lets the others end', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    at.got();
    await stopping(at.server, at.clock, 10_000, async (passed) => {
      if (passed === 500) await at.carol.sends('OPTIONS', { callId: 'call-2', branch: 'b2' });
      if (passed === 1000) await at.alice.sends('CANCEL');
      if (passed === 1200) await at.bob.replies('INVITE', 487);
    });
    expect(at.got()).toEqual({ alice: ['200 CANCEL', '487 INVITE'], bob: ['CANCEL', 'ACK'], carol: ['503 OPTIONS'] });
  });

  it('leaves the address to the next one, and is deaf from then on', async () => {
    const at = await scene(RELAY);
    await stopping(at.server, at.clock, 1000);
    await at.alice.sends('OPTIONS');
    expect(at.got()).toEqual({});
    const next: MemoryPeer = at.network.peer(SERVER);
    at.alice.peer.send(requestText('OPTIONS', ALICE), SERVER);
    at.network.run();
    expect(next.received).toHaveLength(1);
  });

  it('ends all timers, and sends nothing more', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('INVITE');
    await at.settle(100);
    at.got();
    await stopping(at.server, at.clock, 0);
    await at.settle('60s');
    expect([at.got(), at.server.engine.wheel.size]).toEqual([{}, 0]);
  });

  it('may be asked twice', async () => {
    const at = await scene(RELAY);
    await stopping(at.server, at.clock, 0);
    await stopping(at.server, at.clock, 0);
    expect(at.errors).toEqual([]);
  });

  it('works before the start', async () => {
    const server = createServer(parts(checked({ modules: { tm: {} } }), { transport: () => nothing() }));
    await server.stop(1000);
    expect(server.sockets).toEqual([]);
  });

  it('ignores a reply that comes too late', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('OPTIONS');
    const reply = replyText(at.bob.last('OPTIONS'), 200);
    await stopping(at.server, at.clock, 0);
    await at.bob.sendsText(reply);
    expect(at.alice.got()).toEqual([]);
  });
});

describe('routes that are replaced while a call is under way', () => {
  it('end with the generation that they began with', async () => {
    const seen: string[] = [];
    const generation = (name: string) =>
      fromExports(
        {
          requestRoute: forNew((ksr) => {
            seen.push(`request ${name}`);
            ksr.tm.t_on_reply('reply');
            ksr.tm.t_on_failure('failed');
            ksr.tm.t_relay();
          }),
          reply: () => seen.push(`reply ${name}`),
          failed: () => seen.push(`failed ${name}`),
        },
        { file: '/test/routes.ts' },
      );
    const at = await scene(RELAY);
    at.server.engine.routes = generation('one');
    await at.alice.sends('INVITE');
    at.server.engine.routes = generation('two');
    await at.bob.replies('INVITE', 486);
    await at.alice.sends('OPTIONS');
    expect(seen).toEqual(['request one', 'reply one', 'failed one', 'request two']);
  });
});
