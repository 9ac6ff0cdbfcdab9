import { loadSystemCalls, type SystemCalls } from '../../../runtime/transport/batch/system-calls.ts';
import { Callee } from './callee.ts';
import { Caller } from './caller.ts';
import { Calls } from './calls.ts';
import { Arrivals } from './arrivals.ts';
import { loadDoze, type Doze } from './doze.ts';

const SWEEP = 250;
/** Milliseconds that a process which sleeps may wake late: shorter ones are waited for in a loop. */
const LATE = 0.06;
/** Milliseconds of sleep at most, so that timers have their turn. */
const LONGEST = 5;

/** Both phones, in one process, and what makes them call. */
export class Generator {
  readonly calls: Calls = new Calls();
  private caller!: Caller;
  private callee!: Callee;
  private window: number = 0; // closed loop: calls that do not ring, at most
  private most: number = Infinity;
  private arrivals: Arrivals | null = null; // open loop
  private readonly sleep: Doze | null = loadDoze();
  private readonly sweeping: NodeJS.Timeout;

  private constructor() {
    this.sweeping = setInterval(() => this.sweep(), SWEEP);
  }

  /** @param system moves many datagrams with one call; null: one by one */
  static async open(system: SystemCalls | null = systemCalls()): Promise<Generator> {
    const generator = new Generator();
    const drained = (): void => generator.drained();
    generator.callee = await Callee.open(generator.calls, system, drained);
    generator.caller = await Caller.open(generator.calls, generator.callee.socket.port, system, drained);
    return generator;
  }

  /** Calls through a server on this port, or, without one, directly. */
  through(server: number | null): void {
    this.caller.socket.connect(server ?? this.callee.socket.port);
    this.callee.socket.connect(server ?? this.caller.socket.port);
  }

  /**
   * Closed loop: keeps `window` calls busy besides `ringing` ones, as fast as the server goes.
   * @param most calls at the same time; no more begin when there are so many
   */
  saturate(window: number, ringing: number = 0, most: number = Infinity): void {
    this.callee.patience = ringing;
    this.arrivals = null;
    this.window = window;
    this.most = most;
    this.pump();
  }

  /** Open loop: so many calls a second, at random distances, whatever the server does. */
  pace(perSecond: number, ringing: number = 0): void {
    this.callee.patience = ringing;
    this.window = 0;
    const arrivals = new Arrivals(perSecond, performance.now());
    this.arrivals = arrivals;
    const turn = (): void => {
      if (this.arrivals !== arrivals) return;
      this.pump();
      this.doze(arrivals);
      setImmediate(turn);
    };
    turn();
  }

  /** Begins no more calls. */
  pause(): void {
    this.window = 0;
    this.arrivals = null;
  }

  /** Lets all calls end. */
  async settle(): Promise<void> {
    this.pause();
    const { calls, callee, caller } = this;
    callee.patience = 0;
    while (calls.open > 0) {
      while (calls.open - calls.ringing < 32 && callee.answerOldest(performance.now()));
      callee.socket.flush();
      caller.socket.flush();
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  async close(): Promise<void> {
    this.pause();
    clearInterval(this.sweeping);
    await Promise.all([this.caller.socket.close(), this.callee.socket.close()]);
  }

  // until a call is due or something arrived, which the event loop then reads
  private doze(arrivals: Arrivals): void {
    const wait = Math.min(arrivals.until(performance.now()) - LATE, LONGEST);
    if (wait > 0) this.sleep?.(this.caller.socket.fd, this.callee.socket.fd, wait);
  }

  private drained(): void {
    this.callee.socket.flush();
    this.pump();
  }

  private pump(): void {
    const { calls, caller, arrivals } = this;
    const now = performance.now();
    if (arrivals !== null) for (let due = arrivals.due(now); due > 0; due--) caller.call(performance.now());
    else while (calls.open - calls.ringing < this.window && calls.open < this.most) caller.call(now);
    caller.socket.flush();
  }

  private sweep(): void {
    this.calls.sweep(performance.now());
    this.pump();
  }
}

function systemCalls(): SystemCalls | null {
  const calls = loadSystemCalls();
  return typeof calls === 'string' ? null : calls;
}
