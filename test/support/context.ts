import type { AnyModule, Contribution, ModuleContext, Periodic, PvAccess } from '../../runtime/module/contract.ts';
import { Avps, type Value } from '../../runtime/routing/avps.ts';
import { RouteContext } from '../../runtime/routing/context.ts';
import type { CoreOptions } from '../../runtime/routing/core.ts';
import type { RouteKind } from '../../runtime/routing/route-kind.ts';
import { Source } from '../../runtime/routing/source.ts';
import { Header } from '../../runtime/sip/header-type.ts';
import type { SipMessage } from '../../runtime/sip/message.ts';
import { parseMessage } from '../../runtime/sip/parser.ts';
import { Jobs } from '../../runtime/timer/periodic.ts';
import type { VirtualClock } from '../../runtime/timer/virtual.ts';
import { parseAlias } from '../../runtime/transport/alias.ts';
import { SocketTable } from '../../runtime/transport/registry.ts';
import type { Proto } from '../../runtime/transport/types.ts';
import { findModules } from './composed.ts';
import { TestCore } from './core.ts';
import { landed } from './landed.ts';
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
  readonly core: TestCore;
  readonly sockets: readonly CapturedSocket[];
  /** Everything that left, in order. */
  readonly sent: Sent[];
  /** What the modules contribute, by module name. */
  readonly contributions: ReadonlyMap<string, Contribution<unknown>>;
  readonly modules: readonly AnyModule[];
  /** Why a module is not there: what its import or its setup threw, by name. */
  readonly broken: ReadonlyMap<string, unknown>;
  /** Pseudo-variables by their full text. */
  readonly pv: PvAccess;
  readonly jobs: Jobs;

  constructor(
    core: TestCore,
    sockets: readonly CapturedSocket[],
    sent: Sent[],
    contributions: ReadonlyMap<string, Contribution<unknown>>,
    modules: readonly AnyModule[],
    broken: ReadonlyMap<string, unknown>,
    pv: PvAccess,
    jobs: Jobs,
  ) {
    this.core = core;
    this.sockets = sockets;
    this.sent = sent;
    this.contributions = contributions;
    this.modules = modules;
    this.broken = broken;
    this.pv = pv;
    this.jobs = jobs;
  }

  get clock(): VirtualClock {
    return this.core.clock;
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
    const src = arrival.src ?? SOURCE;
    const family = src.ip.includes(':') ? 6 : 4;
    const dst = arrival.dst ?? this.sockets.find((s) => s.proto === src.proto && s.family === family) ?? this.sockets[0]!;
    const flow = dst.proto === 'udp' ? 0 : 1;
    const source = new Source(this.socket(dst), src.ip, src.port, flow);
    const kind = arrival.kind ?? (message.isRequest ? 'request' : 'reply');
    return new RouteContext(this.core, kind, this.core.routes, 'requestRoute', message, source);
  }

  /** @returns the KSR object of the context */
  ksr(cx: RouteContext): AnyKsr {
    return this.core.ksr(cx) as AnyKsr;
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
    for (const contribution of this.contributions.values()) await contribution.stop?.();
    await this.jobs.close();
    this.core.wheel.close();
  }
}

/** Makes a server under test. Its modules are set up and not started; see `Contribution.start`. */
export async function testServer(options: ServerOptions = {}): Promise<TestServer> {
  process.env['KEMI_ENV_TEXT'] = 'hello';
  process.env['KEMI_ENV_NUM'] = '17';
  const sent: Sent[] = [];
  const sockets = (options.sockets ?? RECORDED_SOCKETS).map((facts) => new CapturedSocket(facts, sent));
  const table = new SocketTable((options.aliases ?? RECORDED_ALIASES).map(parseAlias));
  for (const socket of sockets) table.add(socket);
  const core = new TestCore({
    sockets: table,
    ...(options.options && { options: options.options }),
    ...(options.clock && { clock: options.clock }),
  });
  const jobs = new Jobs({
    wheel: core.wheel,
    clock: core.clock,
    random: () => core.random.below(1000) / 1000,
    onError: (error) => {
      throw error;
    },
  });
  const { modules, broken } = await findModules();
  const wanted = options.modules === undefined ? modules : modules.filter((module) => options.modules!.includes(module.name));
  const contributions = new Map<string, Contribution<unknown>>();
  const notThere = new Map(broken);
  const pv = await pvAccess(contributions);
  for (const module of wanted) {
    const given = options.params?.[module.name] ?? {};
    const parsed = module.params.safeParse(given);
    if (!parsed.success) {
      notThere.set(module.name, parsed.error);
      continue;
    }
    try {
      contributions.set(module.name, module.setup(moduleContext(core, parsed.data, contributions, pv, jobs)));
    } catch (error) {
      notThere.set(module.name, error);
    }
  }
  for (const contribution of contributions.values()) {
    if (contribution.beforeRequest) core.hooks.beforeRequest.push(contribution.beforeRequest);
    if (contribution.replyFilter) core.hooks.replyFilter.push(contribution.replyFilter);
    if (contribution.afterRequest) core.hooks.afterRequest.push(contribution.afterRequest);
  }
  const present = wanted.filter((module) => contributions.has(module.name));
  core.ksr = await ksrMaker(present, contributions);
  return new TestServer(core, sockets, sent, contributions, present, notThere, pv, jobs);
}

