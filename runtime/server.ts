// The package's entry point `ksr/server`: the one place of the runtime that meets modules by name and puts a server together.
import { networkInterfaces } from 'node:os';
import { catalogue } from '../modules/catalogue.ts';
import type { Config } from './config/types.ts';
import { composeKsr } from './ksr/compose.ts';
import { PvRegistry } from './ksr/pv/registry.ts';
import type { AnyModule } from './module/contract.ts';
import { inOrder } from './module/graph.ts';
import { ModuleHost } from './module/host.ts';
import type { RouteContext } from './routing/context.ts';
import type { RandomSource } from './routing/core.ts';
import { Engine } from './routing/engine.ts';
import type { Logger } from './routing/logger.ts';
import { SecureRandom } from './routing/random.ts';
import type { RouteGeneration } from './routing/routes.ts';
import type { Clock } from './timer/clock.ts';
import { RealClock } from './timer/real.ts';
import { TimerWheel } from './timer/wheel.ts';
import { parseAlias } from './transport/alias.ts';
import { chooseDatagrams } from './transport/batch/choose.ts';
import { expandListen, machineAddresses } from './transport/expand.ts';
import { parseListen, type ListenSpec } from './transport/listen.ts';
import { openLinuxRaw } from './transport/raw/linux.ts';
import type { OpenRaw } from './transport/raw/types.ts';
import { SocketTable } from './transport/registry.ts';
import { Resolver } from './transport/resolve/resolver.ts';
import { SystemDns, type DnsSource } from './transport/resolve/source.ts';
import { Tap } from './transport/tap.ts';
import type { LocalSocket, Receiver, Transport } from './transport/types.ts';
import { UdpTransport } from './transport/udp.ts';
import { KsrError } from './errors.ts';

/** What a server is made of. Everything but config, routes and log has the machine's own part as default. */
export interface ServerOptions {
  readonly config: Config;
  readonly routes: RouteGeneration;
  readonly log: Logger;
  /** Absolute path, for messages. */
  readonly configFile: string;
  readonly clock?: Clock;
  readonly random?: RandomSource;
  readonly dns?: DnsSource;
  /** Modules there are, by name; those of the catalogue unless given. */
  readonly modules?: ReadonlyMap<string, AnyModule>;
  /** Makes the transport for the addresses to listen on; tests put a network in memory here. */
  readonly transport?: (specs: readonly ListenSpec[], tap: Tap, onError: (error: unknown) => void) => Transport;
  /** Opens raw sockets for modules that ask for one; the system's own unless given. */
  readonly raw?: OpenRaw;
}

/** A server in this process. There may be several. */
export interface Server {
  /** Binds and begins to serve. Rejects with a KsrError when an address, or what a module needs, can not be had; nothing is bound then. */
  start(): Promise<void>;
  /** Where it listens, once it was started. */
  readonly sockets: readonly LocalSocket[];
  /** Names of the loaded modules. */
  readonly modules: readonly string[];
  /** What whoever runs it should know about this configuration, one sentence each. */
  readonly risks: readonly string[];
  /** Packets in both directions. */
  readonly tap: Tap;
  readonly engine: Engine;
  readonly host: ModuleHost;
  /** Lets what is under way end, for at most so many milliseconds, then closes everything. */
  stop(graceMs: number): Promise<void>;
}

/** @returns all modules there are, by name */
export function builtinModules(): ReadonlyMap<string, AnyModule> {
  return new Map(Object.values(catalogue as Readonly<Record<string, AnyModule>>).map((module) => [module.name, module]));
}

// A server that waits for its transactions looks this often, in milliseconds
const DRAIN_STEP = 50;

/**
 * Puts a server together; nothing is bound before `start`.
 * @throws KsrError for mistakes of the user
 */
