import { memoryServer } from '../support/memory-server.ts';
import { STAND_INS } from './htable.ts';
import { flowModules } from './play.ts';
import { RouteContext } from '../../runtime/routing/context.ts';
import { Source } from '../../runtime/routing/source.ts';
import { parseMessage } from '../../runtime/sip/parser.ts';

const ANY =
  'OPTIONS sip:x@192.0.2.10 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: x\r\nCSeq: 1 OPTIONS\r\n\r\n';

/** @returns the functions of every namespace on KSR, as a server with all modules has them */
export async function findFunctions(): Promise<Map<string, Set<string>>> {
  const modules = Object.fromEntries([...flowModules().keys()].map((name) => [name, {}]));
  let ksr: Record<string, unknown> = {};
  const routes = {
    requestRoute: (object: unknown) => {
      ksr = object as Record<string, unknown>;
    },
  };
  const { server } = await memoryServer({ config: { modules }, routes, modules: STAND_INS });
  const cx = new RouteContext(
    server.engine,
    'request',
    server.engine.routes,
    'x',
    parseMessage(ANY)!,
    new Source(server.sockets[0]!, '192.0.2.1', 5060, 0),
  );
  await server.engine.run(cx, routes.requestRoute as never);
  const found = new Map<string, Set<string>>();
  for (const namespace of ['pv', 'hdr', 'x', ...server.host.facades.keys()]) {
    const names = new Set<string>();
    for (let o = ksr[namespace] as object | null; o && o !== Object.prototype; o = Object.getPrototypeOf(o) as object | null) {
      for (const name of Object.getOwnPropertyNames(o)) names.add(name);
    }
    found.set(namespace, names);
  }
  await server.stop(0);
  return found;
}
