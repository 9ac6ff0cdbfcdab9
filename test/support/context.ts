import { ModuleHost } from '../../runtime/module/host.ts';
import type { AnyModule, Contribution, PvAccess } from '../../runtime/module/contract.ts';
import { composeKsr } from '../../runtime/ksr/compose.ts';
import { PvRegistry } from '../../runtime/ksr/pv/registry.ts';
import { RouteContext } from '../../runtime/routing/context.ts';
import type { CoreOptions } from '../../runtime/routing/core.ts';
import { Engine } from '../../runtime/routing/engine.ts';
import type { RouteKind } from '../../runtime/routing/route-kind.ts';
import type { RouteGeneration } from '../../runtime/routing/routes.ts';
import { Source } from '../../runtime/routing/source.ts';
import type { SipMessage } from '../../runtime/sip/message.ts';
import { parseMessage } from '../../runtime/sip/parser.ts';
import { VirtualClock } from '../../runtime/timer/virtual.ts';
import { TimerWheel } from '../../runtime/timer/wheel.ts';
import { parseAlias } from '../../runtime/transport/alias.ts';
import { SocketTable } from '../../runtime/transport/registry.ts';
import { Resolver } from '../../runtime/transport/resolve/resolver.ts';
import type { DnsSource } from '../../runtime/transport/resolve/source.ts';
import type { OpenRaw } from '../../runtime/transport/raw/types.ts';
import type { Proto } from '../../runtime/transport/types.ts';
import { findModules } from './composed.ts';
import { KeptLog, NO_ROUTES, NamedAddresses, RECORDED_OPTIONS, SeededRandom } from './core.ts';
import { CapturedRaw } from './raw.ts';
import { CapturedSocket, RECORDED_ALIASES, RECORDED_SOCKETS, type Sent, type SocketFacts } from './sockets.ts';

/** An address as recordings write it. */
export interface Endpoint {
  readonly ip: string;
  readonly port: number;
  readonly proto: Proto;
}

/** Parameters of modules that differ from their defaults. */
export type ModuleParams = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** How a server under test is made; everything has a default. */
export interface ServerOptions {
  readonly params?: ModuleParams;
  /** Names of the modules to set up; all of the repository unless given. */
  readonly modules?: readonly string[];
  readonly sockets?: readonly SocketFacts[];
  readonly aliases?: readonly string[];
  readonly options?: Partial<CoreOptions>;
  readonly clock?: VirtualClock;
  readonly routes?: RouteGeneration;
  /** Names that resolve; none unless given. */
  readonly dns?: DnsSource;
  /** Opens raw sockets; what leaves is kept in `raw` of the server unless given. */
  readonly openRaw?: OpenRaw;
}

/** What a message came with; everything has a default. */
export interface Arrival {
  readonly kind?: RouteKind;
  /** UDP 203.0.113.77:5060 unless given. */
  readonly src?: Endpoint;
  /** The server's socket of the same protocol and family unless given. */
  readonly dst?: Endpoint;
}

/** `KSR` as a vector sees it: functions by name, of modules by module name. */
export type AnyKsr = Record<string, unknown>;

const SOURCE: Endpoint = { ip: '203.0.113.77', port: 5060, proto: 'udp' };

/**
 * A server without network: the sockets, aliases and defines that the recordings were made with, all modules with default
 * parameters, and a list of what was sent.
 */
export class TestServer {
  readonly core: Engine;
  readonly clock: VirtualClock;
  readonly log: KeptLog;
  readonly sockets: readonly CapturedSocket[];
  /** Everything that left, in order. */
  readonly sent: Sent[];
  /** What left with a source that is none of the sockets. */
  readonly raw: CapturedRaw;
  readonly host: ModuleHost;
  /** Pseudo-variables by their full text. */
  readonly pv: PvAccess;
  /** Why a module is not there: what its import or its setup threw, by name. */
  readonly broken: ReadonlyMap<string, unknown>;
  private readonly makeKsr: (cx: RouteContext) => object;

  constructor(parts: ServerParts) {
    this.core = parts.core;
    this.clock = parts.clock;
    this.log = parts.log;
    this.sockets = parts.sockets;
    this.sent = parts.sent;
    this.raw = parts.raw;
    this.host = parts.host;
    this.pv = parts.pv;
    this.broken = parts.broken;
    this.makeKsr = parts.makeKsr;
  }

  /** What a module contributes; undefined when it is not there. */
  contribution(module: string): Contribution<unknown> | undefined {
    return this.host.contributions.get(module);
  }

  /** Lets a datagram or framed message arrive: parser, checks, routes, transactions. */
  receive(text: string, arrival: Arrival = {}): void {
    const { socket, ip, port, flow } = this.source(arrival);
    this.core.received(text, socket, ip, port, flow);
    this.core.drained();
  }

  /** @throws Error when the server has no such socket */
  socket(at: Endpoint): CapturedSocket {
    const socket = this.sockets.find((s) => s.proto === at.proto && s.ip === at.ip && s.port === at.port);
    if (socket === undefined) throw new Error(`the server does not listen on ${at.proto}:${at.ip}:${at.port}`);
    return socket;
  }

