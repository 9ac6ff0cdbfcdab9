import type { RouteContext } from '../routing/context.ts';
import { leave } from '../routing/exit.ts';
import { text } from './arguments.ts';
import { callModuleFunction } from './module-function.ts';

/**
 * Leaving a callback: `KSR.x.*` (spec/modules.md 3).
 * @in any
 * @see Kamailio KEMI, KSR.x
 */
export class KsrX {
  private readonly cx: RouteContext;

  constructor(cx: RouteContext) {
    this.cx = cx;
  }

  /**
   * Calls a function of a loaded module by its name alone, as native scripts do: `modf('has_totag')` is `KSR.siputils.has_totag()`. Of
   * several modules with a function of that name the one that is loaded first has it.
   *
   * @param name of the function, without its module
   * @param args what it takes
   * @returns the number it gave, `1` and `-1` for true and false; by way of a promise where the function gives one · `-1` also no
   * loaded module has a function of that name
   */
  modf(name: string, ...args: (string | number)[]): number | Promise<number> {
    const { cx } = this;
    const call = (ksr: object): unknown => callModuleFunction(ksr, text(name), args);
    return cx.core.call(cx, call) as number | Promise<number>;
  }
  /**
   * Leaves the whole callback at once, from any depth of functions. What was done so far stays done. It throws: do not catch it,
   * or throw on what you caught.
   */
  exit(): never {
    return leave(this.cx);
  }
  /**
   * Leaves the callback as `exit` does and drops the message: in requestRoute the same as `exit`, in reply callbacks the reply is
   * discarded (final replies in a callback armed by t_on_reply excepted), in branch callbacks the branch is not sent.
   */
  drop(): never {
    this.cx.dropped = true;
    return leave(this.cx);
  }
}
