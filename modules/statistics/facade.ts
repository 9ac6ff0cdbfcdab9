import { numberArgument, textArgument, type Counter, type RouteContext } from '../../runtime/module.ts';

/**
 * `KSR.statistics`: counts what routes declare in `variable`, and any other counter of the server, by its name without a group
 * (spec/modules.md 37). Module counters does the same with groups. `$stat(name)` reads them.
 * @in any
 * @see Kamailio statistics
 */
export class StatisticsFacade {
  private readonly cx: RouteContext;

  constructor(cx: RouteContext) {
    this.cx = cx;
  }

  /**
   * Adds a number to a counter.
   *
   * @param name of the counter, without a group
   * @param delta a whole number, less than 0 to subtract
   * @returns `1` done · `-1` there is no such counter
   */
  update_stat(name: string, delta: number): 1 | -1 {
    const counter = this.find(name);
    if (counter === null) return -1;
    counter.add(numberArgument(delta));
    return 1;
  }
  /**
   * Sets a counter to 0; one that was declared with `no_reset` stays as it is.
   *
   * @param name of the counter, without a group
   * @returns `1` done, or it stays · `-1` there is no such counter
   */
  reset_stat(name: string): 1 | -1 {
    const counter = this.find(name);
    if (counter === null) return -1;
    counter.reset();
    return 1;
  }

  private find(text: string): Counter | null {
    const { core } = this.cx;
    const counter = core.statistics.named(textArgument(text));
    if (counter === null) core.log.error('there is no such counter: declare it in variable', { counter: textArgument(text) });
    return counter;
  }
}

/** What routes of each kind see. */
export type StatisticsFacades = {
  request: StatisticsFacade;
  reply: StatisticsFacade;
  tm_reply: StatisticsFacade;
  branch: StatisticsFacade;
  failure: StatisticsFacade;
  branch_failure: StatisticsFacade;
  event: StatisticsFacade;
};
