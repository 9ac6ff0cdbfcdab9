import type { MessageLimits } from '../sip/limits.ts';
import type { SipMessage } from '../sip/message.ts';
import { Method } from '../sip/method.ts';
import { parseMessage } from '../sip/parser.ts';
import { validate } from '../sip/validate.ts';
import type { Clock } from '../timer/clock.ts';
import type { TimerWheel } from '../timer/wheel.ts';
import { KeyedHash } from '../transaction/keyed-hash.ts';
import { TransactionLayer } from '../transaction/layer.ts';
import type { OpenRaw } from '../transport/raw/types.ts';
import type { SocketTable } from '../transport/registry.ts';
import type { Resolver } from '../transport/resolve/resolver.ts';
import type { LocalSocket, Receiver } from '../transport/types.ts';
import { RouteContext, type RouteFunction } from './context.ts';
import { CoreCounters, type Core, type CoreHooks, type CoreOptions, type RandomSource } from './core.ts';
import { SERVER_ERROR, UNAVAILABLE, errorReason } from './errors.ts';
import type { LocalRequest } from './local/local-request.ts';
import { LocalRequests } from './local/table.ts';
import { statelessReply } from './local-reply.ts';
import { EventCallbacks, named, standIn } from './events.ts';
import type { Expressions } from './expression.ts';
import type { Logger } from './logger.ts';
import { messageBindings } from './message-log.ts';
import { passesReceived, preRoute } from './pre-routing.ts';
import { routeReply } from './reply-routing.ts';
import type { RouteGeneration } from './routes.ts';
import { RouteRunner } from './runner.ts';
import { Source } from './source.ts';
import type { Branch } from './stateful/branch.ts';
import { findTransaction, newTransaction } from './stateful/lookup.ts';
import type { StatefulProxy } from './stateful/proxy.ts';
import type { Callbacks } from './stateful/rest.ts';
import { revive, reviveRinging } from './stateful/revive.ts';
import { sendDelayedError } from './stateful/relay.ts';
import { reply } from './stateful/reply.ts';
import { StatefulTable } from './stateful/table.ts';
import { declareCore, Statistics } from './statistics.ts';
import { statelessTag } from './stateless.ts';
import { SharedVariables, Variables } from './variables.ts';

/** What an engine is made of; all of it is handed in, so that several run in one process (spec architecture 7). */
export interface EngineParts {
  readonly clock: Clock;
  readonly wheel: TimerWheel;
  readonly log: Logger;
  readonly random: RandomSource;
  readonly sockets: SocketTable;
  readonly resolver: Resolver;
  readonly raw: OpenRaw;
  readonly options: CoreOptions;
  readonly routes: RouteGeneration;
  readonly expressions: Expressions;
  /** Makes the KSR object of one run. */
  readonly makeKsr: (cx: RouteContext) => object;
}

// Shorter datagrams are probes that keep a hole open: CRLF, four zero octets (spec/modules.md 2.4)
const SHORTEST = 32;

// A server that stops for a restart is soon back; without the field a 503 counts as a 500 (RFC 3261 21.5.4)
const RETRY_AFTER = 'Retry-After: 10\r\n';

/** Takes what the transports receive through parser, checks, routes and transactions (spec architecture 6). */
export class Engine implements Core, Receiver {
  readonly clock: Clock;
  readonly wheel: TimerWheel;
  readonly log: Logger;
  readonly random: RandomSource;
  readonly sockets: SocketTable;
  readonly resolver: Resolver;
  readonly raw: OpenRaw;
  readonly options: CoreOptions;
  readonly counters: CoreCounters = new CoreCounters();
  readonly statistics: Statistics = new Statistics();
  readonly hooks: CoreHooks = { beforeRequest: [], replyFilter: [], afterRequest: [], afterRun: [] };
  readonly transactions: TransactionLayer<StatefulProxy, Branch | LocalRequest, Callbacks>;
  readonly locals: LocalRequests = new LocalRequests();
  readonly events: EventCallbacks = new EventCallbacks();
  readonly stateful: StatefulTable;
  readonly hash: KeyedHash;
  readonly expressions: Expressions;
  /** The routes that new messages run; replaced as a whole between two messages. */
  routes: RouteGeneration;
  /** The server is about to stop: requests that begin something are refused with 503 (RFC 3261 21.5.4). */
  draining = false;
  private readonly limits: MessageLimits;
  private readonly runner: RouteRunner;
  private readonly sharedVariables: SharedVariables = new SharedVariables();
  private readonly misplacedCalls: Set<string> = new Set();
  private suspendedRuns = 0;

