import type { RouteContext, Uri } from '../../runtime/module.ts';
import { contactFields } from './fetched.ts';
import { findContacts, type LookedUp } from './lookup.ts';
import type { Registrar } from './registrar.ts';

/**
 * lookup_xavp: what `lookup` would use, in two `$xavp`; the message stays as it is. What stood in them before is gone, also when nothing
 * is found.
 * @param record name of the list about the AoR
 * @param contact name of the lists about its contacts, one each
 */
export function lookupXavp(
  registrar: Registrar,
  cx: RouteContext,
  table: string,
  uri: Uri | null,
  record: string,
  contact: string,
): LookedUp {
  const { xavp } = cx.variables;
  xavp.removeAll(record);
  xavp.removeAll(contact);
  const { result, bindings } = findContacts(registrar, cx, table, uri);
  const [first] = bindings;
  if (first === undefined) return result;
  const about = xavp.empty();
  about.append('aor', first.aor);
  about.append('domain', table);
  about.append('count', bindings.length);
  xavp.add(record, about);
  // the newest is the one at [0]
  for (let i = bindings.length - 1; i >= 0; i--) {
    const list = xavp.empty();
    for (const [name, value] of Object.entries(contactFields(bindings[i]!)))
      if (value !== null && value !== '') list.append(name, value);
    xavp.add(contact, list);
  }
  return result;
}
