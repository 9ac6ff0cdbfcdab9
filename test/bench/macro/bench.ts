import type { Places } from '../cpus.ts';
import { Generator } from '../load/generator.ts';
import type { Spread } from '../statistics.ts';
import type { Pauses } from '../server/questions.ts';
import { ServerProcess } from '../server/process.ts';

/** Calls that are busy in a closed loop, beside those that ring. */
export const WINDOW = 32;

/** What a phase of load showed. */
export interface Phase {
  readonly seconds: number;
  readonly calls: number;
  readonly perSecond: number;
  /** CPU of all threads of the server, microseconds for each finished call. */
  readonly cpu: number;
  /** Share of a processor that the server, and the generator, took. */
  readonly serverBusy: number;
  readonly generatorBusy: number;
  /** Milliseconds from phone to phone: the INVITE, and the 200. */
  readonly request: Spread;
  readonly answer: Spread;
  readonly pauses: Pauses | null;
  readonly lost: number;
  readonly refused: number;
}

/** A server and the two phones that call through it. */
export class Bench {
  readonly generator: Generator;
  readonly server: ServerProcess;
  private readonly scale: number;

  private constructor(generator: Generator, server: ServerProcess, scale: number) {
    this.generator = generator;
    this.server = server;
    this.scale = scale;
  }

  /** @param scale how many times as long everything takes */
  static async start(places: Places | null, scale: number): Promise<Bench> {
    const server = await ServerProcess.start(places?.server ?? null);
    const bench = new Bench(await Generator.open(), server, scale);
    bench.generator.through(server.port);
    return bench;
  }

  /** Waits under the load that was set. */
  wait(seconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, 1000 * seconds * this.scale));
  }

  /**
   * Measures the load that was set.
   * @param watched tell garbage-collection pauses as well; watching them costs the server a little
   */
  async measure(seconds: number, watched: boolean): Promise<Phase> {
    const { server, generator } = this;
    const { calls } = generator;
    if (watched) await server.ask('pauses');
    calls.clear();
    const own = process.cpuUsage();
    const from = await server.ask('usage');
    const finished = calls.finished;
    await this.wait(seconds);
    const to = await server.ask('usage');
    const done = calls.finished - finished;
    const took = to.at - from.at;
    const { user, system } = process.cpuUsage(own);
    return {
      seconds: took,
      calls: done,
      perSecond: done / took,
      cpu: (1e6 * (to.cpu - from.cpu)) / done,
      serverBusy: (to.cpu - from.cpu) / took,
      generatorBusy: (user + system) / 1e6 / took,
      request: calls.requests.spread(),
      answer: calls.answers.spread(),
      pauses: watched ? await server.ask('pauses') : null,
      lost: calls.lost,
      refused: calls.refused,
    };
  }

  async stop(): Promise<void> {
    await this.generator.settle();
    await this.generator.close();
    await this.server.stop();
  }
}
