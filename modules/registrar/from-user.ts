import { parseUri, sameIP, type RouteContext, type Uri } from '../../runtime/module.ts';
import type { Binding } from '../usrloc/api.ts';
import { aorOf } from './aor.ts';
import type { Registrar } from './registrar.ts';

const WITH_PORT = 1;
const WITH_PROTO = 2;

/**
 * reg_from_user: whether the message comes from where a contact of the AoR is, by its `received`, or its URI when there is none.
 *
 * @param mode sum of 1 the port has to be the same too, 2 the protocol too
 */
export function fromUser(registrar: Registrar, cx: RouteContext, name: string, uri: Uri | null, mode: number): 1 | -1 {
  const aor = aorOf(registrar, uri);
  const first = aor.fault !== '' ? null : (registrar.usrloc.table(name)?.get(aor.text) ?? null);
  const now = registrar.usrloc.now();
  for (let at = first; at !== null; at = at.next) {
    if (registrar.usable(at, now) && isSource(cx, at, mode)) return 1;
  }
  return -1;
}

function isSource({ source }: RouteContext, binding: Binding, mode: number): boolean {
  const uri = parseUri(binding.received !== '' ? binding.received : binding.uri);
  if (uri === null || !sameIP(uri.hostBare, source.ip)) return false;
  const { transport } = uri;
  if ((mode & WITH_PORT) !== 0) {
    const port = uri.port > 0 ? uri.port : uri.scheme === 'sips' || transport === 'tls' ? 5061 : 5060;
    if (port !== source.port) return false;
  }
  // a URI without transport says nothing about the protocol, so it never fits
  return (mode & WITH_PROTO) === 0 || transport === (source.proto === 'wss' ? 'ws' : source.proto);
}
