import type { PseudoVariable, RouteContext, Uri, Value } from '../../runtime/module.ts';
import type { Binding } from '../usrloc/api.ts';
import { aorOf } from './aor.ts';
import type { Registrar } from './registrar.ts';

/** A copy of contacts, as reg_fetch_contacts makes it: it stays as it was, whatever happens to the contacts. */
export interface Profile {
  readonly aor: string;
  readonly domain: string;
  readonly contacts: readonly Readonly<Record<string, Value | null>>[];
}

const PROFILES: unique symbol = Symbol('registrar profiles');

/** reg_fetch_contacts. @returns 1 · -1 bad URI, no such table, or no contact; the profile is empty then */
export function fetchContacts(registrar: Registrar, cx: RouteContext, name: string, uri: Uri | null, profile: string): 1 | -1 {
  profiles(cx).delete(profile);
  const aor = aorOf(registrar, uri);
  const first = aor.fault !== '' ? null : (registrar.usrloc.table(name)?.get(aor.text) ?? null);
  if (first === null) return -1;
  const bindings: Binding[] = [];
  for (let at: Binding | null = first; at !== null; at = at.next) bindings.push(at);
  keepProfile(cx, profile, profileOf(first.aor, name, bindings));
  return 1;
}

/** Copies contacts of an AoR. */
export function profileOf(aor: string, domain: string, bindings: readonly Binding[]): Profile {
  return { aor, domain, contacts: bindings.map(contactFields) };
}

/** Makes a copy readable: `$ulc(name=>field)`. */
export function keepProfile(cx: RouteContext, name: string, profile: Profile): void {
  profiles(cx).set(name, profile);
}

/** reg_free_contacts. @returns 1 */
export function freeContacts(cx: RouteContext, profile: string): 1 {
  profiles(cx).delete(profile);
  return 1;
}

/** ulc_rget: `aor` or `count` of a profile. @returns 0 for anything else and for a profile that is not there */
export function recordField(cx: RouteContext, profile: string, field: string): Value {
  const found = profiles(cx).get(profile);
  if (found === undefined) return 0;
  return field === 'aor' ? found.aor : field === 'count' ? found.contacts.length : 0;
}

/** ulc_cget: a field of contact `index` of a profile. @returns 0 when there is none */
export function contactField(cx: RouteContext, profile: string, field: string, index: number): Value {
  const contact = profiles(cx).get(profile)?.contacts[index];
  return contact !== undefined && Object.hasOwn(contact, field) ? (contact[field] ?? 0) : 0;
}

/** `$ulc(profile=>field)`, `$(ulc(profile=>field)[i])`. */
export const ulc: PseudoVariable = {
  name: 'ulc',
  summary: 'field of a copy that `reg_fetch_contacts()` made: `$ulc(profile=>count)`, of a contact `$(ulc(profile=>addr)[0])`',
  inner: 'text',
  get(cx: RouteContext, inner: string, index: number | '*' | null): Value | null {
    const arrow = inner.indexOf('=>');
    const profile = arrow < 0 ? undefined : profiles(cx).get(inner.slice(0, arrow));
    if (profile === undefined) return null;
    const field = inner.slice(arrow + 2);
    switch (field) {
      case 'aor':
        return profile.aor;
      case 'domain':
        return profile.domain;
      case 'aorhash':
        return 0;
      case 'count':
        return profile.contacts.length;
      default: {
        const contact = profile.contacts[typeof index === 'number' ? index : 0];
        return contact !== undefined && Object.hasOwn(contact, field) ? (contact[field] ?? null) : null;
      }
    }
  },
};

function profiles(cx: RouteContext): Map<string, Profile> {
  let all = cx.slot<Map<string, Profile>>(PROFILES);
  if (all === undefined) cx.setSlot(PROFILES, (all = new Map()));
  return all;
}

/** Fields of a contact as `$ulc` names them; null for one that it has not. */
export function contactFields(binding: Binding): Record<string, Value | null> {
  return {
    addr: binding.uri,
    path: binding.path,
    received: binding.received,
    expires: binding.expires,
    callid: binding.callId,
    q: binding.q,
    cseq: binding.cseq,
    flags: binding.flags,
    cflags: binding.cflags,
    user_agent: binding.userAgent,
    socket: binding.socket === '' ? null : binding.socket,
    modified: binding.lastModified,
    methods: binding.methods,
    ruid: binding.ruid,
    regid: binding.regId,
    instance: binding.instance === '' ? null : binding.instance,
    conid: binding.connectionId,
    server_id: binding.serverId,
  };
}
