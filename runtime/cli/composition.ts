// What the commands need of the composed server: an interface, so that commands can be tested without one, and so that a
// command which starts no server loads none.

import type { Config } from '../config/types.ts';
import type { ModuleShape } from '../config/validate.ts';
import type { LoadedRoutes } from '../loader/generation.ts';
import type { Log } from '../observe/logger.ts';
import type { Clock } from '../timer/clock.ts';

/** What runtime/server.ts offers. */
export interface Composition {
  /** All modules there are, by name. */
  builtinModules(): ReadonlyMap<string, ModuleShape>;
  /** Makes a server; nothing is bound before `start`. Throws a KsrError for mistakes of the user. */
  createServer(options: ServerOptions): Promise<Server> | Server;
  /** Has the server's code compiled before it is needed; see runtime/warm-up. @param most milliseconds that it may take */
  warmUp(clock: Clock, most: number): Promise<number>;
}

/** What a server is made of. */
export interface ServerOptions {
  readonly config: Config;
  readonly routes: LoadedRoutes;
  readonly log: Log;
  /** Absolute path. */
  readonly configFile: string;
}

/** A server as the commands see it. */
export interface Server {
  /** Binds and begins to serve. Rejects with a KsrError when an address can not be had. */
  start(): Promise<void>;
  /** Where it listens, once it was started. */
  readonly sockets: readonly ListeningSocket[];
  /** Names of the loaded modules. */
  readonly modules: readonly string[];
  /** What whoever runs it should know about this configuration, one sentence each. */
  readonly risks: readonly string[];
  /** Lets what is under way end, for at most so many milliseconds, then closes everything. */
  stop(graceMs: number): Promise<void>;
}

/** One address of a running server. */
export interface ListeningSocket {
  /** `udp:192.0.2.1:5060`. */
  readonly text: string;
  /** What peers are told instead; '' and 0 without. */
  readonly advertisedHost: string;
  readonly advertisedPort: number;
}
