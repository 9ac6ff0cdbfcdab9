import type { RouteContext } from '../../runtime/module.ts';
import type { Binding } from '../usrloc/api.ts';
import type { Registrar } from './registrar.ts';

const RUID = 1;
const CONTACT = 2;
const EXPIRES = 4;
const RECEIVED = 8;
const PATH = 16;

/**
 * Leaves what save(), lookup() and registered() stored or found in the `$xavp` that `xavp_rcd` names. Several contacts stand
 * in one list, the newest in front: `$xavp(ulrcd=>contact[1])` is the one before the last.
 */
export function noteFound(registrar: Registrar, cx: RouteContext, binding: Binding): void {
  const { xavp_rcd, xavp_rcd_mask } = registrar.settings;
  if (xavp_rcd === '') return;
  const { xavp } = cx.variables;
  let list = xavp.list(xavp_rcd);
  if (list === null) {
    list = xavp.empty();
    xavp.add(xavp_rcd, list);
  }
  if ((xavp_rcd_mask & RUID) === 0) list.add('ruid', binding.ruid);
  if ((xavp_rcd_mask & CONTACT) === 0) list.add('contact', binding.uri);
  if ((xavp_rcd_mask & EXPIRES) === 0) list.add('expires', binding.expires === 0 ? 0 : binding.expires - registrar.usrloc.now());
  if ((xavp_rcd_mask & RECEIVED) === 0 && binding.received !== '') list.add('received', binding.received);
  if ((xavp_rcd_mask & PATH) === 0 && binding.path !== '') list.add('path', binding.path);
}

/** Brings back the `$xavp` that was stored with a contact (usrloc `xavp_contact`). */
export function restoreAttributes(registrar: Registrar, cx: RouteContext, binding: Binding): void {
  const name = registrar.usrloc.attributesName;
  if (name !== '' && binding.attributes !== null) cx.variables.xavp.add(name, binding.attributes.copy());
}