export function createServer(options: ServerOptions): Server {
  const { config, log, configFile } = options;
  const clock = options.clock ?? new RealClock();
  const random = options.random ?? new SecureRandom();
  const onError = (error: unknown): void => log.error(`a defect in the server, please report it: ${stackOf(error)}`);
  // expired timers are looked at in batches of 8 ms: a third less CPU under load, and a late timer is no harm
  const wheel = new TimerWheel(clock, { onError, pause: 8 });
  const tap = new Tap(onError);
  const sockets = new SocketTable(config.aliases.map(parseAlias));
  const fraction = (): number => random.below(1_000_000) / 1_000_000;
  const resolver = new Resolver({
    clock,
    wheel,
    source: options.dns ?? new SystemDns(),
    random: fraction,
    srvBalance: config.dns_srv_lb,
    families: config.dns_try_ipv6 ? [4, 6] : [4],
    negativeTtl: config.dns_cache_negative_ttl,
    minTtl: config.dns_cache_min_ttl,
    maxTtl: config.dns_cache_max_ttl,
  });
  const variables = new PvRegistry({ log, clock });
  let makeKsr: (cx: RouteContext) => object = () => ({});
  const engine = new Engine({
    clock,
    wheel,
    log,
    random,
    sockets,
    resolver,
    raw: options.raw ?? (() => openLinuxRaw()),
    expressions: variables,
    routes: options.routes,
    options: coreOptions(config),
    makeKsr: (cx) => makeKsr(cx),
  });
  const host = new ModuleHost({ core: engine, variables, params: config.modules });
  const modules = inOrder(modulesOf(config, options.modules ?? builtinModules(), configFile), configFile);
  host.setUp(modules);
  makeKsr = composeKsr(host.facades);

  const interfaces = networkInterfaces();
  const specs = expandListen(
    config.listen.map((entry) => parseListen(entry, config.advertise)),
    interfaces,
  );
  const addresses = [...machineAddresses(interfaces, 4), ...machineAddresses(interfaces, 6)];
  const makeUdp = (): Transport => {
    const open = chooseDatagrams({ clock, env: process.env, tell: (text) => log.info(text) });
    return new UdpTransport(udpOnly(specs), { tap, onError, addresses, open });
  };
  const transport = options.transport?.(specs, tap, onError) ?? makeUdp();

  const close = async (): Promise<void> => {
    await host.stop();
    await transport.close();
    wheel.close();
  };

  return {
    engine,
    host,
    tap,
    modules: modules.map((module) => module.name),
    get risks() {
      return host.risks;
    },
    get sockets() {
      return transport.sockets;
    },
    async start() {
      // what arrives before all is ready has to wait in the kernel: sockets are bound last, modules start at once after
      const receiver = new Gate(engine);
      await transport.open(receiver);
      for (const socket of transport.sockets) sockets.add(socket);
      try {
        await host.start();
        await engine.began();
      } catch (error) {
        await close();
        throw error;
      }
      receiver.open();
    },
    async stop(graceMs) {
      engine.draining = true;
      const until = clock.now() + graceMs;
      while (engine.transactions.servers.unanswered > 0 && clock.now() < until) {
        await new Promise<void>((resolve) => void clock.after(DRAIN_STEP, resolve));
      }
      await close();
    },
  };
}

/** Holds what arrives until everything is ready: a datagram in the first milliseconds is no reason for a retransmission. */
class Gate implements Receiver {
  private readonly engine: Engine;
  private waiting: (() => void)[] | null = [];

  constructor(engine: Engine) {
    this.engine = engine;
  }
  open(): void {
    const waiting = this.waiting ?? [];
    this.waiting = null;
    for (const arrival of waiting) arrival();
    this.engine.drained();
  }
  received(text: string, socket: LocalSocket, ip: string, port: number, flow: number): void {
    if (this.waiting === null) this.engine.received(text, socket, ip, port, flow);
    else if (this.waiting.length < 1000) this.waiting.push(() => this.engine.received(text, socket, ip, port, flow));
  }
  drained(): void {
    this.engine.drained();
  }
}

function modulesOf(config: Config, known: ReadonlyMap<string, AnyModule>, file: string): AnyModule[] {
  return Object.keys(config.modules).map((name) => {
    const module = known.get(name);
    if (module === undefined) throw new KsrError('E_MODULE_UNKNOWN', { file, module: name });
    return module;
  });
}

function udpOnly(specs: readonly ListenSpec[]): readonly ListenSpec[] {
  const other = specs.find((spec) => spec.proto !== 'udp');
  if (other !== undefined) {
    throw new KsrError('E_LISTEN_SYNTAX', {
      text: `${other.proto}:${other.ip}:${other.port}`,
      problem: `${other.proto} is not served yet, only udp is`,
    });
  }
  return specs;
}

function coreOptions(config: Config): Engine['options'] {
  return {
    serverHeader: config.server_header,
    userAgentHeader: config.user_agent_header,
    serverId: config.server_id,
    viaLists: {
      params: config.xavp_via_params,
      fields: config.xavp_via_fields,
      replyParams: config.xavp_via_reply_params,
    },
    maxBranches: config.max_branches,
    forceRport: config.force_rport,
    dnsFailover: config.use_dns_failover,
    replyToVia: config.reply_to_via,
    maxTransactions: config.limits.maxTransactions,
    limits: { message: config.limits.maxMessageSize, headers: config.limits.maxHeaders, key: config.limits.maxKeySize },
    defines: config.defines,
  };
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
