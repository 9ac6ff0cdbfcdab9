import { validate } from '../../runtime/config/validate.ts';
import { fromExports } from '../../runtime/loader/generation.ts';
import type { AnyModule } from '../../runtime/module/contract.ts';
import type { Logger } from '../../runtime/routing/logger.ts';
import { builtinModules, createServer, type Server } from '../../runtime/server.ts';
import { VirtualClock } from '../../runtime/timer/virtual.ts';
import { memoryRaw, MemoryNetwork, MemoryTransport } from '../../runtime/transport/memory.ts';
import type { DnsSource } from '../../runtime/transport/resolve/source.ts';
import { KeptLog, SeededRandom } from './core.ts';

/** How a server on a network in memory is made. */
export interface MemoryServerOptions {
  /** What kamailio.config.ts would export, but for `routes`. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** What the routes file would export. */
  readonly routes: object;
  readonly log?: Logger;
  readonly clock?: VirtualClock;
  readonly network?: MemoryNetwork;
  readonly dns?: DnsSource;
  /** Modules beside those of the catalogue, which count where both have one of a name. */
  readonly modules?: ReadonlyMap<string, AnyModule>;
}

/** A whole server in virtual time. */
export interface MemoryServer {
  readonly server: Server;
  readonly network: MemoryNetwork;
  readonly clock: VirtualClock;
}

/** Knows no names. */
export class NoDns implements DnsSource {
  a(): Promise<never> {
    return Promise.reject(notFound());
  }
  aaaa(): Promise<never> {
    return Promise.reject(notFound());
  }
  srv(): Promise<never> {
    return Promise.reject(notFound());
  }
  naptr(): Promise<never> {
    return Promise.reject(notFound());
  }
  system(): Promise<never> {
    return Promise.reject(notFound());
  }
  ptr(): Promise<never> {
    return Promise.reject(notFound());
  }
  close(): void {}
}

function notFound(): Error {
  return Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
}

/** Makes a server with all its real parts but network and time, and starts it. */
export async function memoryServer(options: MemoryServerOptions): Promise<MemoryServer> {
  const clock = options.clock ?? new VirtualClock();
  const network = options.network ?? new MemoryNetwork(clock, { strict: true });
  const value = { listen: ['udp:192.0.2.10:5060'], modules: {}, ...options.config };
  const modules = new Map([...(options.modules ?? []), ...builtinModules()]);
  const checked = validate({ file: '/test/kamailio.config.ts', source: '', value, inputs: [] }, modules);
  if (checked.config === undefined) throw checked.mistakes[0] ?? new Error('no configuration');
  const server = createServer({
    config: checked.config,
    configFile: '/test/kamailio.config.ts',
    routes: fromExports(options.routes, { file: '/test/routes.ts' }),
    log: options.log ?? new KeptLog(),
    clock,
    random: new SeededRandom(),
    modules,
    dns: options.dns ?? new NoDns(),
    transport: (specs, tap, onError) => new MemoryTransport(network, specs, { tap, onError }),
    raw: memoryRaw(network),
  });
  await server.start();
  return { server, network, clock };
}
