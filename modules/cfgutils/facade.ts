import { coreHash, leave, numberArgument, textArgument, wireText, type Logger, type RouteContext } from '../../runtime/module.ts';
import type { Locks } from './locks.ts';
import { heapLines, memoryLine } from './memory.ts';

// setTimeout's own limit: 24.8 days, in milliseconds
const LONGEST_SLEEP = 2 ** 31 - 1;

/** What all facades of a server share. */
export interface CfgutilsState {
  readonly locks: Locks;
  readonly log: Logger;
  readonly after: (delay: number, run: () => void) => () => void;
  /** Asks the process to stop. */
  readonly stop: () => void;
  readonly initialProbability: number;
  /** Of `rand_event`, in percent. */
  probability: number;
}

/**
 * `KSR.cfgutils`: locks, waiting, chance, and what else scripts need of the process (spec/modules.md 41). What waits returns a promise,
 * so that nothing else waits with it: `await KSR.cfgutils.sleep(1)`.
 * @in any
 * @see Kamailio cfgutils
 */
export class Cfgutils {
  private readonly cx: RouteContext;
  private readonly state: CfgutilsState;

  constructor(cx: RouteContext, state: CfgutilsState) {
    this.cx = cx;
    this.state = state;
  }

  /**
   * Takes a lock, and waits for it while another run of a route holds it: `await KSR.cfgutils.lock(key)`. It belongs to this run and ends
   * with it; a script that forgot `unlock` is told so. A run that keeps a lock for more than `lockLimit` loses it to one that waits. A
   * lock that this run has already it keeps; upstream waits for itself for ever.
   *
   * @param key name of the lock; each has one of its own
   * @returns `1` taken, at once or by way of a promise · `-1` the run ended while it waited
   */
  lock(key: string): 1 | Promise<1 | -1> {
    return this.state.locks.take(textArgument(key), this.cx);
  }
  /**
   * Lets go of a lock.
   *
   * @param key name of the lock
   * @returns `1` it is free now, or was · `-1` another run holds it
   */
  unlock(key: string): 1 | -1 {
    return this.state.locks.release(textArgument(key), this.cx);
  }
  /**
   * Takes a lock when it is free.
   *
   * @param key name of the lock
   * @returns `1` taken · `-1` another run holds it, or this one does already
   */
  trylock(key: string): 1 | -1 {
    return this.state.locks.tryTake(textArgument(key), this.cx);
  }
  /**
   * As `lock`, for a key of two parts.
   *
   * @param first part of the key
   * @param second part of the key
   * @returns as `lock`
   */
  lock_key2(first: string, second: string): 1 | Promise<1 | -1> {
    return this.state.locks.take(pair(first, second), this.cx);
  }
  /**
   * As `unlock`, for a key of two parts.
   *
   * @param first part of the key
   * @param second part of the key
   * @returns as `unlock`
   */
  unlock_key2(first: string, second: string): 1 | -1 {
    return this.state.locks.release(pair(first, second), this.cx);
  }
  /**
   * As `trylock`, for a key of two parts.
   *
   * @param first part of the key
   * @param second part of the key
   * @returns as `trylock`
   */
  trylock_key2(first: string, second: string): 1 | -1 {
    return this.state.locks.tryTake(pair(first, second), this.cx);
  }

  /**
   * Tells whether the routes export a function of that name.
   *
   * @param name of the function
   * @returns `1` there is one · `-1` there is none
   */
  check_route_exists(name: string): 1 | -1 {
    return this.cx.routes.get(textArgument(name)) === undefined ? -1 : 1;
  }
  /**
   * Calls an exported function of the routes when there is one of that name, with this KSR. `exit()` in it leaves the whole callback.
   *
   * @param name of the function
   * @returns the whole number it returned, a promise of it when it is asynchronous · `1` it returned something else or nothing · `-1` there
   * is none of that name
   */
  route_if_exists(name: string): number | Promise<number> {
    const route = this.cx.routes.get(textArgument(name));
    if (route === undefined) return -1;
    const result = this.cx.core.call(this.cx, route);
    return result instanceof Promise ? result.then(resultOf) : resultOf(result);
  }

