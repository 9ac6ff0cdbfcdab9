import type { MessageLimits } from '../sip/limits.ts';
import type { Clock } from '../timer/clock.ts';
import type { TimerWheel } from '../timer/wheel.ts';
import type { KeyedHash } from '../transaction/keyed-hash.ts';
import type { TransactionLayer } from '../transaction/layer.ts';
import type { OpenRaw } from '../transport/raw/types.ts';
import type { SocketTable } from '../transport/registry.ts';
import type { Resolver } from '../transport/resolve/resolver.ts';
import type { RouteContext, RouteFunction } from './context.ts';
import type { EventCallbacks } from './events.ts';
import type { Expressions } from './expression.ts';
import type { LocalRequest } from './local/local-request.ts';
import type { LocalRequests } from './local/table.ts';
import type { Logger } from './logger.ts';
import type { RouteGeneration } from './routes.ts';
import type { Branch } from './stateful/branch.ts';
import type { StatefulProxy } from './stateful/proxy.ts';
import type { Callbacks } from './stateful/rest.ts';
import type { StatefulTable } from './stateful/table.ts';
import type { Statistics } from './statistics.ts';
import type { Variables } from './variables.ts';

/** Random numbers for tags, branches and jitter; tests hand in a seeded one. */
export interface RandomSource {
  /** @returns unguessable lower-case letters and digits */
  token(length: number): string;
  /** @returns a number from 0 up to but without `limit` */
  below(limit: number): number;
}

/** Core options of the configuration that routing reads (spec/modules.md 2.8). */
export interface CoreOptions {
  /** Value of `Server` in replies and of `User-Agent` in own requests, '' for none. */
  readonly serverHeader: string;
  readonly userAgentHeader: string;
  readonly serverId: number;
  /** Names of the `$xavp` from which Via is made where a script asks for it, '' for none. */
  readonly viaLists: { readonly params: string; readonly fields: string; readonly replyParams: string };
  /** Branches of one transaction, index 0 included. */
  readonly maxBranches: number;
  readonly forceRport: boolean;
  /** use_dns_failover: a branch goes on with the next address of its next hop's name. */
  readonly dnsFailover: boolean;
  readonly replyToVia: boolean;
  readonly maxTransactions: number;
  readonly limits: MessageLimits;
  readonly defines: ReadonlyMap<string, string | number>;
}

/** Counters of what the core does; metrics read them. */
export class CoreCounters {
  requests = 0;
  replies = 0;
  /** Datagrams that are no SIP message, probes included. */
  notSip = 0;
  refusedRequests = 0;
  /** Replies that were dropped: broken, or their topmost Via is not ours. */
  foreignReplies = 0;
  strayReplies = 0;
  routeErrors = 0;
  /** A route returned normally though `exit()` was called: a catch swallowed it. */
  swallowedExits = 0;
  sendFailures = 0;
  forwarded = 0;
  repliesSent = 0;
}

/** Runs a module adds around the routes. All of them are called synchronously and must not throw. */
export interface CoreHooks {
  /** Before requestRoute: true absorbs the request (stateless ACK filter of sl). */
  readonly beforeRequest: ((cx: RouteContext) => boolean)[];
  /** Behind the core reply route, before transaction matching: true absorbs the reply (answers to pings). */
  readonly replyFilter: ((cx: RouteContext) => boolean)[];
  /** After requestRoute ended. */
  readonly afterRequest: ((cx: RouteContext) => void)[];
  /** After a callback of any kind ended, requestRoute included, and an asynchronous one when its promise is settled. */
  readonly afterRun: ((cx: RouteContext) => void)[];
}

/** What every message's context reaches: the services of one server. There may be several in one process. */
export interface Core {
  readonly clock: Clock;
  readonly wheel: TimerWheel;
  readonly log: Logger;
  readonly random: RandomSource;
  readonly sockets: SocketTable;
  readonly resolver: Resolver;
  /** Opens what sends with a source that is none of the sockets. */
  readonly raw: OpenRaw;
  readonly options: CoreOptions;
  readonly counters: CoreCounters;
  /** All counters of this server by name: those above, those of modules and of the routes. */
  readonly statistics: Statistics;
  readonly hooks: CoreHooks;
  readonly transactions: TransactionLayer<StatefulProxy, Branch | LocalRequest, Callbacks>;
  /** Requests that this server made by itself. */
  readonly locals: LocalRequests;
  /** Functions of the routes that run for events. */
  readonly events: EventCallbacks;
  readonly stateful: StatefulTable;
  /** The routes that new messages run. */
  readonly routes: RouteGeneration;
  /** Pseudo-variables by their text. */
  readonly expressions: Expressions;
  /** Hash with the secret of this process (branches, tags, places in tables). */
  readonly hash: KeyedHash;

  /** @returns an empty store for `$xavp` and the like */
  newVariables(): Variables;
  /**
   * Runs a callback with the KSR object of its kind. Errors are logged with the user's lines, never thrown.
   * @returns undefined when it ended, a promise when it is asynchronous
   */
  run(cx: RouteContext, route: RouteFunction): Promise<void> | undefined;
  /**
   * Calls a function of the routes within a run that goes on, with a KSR object of the same context. What it throws goes up.
   * @returns what it returned
   */
  call(cx: RouteContext, route: RouteFunction): unknown;
  /** Takes what the runtime itself threw behind an `await`: logged and counted, nothing else comes of it. */
  readonly defect: (error: unknown) => void;
  /** Logs a call of a function in a route where it does not work, once per call site. */
  misplaced(cx: RouteContext, name: string): void;
}
