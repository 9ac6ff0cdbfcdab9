import type { RouteContext, RouteFunction } from './context.ts';
import type { CoreCounters, CoreHooks } from './core.ts';
import { EXIT } from './exit.ts';
import type { Logger } from './logger.ts';
import { messageBindings } from './message-log.ts';

/** Runs callbacks with the KSR object of their context, and stands between user code and the server. */
export class RouteRunner {
  private readonly log: Logger;
  private readonly counters: CoreCounters;
  private readonly makeKsr: (cx: RouteContext) => object;
  private readonly afterRun: CoreHooks['afterRun'];

  /**
   * @param makeKsr makes the KSR object of one run
   * @param afterRun called when a run has ended
   */
  constructor(log: Logger, counters: CoreCounters, makeKsr: (cx: RouteContext) => object, afterRun: CoreHooks['afterRun'] = []) {
    this.log = log;
    this.counters = counters;
    this.makeKsr = makeKsr;
    this.afterRun = afterRun;
  }

  /**
   * Runs one callback. What it throws is logged with the user's file and line, and ends here: `cx.failed` says so.
   * @returns undefined when it has ended; a promise, which never rejects, when it is asynchronous
   */
  run(cx: RouteContext, route: RouteFunction): Promise<void> | undefined {
    try {
      const result = (route as (ksr: object) => unknown)(this.makeKsr(cx));
      if (isThenable(result)) {
        return Promise.resolve(result).then(
          () => this.returned(cx),
          (error: unknown) => this.threw(cx, error),
        );
      }
      this.returned(cx);
    } catch (error) {
      this.threw(cx, error);
    }
    return undefined;
  }

  /** Calls a function within a run. @returns what it returned; what it throws goes up */
  call(cx: RouteContext, route: RouteFunction): unknown {
    return (route as (ksr: object) => unknown)(this.makeKsr(cx));
  }

  private returned(cx: RouteContext): void {
    for (const hook of this.afterRun) hook(cx);
    if (!cx.exitRaised) return;
    this.counters.swallowedExits++;
    this.log.warn(
      `${cx.routeName} went on after KSR.x.exit(): a catch swallowed it; let it pass with \`throw\``,
      messageBindings(cx),
    );
  }

  private threw(cx: RouteContext, error: unknown): void {
    for (const hook of this.afterRun) hook(cx);
    if (error === EXIT) return;
    cx.failed = true;
    this.counters.routeErrors++;
    this.log.error(`${cx.routeName} failed: ${cx.routes.mapStack(error)}`, messageBindings(cx));
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
