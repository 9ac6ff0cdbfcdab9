import { Source, runEvent, standIn, type Core } from '../../runtime/module.ts';
import type { Binding, LocationTable, Usrloc } from '../usrloc/api.ts';
import { keepProfile, profileOf, type Profile } from './fetched.ts';

/**
 * `usrloc:contact-expired`: runs a function of the routes for each contact whose time is over, with a copy of it in `$ulc(exp=>field)`.
 * It runs behind the removal, when nobody goes through the table: it may look up and register what it likes.
 * @returns ends it
 */
export function tellExpired(core: Core, usrloc: Usrloc, callback: string): () => void {
  let gone: Profile[] = [];
  const run = (): void => {
    const contacts = gone;
    gone = [];
    const socket = core.sockets.sockets[0];
    if (socket === undefined) return;
    const source = new Source(socket, socket.ip, socket.port, 0);
    for (const contact of contacts) {
      runEvent(core, core.routes, callback, 'usrloc:contact-expired', standIn(), source, (cx) => keepProfile(cx, 'exp', contact));
    }
  };
  return usrloc.listen({
    expired(table: LocationTable, binding: Binding): void {
      gone.push(profileOf(binding.aor, table.name, [binding]));
      if (gone.length === 1) Promise.resolve().then(run).catch(core.defect);
    },
  });
}