  constructor(parts: EngineParts) {
    this.clock = parts.clock;
    this.wheel = parts.wheel;
    this.log = parts.log;
    this.random = parts.random;
    this.sockets = parts.sockets;
    this.resolver = parts.resolver;
    this.raw = parts.raw;
    this.options = parts.options;
    this.routes = parts.routes;
    this.expressions = parts.expressions;
    this.limits = parts.options.limits;
    declareCore(this.statistics, this.counters);
    this.stateful = new StatefulTable(parts.wheel);
    this.hash = new KeyedHash(Int32Array.of(parts.random.below(0xffffffff) | 0, parts.random.below(0xffffffff) | 0));
    this.transactions = new TransactionLayer({
      wheel: parts.wheel,
      clock: parts.clock,
      limit: parts.options.maxTransactions,
      hash: this.hash,
      revival: {
        finished: (stored) => revive(this, stored),
        ringing: (ringing) => reviveRinging(this, ringing),
      },
    });
    this.runner = new RouteRunner(parts.log, this.counters, parts.makeKsr, this.hooks.afterRun);
  }

  newVariables(): Variables {
    return new Variables(this.sharedVariables);
  }

  run(cx: RouteContext, route: RouteFunction): Promise<void> | undefined {
    return this.runner.run(cx, route);
  }

  call(cx: RouteContext, route: RouteFunction): unknown {
    return this.runner.call(cx, route);
  }

  misplaced(cx: RouteContext, name: string): void {
    const key = `${name} ${cx.kind} ${cx.routeName}`;
    if (this.misplacedCalls.has(key) || this.misplacedCalls.size > 1000) return;
    this.misplacedCalls.add(key);
    this.log.warn(`${name} does not work in ${cx.routeName}, a ${cx.kind} route: it returned -1`, messageBindings(cx));
  }

  readonly defect = (error: unknown): void => {
    this.counters.routeErrors++;
    this.log.error(`a defect in the server, please report it: ${error instanceof Error ? error.stack : String(error)}`);
  };

  drained(): void {
    this.stateful.ringing.drained(this.clock);
  }

  /** Everything is ready: `core:worker-one-init`. Resolves when it has ended. */
  async began(): Promise<void> {
    const { onWorkerOneInit } = this.routes;
    const socket = this.sockets.sockets[0];
    if (onWorkerOneInit === undefined || socket === undefined) return;
    const source = new Source(socket, socket.ip, socket.port, 0);
    const cx = new RouteContext(this, 'event', this.routes, 'onWorkerOneInit', standIn(), source);
    await this.run(cx, named(onWorkerOneInit, 'core:worker-one-init'));
  }

  /** Nothing that arrives may throw out of here (spec/security.md 1). */
  received(text: string, socket: LocalSocket, ip: string, port: number, flow: number): void {
    try {
      if (text.length < SHORTEST) {
        this.counters.notSip++;
        return;
      }
      const message = parseMessage(text);
      if (message === null) {
        this.counters.notSip++;
        return;
      }
      const source = new Source(socket, ip, port, flow);
      const { onMsgReceived } = this.routes;
      if (onMsgReceived !== undefined && !passesReceived(this, onMsgReceived, message, source)) return;
      if (message.isRequest) this.request(message, source);
      else this.reply(message, source);
    } catch (error) {
      this.counters.routeErrors++;
      this.log.error(`a defect in the server, please report it: ${error instanceof Error ? error.stack : String(error)}`, {
        source: `${socket.proto}:${ip}:${port}`,
      });
    }
  }

