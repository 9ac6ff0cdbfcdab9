import type { RouteContext, Uri } from '../../runtime/module.ts';
import type { Binding } from '../usrloc/api.ts';
import { aorOf } from './aor.ts';
import { noteFound, restoreAttributes } from './found-list.ts';
import type { Registrar } from './registrar.ts';

const MATCH_CALL_ID = 1;
const MATCH_RECEIVED = 2;
const MATCH_CONTACT = 4;
const RESTORE_ATTRIBUTES = 1;
const KEEP_FOUND_LIST = 2;

/**
 * registered and its siblings: whether the AoR of a URI has a contact that may be used.
 *
 * @param match sum of 1 Call-ID, 2 received, 4 contact: has to be what the field of the `xavp_cfg` list says, when it says anything
 * @param action sum of 1 bring back the contact's attributes, 2 do not fill the `xavp_rcd` list
 */
export function registered(
  registrar: Registrar,
  cx: RouteContext,
  name: string,
  uri: Uri | null,
  match: number = 0,
  action: number = 0,
): 1 | -1 {
  const aor = aorOf(registrar, uri);
  const first = aor.fault !== '' ? null : (registrar.usrloc.table(name)?.get(aor.text) ?? null);
  if (first === null) return -1;
  const now = registrar.usrloc.now();
  for (let at: Binding | null = first; at !== null; at = at.next) {
    if (!registrar.usable(at, now) || !matches(registrar, cx, at, match)) continue;
    if ((action & RESTORE_ATTRIBUTES) !== 0) restoreAttributes(registrar, cx, at);
    if ((action & KEEP_FOUND_LIST) === 0) noteFound(registrar, cx, at);
    return 1;
  }
  return -1;
}

function matches(registrar: Registrar, cx: RouteContext, binding: Binding, match: number): boolean {
  if ((match & MATCH_CALL_ID) !== 0 && !says(registrar, cx, 'match_callid', binding.callId)) return false;
  if ((match & MATCH_RECEIVED) !== 0 && !says(registrar, cx, 'match_received', binding.received)) return false;
  return (match & MATCH_CONTACT) === 0 || says(registrar, cx, 'match_contact', binding.uri);
}

function says(registrar: Registrar, cx: RouteContext, field: string, text: string): boolean {
  const wanted = registrar.configured(cx, field);
  return typeof wanted !== 'string' || wanted === '' || wanted === text;
}
