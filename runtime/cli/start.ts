// `ksr start`: loads everything, serves until a signal, stops in good order.

import { format, KsrError } from '../errors.ts';
import { releaseBuilder } from '../loader/bundle.ts';
import type { LoadedRoutes } from '../loader/generation.ts';
import { thrownFacts } from '../loader/load.ts';
import { LimitedLog } from '../observe/limited.ts';
import { createLog } from '../observe/log.ts';
import type { RootLog } from '../observe/log.ts';
import type { Level } from '../observe/logger.ts';
import { banner, logStarted } from './banner.ts';
import type { Clock } from '../timer/clock.ts';
import type { Server } from './composition.ts';
import { checked, prepare, type Prepared } from './prepare.ts';
import { onSignals } from './signals.ts';
import { colorful } from './surroundings.ts';
import type { Surroundings } from './surroundings.ts';
import { catchUncaught } from './uncaught.ts';
import { version } from './version.ts';

/** Options of the command. */
export interface StartOptions {
  /** Configuration file, relative to where the command runs. */
  readonly config?: string;
  /** Instead of `log.level` of the configuration. */
  readonly logLevel?: Level | 'silent';
}

/** Milliseconds by which a server may outstay its grace before the process ends without it. */
const OVERTIME = 2_000;

/**
 * Runs a server until it is told to stop.
 *
 * @returns the exit code: 0 when it stopped in good order, 3 for mistakes of the user, 1 when it would not stop
 * @throws KsrError when the server can not be started
 */
export async function start(options: StartOptions, around: Surroundings): Promise<number> {
  const prepared = await prepare(options.config, around);
  const { composition, configFile, config, routes, mistakes } = prepared;
  await releaseBuilder();
  if (!config || !routes) {
    const color = colorful(around.stderr, around.env);
    around.stderr.write(`${mistakes.map((mistake) => format(mistake, { color, cwd: around.cwd })).join('\n\n')}\n`);
    return 3;
  }

  const { clock, logStream } = around;
  const terminal = around.stdout.isTTY === true;
  const color = colorful(around.stdout, around.env);
  const log = await createLog({
    level: options.logLevel ?? config.log.level,
    pretty: terminal,
    color,
    wall: () => clock.wall(),
    ...(logStream && { stream: logStream }),
  });
  for (const warning of routes.warnings) log.warn(warning);

  let ready = false;
  const limited = new LimitedLog(log, clock);
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {}); // it may come before anybody waits for it
  const uncaught = catchUncaught({
    events: around.events,
    log: limited,
    routes: () => routes,
    ready: () => ready,
    fail: (thrown) => failed.reject(blamed(thrown, routes)),
  });
  try {
    const server = await checked(prepared, () => composition.createServer({ config, routes, log, configFile }));
    const stopped = untilStopped(server, config.shutdownGrace * 1000, around, log);
    const early = await Promise.race([started(prepared, server, config.warmUp, clock), failed.promise, stopped]);
    if (early !== undefined) return early; // a signal came while it was starting
    ready = true;
    const facts = { version: version(), configFile, routes, server, took: clock.now() };
    if (terminal) log.print(banner(facts, color, around.cwd));
    else logStarted(facts, log);
    return await stopped;
  } finally {
    uncaught.release();
    limited.flush();
    await log.flush();
  }
}

/** Listens last: what it needs to be quick is ready then. */
async function started(prepared: Prepared, server: Server, warmUp: number, clock: Clock): Promise<undefined> {
  if (warmUp > 0) await prepared.composition.warmUp(clock, warmUp);
  await checked(prepared, () => server.start());
}

/** An exception while starting: a mistake of the user when it was thrown in the user's files. */
function blamed(thrown: unknown, routes: LoadedRoutes): unknown {
  const location = routes.place(thrown);
  if (!location) return thrown;
  return new KsrError('E_ROUTES_EVALUATE', thrownFacts(routes.file, thrown), { cause: thrown, location });
}

/** Resolves with the exit code once a signal came and the server has stopped. */
function untilStopped(server: Server, grace: number, around: Surroundings, log: RootLog): Promise<number> {
  const { clock, events } = around;
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const first = (signal: string): void => {
    log.info(`${signal}: stopping, for at most ${grace / 1000} s; once more to stop at once`, { signal });
    const giveUp = clock.after(grace + OVERTIME, () => {
      log.error('the server does not stop; ending without it');
      resolve(1);
    });
    server.stop(grace).then(() => {
      giveUp();
      log.info('stopped');
      resolve(0);
    }, reject);
  };
  const again = (code: number): void => {
    log.warn('stopped at once');
    log.flushSync();
    around.exit(code);
  };
  const release = onSignals(events, clock, first, again);
  return promise.finally(release);
}