  /** Throws the dice. @returns `1` with the probability that is set · `-1` else */
  rand_event(): 1 | -1 {
    return this.cx.core.random.below(100) < this.state.probability ? 1 : -1;
  }
  /**
   * Sets the probability of `rand_event` for all routes.
   *
   * @param percent 0 never, 100 always; what is below or above counts as these
   * @returns `1`
   */
  rand_set_prob(percent: number): 1 {
    this.state.probability = numberArgument(percent);
    return 1;
  }
  /** Sets the probability back to `initial_probability`. @returns `1` */
  rand_reset_prob(): 1 {
    this.state.probability = this.state.initialProbability;
    return 1;
  }
  /** Gives the probability of `rand_event`. @returns percent */
  rand_get_prob(): number {
    return this.state.probability;
  }

  /**
   * Waits: `await KSR.cfgutils.sleep(2)`.
   *
   * @param seconds whole ones; 0 and less do not wait
   * @returns `1` by way of a promise, at once when there is nothing to wait for
   */
  sleep(seconds: number): 1 | Promise<1> {
    return this.wait(numberArgument(seconds) * 1000);
  }
  /**
   * Waits: `await KSR.cfgutils.usleep(20000)`.
   *
   * @param microseconds rounded up to milliseconds; 0 and less do not wait
   * @returns `1` by way of a promise, at once when there is nothing to wait for
   */
  usleep(microseconds: number): 1 | Promise<1> {
    return this.wait(Math.ceil(numberArgument(microseconds) / 1000));
  }

  /**
   * Hashes one text or two, the same in every process and release: a bucket for a caller, for example.
   *
   * @param first text
   * @param second hashed behind the first; `''` for none
   * @param bits the result is below or at two to the power of it, 1 to 31; 0 and less count as 0, of more the lowest five bits count
   * @returns a number from 1
   */
  core_hash(first: string, second: string, bits: number): number {
    const power = Math.max(0, numberArgument(bits)) & 31;
    return coreHash(wireText(textArgument(first)), wireText(textArgument(second)), 2 ** power) + 1;
  }

  /** Logs what memory the process uses. @returns `1` */
  shm_status(): 1 {
    this.state.log.info(memoryLine());
    for (const line of heapLines()) this.state.log.info(line);
    return 1;
  }
  /** As `shm_status`: there is one heap, for all. @returns `1` */
  pkg_status(): 1 {
    return this.shm_status();
  }
  /** Logs in one line what memory the process uses. @returns `1` */
  shm_summary(): 1 {
    this.state.log.info(memoryLine());
    return 1;
  }
  /** As `shm_summary`. @returns `1` */
  pkg_summary(): 1 {
    return this.shm_summary();
  }

  /** Stops the server: leaves the callback at once, lets what is under way end, and ends the process as SIGTERM does. */
  abort(): never {
    this.state.log.fatal(`${this.cx.routeName} called abort(): the server stops`);
    this.state.stop();
    return leave(this.cx);
  }

  private wait(delay: number): 1 | Promise<1> {
    if (delay <= 0) return 1;
    return new Promise((resolve) => void this.state.after(Math.min(delay, LONGEST_SLEEP), () => resolve(1)));
  }
}

// with the length of the first part in front, so that `ab`, `c` is another key than `a`, `bc`
function pair(first: string, second: string): string {
  const text = textArgument(first);
  return `${text.length}\0${text}${textArgument(second)}`;
}

function resultOf(value: unknown): number {
  return typeof value === 'number' && !Number.isNaN(value) ? Math.trunc(value) : 1;
}

/** What routes of each kind see. */
export type CfgutilsFacades = {
  request: Cfgutils;
  reply: Cfgutils;
  tm_reply: Cfgutils;
  branch: Cfgutils;
  failure: Cfgutils;
  branch_failure: Cfgutils;
  event: Cfgutils;
};
