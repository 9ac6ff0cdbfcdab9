import { EXIT } from '../routing/exit.ts';
import { forward } from '../routing/forward.ts';
import { text } from './arguments.ts';
import { KsrConnection } from './core/connection.ts';

/**
 * The core's functions, `KSR.*` (spec/modules.md 2). Composed by inheritance, one class for each subject (core/), so that a
 * message costs one object with one shape.
 * @in request, branch, failure, branch_failure, event
 * @see Kamailio KEMI, core
 */
export class KsrCore extends KsrConnection {
  /**
   * Forwards the request without a transaction: to `$du`, else to the Request-URI. Requests only.
   * @returns `1` sent, or waiting for the next hop's name to be looked up · `-1` no usable next hop, or it could not be sent
   */
  forward(): 1 | -1 {
    if (!this.cx.message.isRequest) return this.cx.misplaced('forward');
    return forward(this.cx);
  }
  /**
   * Forwards the request without a transaction to the given URI. Requests only.
   * @param uri next hop; `''` is as `forward()`
   * @returns `1` sent, or waiting for the next hop's name to be looked up · `-1` no usable next hop, or it could not be sent
   */
  forward_uri(uri: string): 1 | -1 {
    if (!this.cx.message.isRequest) return this.cx.misplaced('forward_uri');
    return forward(this.cx, text(uri));
  }

  /**
   * Marks the message to be dropped, as `KSR.x.drop()` does, without leaving the callback. In reply callbacks the reply is then
   * discarded, in branch callbacks the branch is not sent.
   * @in any
   */
  set_drop(): void {
    this.cx.dropped = true;
  }

  /**
   * Runs another exported function of the routes file with this KSR. Only functions that are not asynchronous; those are called
   * directly and awaited.
   * @param name of the exported function
   * @returns the whole number it returned, `1` when it returned something else or nothing · `0` it left with `exit()` or `drop()` ·
   * `-1` there is none of that name, or it is asynchronous
   * @in any
   */
  route(name: string): number {
    const route = this.cx.routes.get(text(name));
    if (route === undefined) {
      this.cx.core.log.error('no such route', { route: text(name) });
      return -1;
    }
    let result: unknown;
    try {
      result = (route as (ksr: object) => unknown)(this);
    } catch (error) {
      if (error !== EXIT) throw error;
      this.cx.exitRaised = false;
      return 0;
    }
    if (typeof result === 'number') return Math.trunc(result);
    if (!isThenable(result)) return 1;
    this.cx.core.log.error('KSR.route() can not wait: call the asynchronous function itself, with await', { route: text(name) });
    // what it does goes on; a failure of it has nobody else to tell
    result.then(undefined, (error: unknown) => {
      if (error !== EXIT) this.cx.core.log.error(`${text(name)} failed: ${this.cx.routes.mapStack(error)}`);
    });
    return -1;
  }
}

/** What makes no sense in callbacks that get a reply: types leave it out there. */
export type CoreNotInReplies =
  | 'add_local_rport'
  | 'force_rport'
  | 'forward'
  | 'forward_uri'
  | 'is_myself_ruri'
  | 'sethost'
  | 'seturi'
  | 'setuser';

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
