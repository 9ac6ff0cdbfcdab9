import type { RouteContext, RouteFunction } from '../../runtime/routing/context.ts';
import { CoreCounters, type Core, type CoreHooks, type CoreOptions, type RandomSource } from '../../runtime/routing/core.ts';
import type { LogBindings, Logger } from '../../runtime/routing/logger.ts';
import type { RouteGeneration } from '../../runtime/routing/routes.ts';
import type { StatefulTable } from '../../runtime/routing/stateful/table.ts';
import { SharedVariables, Variables } from '../../runtime/routing/variables.ts';
import { DEFAULT_LIMITS } from '../../runtime/sip/limits.ts';
import { VirtualClock } from '../../runtime/timer/virtual.ts';
import { TimerWheel } from '../../runtime/timer/wheel.ts';
import { TransactionLayer } from '../../runtime/transaction/layer.ts';
import type { SocketTable } from '../../runtime/transport/registry.ts';
import type { Resolver } from '../../runtime/transport/resolve/resolver.ts';

/** A line that something logged. */
export interface Line {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly text: string;
  readonly bindings: LogBindings | undefined;
}

/** Keeps what is logged. */
export class KeptLog implements Logger {
  readonly lines: Line[] = [];

  debug(text: string, bindings?: LogBindings): void {
    this.lines.push({ level: 'debug', text, bindings });
  }
  info(text: string, bindings?: LogBindings): void {
    this.lines.push({ level: 'info', text, bindings });
  }
  warn(text: string, bindings?: LogBindings): void {
    this.lines.push({ level: 'warn', text, bindings });
  }
  error(text: string, bindings?: LogBindings): void {
    this.lines.push({ level: 'error', text, bindings });
  }
  enabled(): boolean {
    return true;
  }
  /** @returns the texts of one level */
  texts(level: Line['level']): string[] {
    return this.lines.filter((line) => line.level === level).map((line) => line.text);
  }
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Random numbers that are the same in each run (mulberry32). */
export class SeededRandom implements RandomSource {
  private state: number;

  constructor(seed: number = 1) {
    this.state = seed;
  }
  private next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
  token(length: number): string {
    let text = '';
    while (text.length < length) text += LETTERS[this.below(LETTERS.length)];
    return text;
  }
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }
}

/** Routes that do nothing. */
export const NO_ROUTES: RouteGeneration = {
  id: 1,
  file: '/routes.ts',
  requestRoute: (): void => {},
  onReplyRoute: undefined,
  names: [],
  get: () => undefined,
  mapStack: (error) => String(error),
};

/** The options of the recorded server. */
export const RECORDED_OPTIONS: CoreOptions = {
  serverHeader: 'ksr',
  userAgentHeader: 'ksr',
  serverId: 0,
  maxBranches: 12,
  forceRport: false,
  replyToVia: false,
  maxTransactions: 100_000,
  limits: DEFAULT_LIMITS,
  defines: new Map<string, string | number>([
    ['WITH_THING', ''],
    ['NUMBER', 42],
    ['TEXT', 'some text'],
  ]),
};

/** What a test puts into a core; everything has a default. */
export interface CoreParts {
  readonly sockets: SocketTable;
  readonly resolver?: Resolver;
  readonly options?: Partial<CoreOptions>;
  readonly clock?: VirtualClock;
  readonly random?: RandomSource;
  readonly routes?: RouteGeneration;
}

/** A core for tests: virtual clock, seeded random numbers, kept log. What it is not given is missing. */
export class TestCore implements Core {
  readonly clock: VirtualClock;
  readonly wheel: TimerWheel;
  readonly log: KeptLog = new KeptLog();
  readonly random: RandomSource;
  readonly sockets: SocketTable;
  readonly resolver: Resolver;
  readonly options: CoreOptions;
  readonly counters: CoreCounters = new CoreCounters();
  readonly hooks: CoreHooks = { beforeRequest: [], replyFilter: [], afterRequest: [] };
  readonly transactions: TransactionLayer;
  /** Set by tests that need transactions of a proxy. */
  stateful: StatefulTable = null as unknown as StatefulTable;
  routes: RouteGeneration;
  readonly secret: Int32Array = new Int32Array([1, 2, 3, 4]);
  readonly shared: SharedVariables = new SharedVariables();
  /** Functions that said they were called where they do not work. */
  readonly misplacedCalls: string[] = [];
  /** Makes the KSR object of a context; set by whoever composed it. */
  ksr: (cx: RouteContext) => object = () => ({});

  constructor(parts: CoreParts) {
    this.clock = parts.clock ?? new VirtualClock();
    this.wheel = new TimerWheel(this.clock, {
      onError: (error) => {
        throw error;
      },
    });
    this.random = parts.random ?? new SeededRandom();
    this.sockets = parts.sockets;
    this.resolver = parts.resolver ?? (null as unknown as Resolver);
    this.options = { ...RECORDED_OPTIONS, ...parts.options };
    this.routes = parts.routes ?? NO_ROUTES;
    this.transactions = new TransactionLayer(this.wheel, this.options.maxTransactions);
  }

  newVariables(): Variables {
    return new Variables(this.shared);
  }
  run(cx: RouteContext, route: RouteFunction): Promise<void> | undefined {
    const result = route(this.ksr(cx) as never);
    return result instanceof Promise ? result : undefined;
  }
  misplaced(_cx: RouteContext, name: string): void {
    this.misplacedCalls.push(name);
  }
}