  /**
   * Makes the context of a received message.
   * @param text octets, one character each (`wire` of a recorded text), or a parsed message
   * @throws Error when it is no SIP message
   */
  context(text: string | SipMessage, arrival: Arrival = {}): RouteContext {
    const message = typeof text === 'string' ? parseMessage(text) : text;
    if (message === null) throw new Error('no SIP message');
    const source = this.source(arrival);
    const kind = arrival.kind ?? (message.isRequest ? 'request' : 'reply');
    return new RouteContext(this.core, kind, this.core.routes, 'requestRoute', message, source);
  }

  private source(arrival: Arrival): Source {
    const src = arrival.src ?? SOURCE;
    const family = src.ip.includes(':') ? 6 : 4;
    const dst = arrival.dst ?? this.sockets.find((s) => s.proto === src.proto && s.family === family) ?? this.sockets[0]!;
    return new Source(this.socket(dst), src.ip, src.port, dst.proto === 'udp' ? 0 : 1);
  }

  /** @returns the KSR object of the context */
  ksr(cx: RouteContext): AnyKsr {
    return this.makeKsr(cx) as AnyKsr;
  }

  /** @returns the function of that name (`is_myself`, `nathelper.nat_uac_test`), or null when there is none */
  find(cx: RouteContext, name: string): ((...args: unknown[]) => unknown) | null {
    const dot = name.indexOf('.');
    const ksr = this.ksr(cx);
    const owner = dot < 0 ? ksr : ksr[name.slice(0, dot)];
    if (typeof owner !== 'object' || owner === null) return null;
    const found = (owner as AnyKsr)[name.slice(dot + 1)];
    return typeof found === 'function' ? (found.bind(owner) as (...args: unknown[]) => unknown) : null;
  }

  /**
   * Calls a function by its name.
   * @throws Error when there is none
   */
  call(cx: RouteContext, name: string, ...args: readonly unknown[]): unknown {
    const found = this.find(cx, name);
    if (found === null) throw new Error(`there is no KSR.${name}`);
    return found(...args);
  }

  async stop(): Promise<void> {
    await this.host.stop();
    this.core.wheel.close();
  }
}

interface ServerParts {
  readonly core: Engine;
  readonly clock: VirtualClock;
  readonly log: KeptLog;
  readonly sockets: readonly CapturedSocket[];
  readonly sent: Sent[];
  readonly raw: CapturedRaw;
  readonly host: ModuleHost;
  readonly pv: PvAccess;
  readonly broken: ReadonlyMap<string, unknown>;
  readonly makeKsr: (cx: RouteContext) => object;
}

/** Makes a server under test. Its modules are set up and not started; see `TestServer.host`. */
export async function testServer(options: ServerOptions = {}): Promise<TestServer> {
  process.env['KEMI_ENV_TEXT'] = 'hello';
  process.env['KEMI_ENV_NUM'] = '17';
  const sent: Sent[] = [];
  const raw = new CapturedRaw();
  const sockets = (options.sockets ?? RECORDED_SOCKETS).map((facts) => new CapturedSocket(facts, sent));
  const table = new SocketTable((options.aliases ?? RECORDED_ALIASES).map(parseAlias));
  for (const socket of sockets) table.add(socket);
  const log = new KeptLog();
  const clock = options.clock ?? new VirtualClock();
  const wheel = new TimerWheel(clock, {
    onError: (error) => {
      throw error;
    },
  });
  const pv = new PvRegistry({ log, clock });
  let makeKsr: (cx: RouteContext) => object = () => ({});
  const core = new Engine({
    clock,
    wheel,
    log,
    random: new SeededRandom(),
    sockets: table,
    resolver: new Resolver({ clock, wheel, source: options.dns ?? new NamedAddresses(), random: () => 0.5 }),
    raw: options.openRaw ?? (() => (raw.open++, raw)),
    options: { ...RECORDED_OPTIONS, ...options.options },
    routes: options.routes ?? NO_ROUTES,
    expressions: pv,
    makeKsr: (cx) => makeKsr(cx),
  });
  const { modules, broken } = await findModules();
  const notThere = new Map(broken);
  const host = setUp(core, pv, modules, options, notThere);
  makeKsr = composeKsr(host.facades);
  return new TestServer({ core, clock, log, sockets, sent, raw, host, pv, broken: notThere, makeKsr });
}

// A module that can not be set up is left out, so that the others can be tested
function setUp(
  core: Engine,
  variables: PvRegistry,
  modules: readonly AnyModule[],
  options: ServerOptions,
  broken: Map<string, unknown>,
): ModuleHost {
  const wanted = options.modules === undefined ? modules : modules.filter((module) => options.modules!.includes(module.name));
  const params: Record<string, unknown> = {};
  const host = new ModuleHost({ core, variables, params });
  for (const module of wanted) {
    const parsed = module.params.safeParse(options.params?.[module.name] ?? {});
    params[module.name] = parsed.data;
    try {
      if (!parsed.success) throw parsed.error;
      host.setUp([module]);
    } catch (error) {
      broken.set(module.name, error);
    }
  }
  return host;
}