  private request(message: SipMessage, source: Source): void {
    this.counters.requests++;
    const cx = new RouteContext(this, 'request', this.routes, 'requestRoute', message, source);
    const refusal = validate(message, this.limits);
    if (refusal !== null) {
      this.counters.refusedRequests++;
      if (refusal.status > 0) statelessReply(cx, refusal.status, refusal.reason, statelessTag(cx));
      if (this.log.enabled('debug')) this.log.debug(`refused: ${refusal.status} ${refusal.reason}`, messageBindings(cx));
      return;
    }
    if (this.draining && this.beginsSomething(cx)) {
      this.counters.refusedRequests++;
      statelessReply(cx, UNAVAILABLE.status, UNAVAILABLE.reason, statelessTag(cx), RETRY_AFTER);
      return;
    }
    const { onPreRouting } = this.routes;
    if (onPreRouting === undefined) this.route(cx);
    else preRoute(cx, onPreRouting, () => this.route(cx));
  }

  private route(cx: RouteContext): void {
    for (const hook of this.hooks.beforeRequest) if (hook(cx)) return;
    if (this.suspendedRuns > 0 && this.repeatsSuspended(cx)) return;
    const running = this.run(cx, this.routes.requestRoute);
    if (running === undefined) this.requestEnded(cx);
    else this.suspended(cx, running);
  }

  // What belongs to a dialog or to a transaction has to come to its end here
  private beginsSomething(cx: RouteContext): boolean {
    const { methodId, toTag } = cx.message;
    if (methodId === Method.ACK || methodId === Method.CANCEL || toTag !== '') return false;
    return findTransaction(cx) === null;
  }

  // An asynchronous route waits for something: the transaction absorbs what the client repeats meanwhile (spec/modules.md 3)
  private suspended(cx: RouteContext, running: Promise<void>): void {
    if (cx.proxy === null && findTransaction(cx) === null) newTransaction(cx);
    if (cx.ownsProxy) cx.proxy?.watch();
    else if (cx.proxy !== null) cx.proxy.shared = true;
    cx.suspended = true;
    this.suspendedRuns++;
    running
      .then(() => {
        cx.suspended = false;
        this.suspendedRuns--;
        this.requestEnded(cx);
      })
      .catch(this.defect);
  }

  // The route of this very request is suspended: it does not run a second time beside itself
  private repeatsSuspended(cx: RouteContext): boolean {
    if (cx.message.methodId === Method.ACK) return false;
    const known = findTransaction(cx);
    if (known === null || !known.cx.suspended) return false;
    known.server.repeated();
    return true;
  }

  private requestEnded(cx: RouteContext): void {
    const { proxy } = cx;
    if (cx.failed) this.answerFailure(cx);
    sendDelayedError(cx);
    // a transaction that the script made and left alone goes its way after the wait (t_release)
    if (proxy !== null && cx.ownsProxy && proxy.isIdle) proxy.server.release();
    for (const hook of this.hooks.afterRequest) hook(cx);
    cx.ended = true;
    if (proxy === null || !cx.ownsProxy) return;
    if (proxy.answered) proxy.letGo();
    else proxy.awaitAnswer();
  }

  // The script failed: whoever asked shall not wait for nothing (spec architecture 5)
  private answerFailure(cx: RouteContext): void {
    if (cx.proxy !== null && cx.ownsProxy ? cx.proxy.answered || cx.proxy.relayed : cx.answered) return;
    reply(cx, 500, errorReason(SERVER_ERROR, cx.ownsProxy ? 'TM' : 'SL'));
  }

  private reply(message: SipMessage, source: Source): void {
    this.counters.replies++;
    const refusal = validate(message, this.limits);
    if (refusal !== null) {
      this.counters.foreignReplies++;
      return;
    }
    routeReply(this, message, source);
  }
}
