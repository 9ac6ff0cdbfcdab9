import { EventEmitter } from 'node:events';
import { z } from 'zod';
import type { Composition, ListeningSocket, Server, ServerOptions } from '../../../runtime/cli/composition.ts';
import type { Surroundings } from '../../../runtime/cli/surroundings.ts';
import type { ModuleShape } from '../../../runtime/config/validate.ts';
import { VirtualClock } from '../../../runtime/timer/virtual.ts';
import { folderOf } from '../../support/folder.ts';

/** A command's world in memory, with what was written into it. */
export interface World extends Surroundings {
  readonly events: EventEmitter;
  readonly out: string[];
  readonly err: string[];
  /** Lines of the log. */
  readonly log: string[];
  readonly clock: VirtualClock;
  /** Codes of `exit`, in order. */
  readonly exits: number[];
  /** What servers were made with, and whether they were started or stopped. */
  readonly servers: FakeServer[];
  /** Milliseconds given to each warm-up. */
  readonly warmUps: readonly number[];
}

/** A server that does as a test wants. */
export interface FakeServer extends Server {
  readonly options: ServerOptions;
  readonly calls: string[];
}

/** How the server of a world behaves. */
export interface Behaviour {
  readonly create?: () => void | Promise<void>;
  readonly start?: () => Promise<void>;
  readonly stop?: (graceMs: number) => Promise<void>;
  readonly risks?: readonly string[];
  readonly sockets?: readonly ListeningSocket[];
}

/** Options of a world. */
export interface WorldOptions {
  readonly files?: Readonly<Record<string, string>>;
  readonly server?: Behaviour;
  readonly env?: Readonly<Record<string, string>>;
  readonly terminal?: boolean;
}

/** A configuration and routes without a mistake. */
export const GOOD: Readonly<Record<string, string>> = {
  'kamailio.config.ts': `export default { listen: ['udp:127.0.0.1:5060'], modules: { tm: {} } };\n`,
  'routes/routes.ts': `import type { KSR } from 'ksr';\nexport function requestRoute(KSR: KSR): void {}\n`,
};

const MODULES: ReadonlyMap<string, ModuleShape> = new Map([
  ['tm', { name: 'tm', requires: [], params: z.strictObject({ fr_timer: z.int().default(30_000) }) }],
  ['tmx', { name: 'tmx', requires: ['tm'], params: z.strictObject({}) }],
]);

const SOCKETS: readonly ListeningSocket[] = [{ text: 'udp:127.0.0.1:5060', advertisedHost: '', advertisedPort: 0 }];

/** Makes a world in a new folder with these files. */
export function world(options: WorldOptions = {}): World {
  const out: string[] = [];
  const err: string[] = [];
  const log: string[] = [];
  const exits: number[] = [];
  const servers: FakeServer[] = [];
  const warmUps: number[] = [];
  const behaviour = options.server ?? {};
  const composition: Composition = {
    builtinModules: () => MODULES,
    warmUp: async (_clock, most) => {
      warmUps.push(most);
      return most;
    },
    createServer: async (made) => {
      await behaviour.create?.();
      const calls: string[] = [];
      const server: FakeServer = {
        options: made,
        calls,
        sockets: behaviour.sockets ?? SOCKETS,
        modules: Object.keys(made.config.modules),
        risks: behaviour.risks ?? [],
        start: async () => {
          calls.push('start');
          await behaviour.start?.();
        },
        stop: async (graceMs) => {
          calls.push(`stop ${graceMs}`);
          await behaviour.stop?.(graceMs);
        },
      };
      servers.push(server);
      return server;
    },
  };
  return {
    cwd: folderOf(options.files ?? GOOD),
    env: options.env ?? {},
    stdout: { write: (text) => out.push(text), isTTY: options.terminal ?? false },
    stderr: { write: (text) => err.push(text), isTTY: options.terminal ?? false },
    logStream: { write: (text) => log.push(text) },
    clock: new VirtualClock(),
    events: new EventEmitter(),
    exit: (code) => void exits.push(code),
    compose: async () => composition,
    out,
    err,
    log,
    exits,
    servers,
    warmUps,
  };
}