function moduleContext(
  core: TestCore,
  params: unknown,
  contributions: ReadonlyMap<string, Contribution<unknown>>,
  pv: PvAccess,
  jobs: Jobs,
): ModuleContext<any> {
  return {
    params,
    log: core.log,
    core,
    api: <T>(name: string): T => {
      const contribution = contributions.get(name);
      if (contribution === undefined) throw new Error(`module ${name} is not loaded`);
      return contribution.api as T;
    },
    find: <T>(name: string): T | undefined => contributions.get(name)?.api as T | undefined,
    every: (interval, run, jitter = 0): Periodic => {
      const job = jobs.every(interval, run, { jitter });
      return {
        stop: () => void job.stop(),
        get overruns(): number {
          return job.overruns;
        },
      };
    },
    avpName: (text) => avpName(text),
    pv,
  };
}

/** `$avp(s:rcv)` and `$avp(rcv)` are AVPs; nothing else is. */
function avpName(text: string): string | null {
  return text.startsWith('$avp(') && text.endsWith(')') && text.length > 6 ? Avps.key(text.slice(5, -1)) : null;
}

// Enough of the pseudo-variables for modules that write one, until runtime/ksr/pv is there.
async function pvAccess(_contributions: ReadonlyMap<string, Contribution<unknown>>): Promise<PvAccess> {
  return {
    get: (cx, text) => plainVariable(cx, text),
    set: (cx, text, value): boolean => {
      const avp = avpName(text);
      if (avp !== null && value !== null) cx.avps.add(avp, value);
      else if (text === '$ru') cx.requestUri = String(value);
      else if (text === '$du') cx.target.dstUri = value === null ? '' : String(value);
      else return false;
      return true;
    },
    exists: (text) => ['$ru', '$du', '$ou', '$ct'].includes(text) || avpName(text) !== null,
    writable: (text) => text === '$ru' || text === '$du' || avpName(text) !== null,
  };
}

function plainVariable(cx: RouteContext, text: string): Value | null {
  const avp = avpName(text);
  if (avp !== null) return cx.avps.first(avp);
  if (text === '$ru') return cx.requestUri;
  if (text === '$ou') return cx.message.requestUri;
  if (text === '$ct') return cx.message.body(Header.Contact);
  return text === '$du' && cx.target.dstUri !== '' ? cx.target.dstUri : null;
}

interface Compose {
  composeKsr(
    modules: readonly AnyModule[],
    contributions: ReadonlyMap<string, Contribution<unknown>>,
  ): (cx: RouteContext) => object;
}

async function ksrMaker(
  modules: readonly AnyModule[],
  contributions: ReadonlyMap<string, Contribution<unknown>>,
): Promise<(cx: RouteContext) => object> {
  const compose = await landed<Compose>('runtime/ksr/compose.ts');
  if (compose !== null) return compose.composeKsr(modules, contributions);
  const own = await ownFacades();
  return (cx) => {
    const ksr: AnyKsr = own(cx);
    for (const module of modules) {
      const facade = contributions.get(module.name)?.facade;
      if (facade !== undefined) ksr[module.ksrName ?? module.name] = facade(cx);
    }
    return ksr;
  };
}

type FacadeClass = new (cx: RouteContext) => object;

// KSR's own functions, as far as they are written.
async function ownFacades(): Promise<(cx: RouteContext) => AnyKsr> {
  const core = (await landed<Record<string, FacadeClass>>('runtime/ksr/core.ts'))?.['KsrCore'];
  const parts: [string, FacadeClass][] = [];
  for (const [name, type] of [
    ['pv', 'KsrPv'],
    ['hdr', 'KsrHdr'],
    ['x', 'KsrX'],
  ] as const) {
    const facade = (await landed<Record<string, FacadeClass>>(`runtime/ksr/${name}.ts`))?.[type];
    if (facade !== undefined) parts.push([name, facade]);
  }
  return (cx) => {
    const ksr = (core === undefined ? {} : new core(cx)) as AnyKsr;
    for (const [name, facade] of parts) ksr[name] = new facade(cx);
    return ksr;
  };
}
