import { numberArgument, textArgument, type Counter, type RouteContext } from '../../runtime/module.ts';
import { counterName } from './name.ts';

/**
 * `KSR.counters`: counts what routes declare in `script_counter`, and any other counter of the server by `group.name`: those of the core
 * are `core.rcv_requests` and so on (spec/modules.md 37). `$stat(name)` reads them.
 * @in any
 * @see Kamailio counters
 */
export class Counters {
  private readonly cx: RouteContext;
  private readonly group: string;

  /** @param group of names without one */
  constructor(cx: RouteContext, group: string) {
    this.cx = cx;
    this.group = group;
  }

  /**
   * Adds one.
   *
   * @param name `group.name`, or the name of a counter in the group of the routes
   * @returns `1` done · `-1` there is no such counter
   */
  inc(name: string): 1 | -1 {
    return this.add(name, 1);
  }
  /**
   * Adds a number.
   *
   * @param name as that of `inc`
   * @param n a whole number, less than 0 to subtract
   * @returns as `inc`
   */
  add(name: string, n: number): 1 | -1 {
    const counter = this.find(name);
    if (counter === null) return -1;
    counter.add(numberArgument(n));
    return 1;
  }
  /**
   * Sets a counter to 0.
   *
   * @param name as that of `inc`
   * @returns as `inc`
   */
  reset(name: string): 1 | -1 {
    const counter = this.find(name);
    if (counter === null) return -1;
    counter.reset();
    return 1;
  }

  private find(text: string): Counter | null {
    const { group, name } = counterName(textArgument(text), this.group);
    const { core } = this.cx;
    const counter = core.statistics.find(group, name);
    if (counter === null)
      core.log.error('there is no such counter: declare it in script_counter', { counter: `${group}.${name}` });
    return counter;
  }
}

/** What routes of each kind see. */
export type CountersFacades = {
  request: Counters;
  reply: Counters;
  tm_reply: Counters;
  branch: Counters;
  failure: Counters;
  branch_failure: Counters;
  event: Counters;
};
