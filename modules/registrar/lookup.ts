import { Destination, type RouteContext, type Uri } from '../../runtime/module.ts';
import type { Binding, LocationTable } from '../usrloc/api.ts';
import { aorOf } from './aor.ts';
import { noteFound, restoreAttributes } from './found-list.ts';
import { gruuBinding, isGruu } from './gruu.ts';
import { firstUri, pathAhead } from './path.ts';
import type { Registrar } from './registrar.ts';

/** Result of a look-up: 1 found · -1 no contact · -2 contacts, but none for this method. */
export type LookedUp = 1 | -1 | -2;

/** What a look-up found: the contacts to use, in order. */
export interface Matches {
  readonly result: LookedUp;
  readonly bindings: readonly Binding[];
}

const NOBODY: Matches = { result: -1, bindings: [] };

/** Finds the contacts of a URI that this request may go to (modules.md 13.3, steps 1 and 2). */
export function findContacts(registrar: Registrar, cx: RouteContext, name: string, uri: Uri | null): Matches {
  const table = registrar.usrloc.table(name);
  const aor = aorOf(registrar, uri);
  if (uri === null || aor.fault !== '' || table === undefined) return NOBODY;
  if (registrar.settings.gruu_enabled === 1 && isGruu(uri)) return gruuMatch(registrar, cx, table, uri, aor.text);
  const first = table.get(aor.text);
  if (first === null) return NOBODY;
  const now = registrar.usrloc.now();
  const bindings: Binding[] = [];
  let otherMethods = false;
  for (let at: Binding | null = first; at !== null; at = at.next) {
    if (!registrar.usable(at, now)) continue;
    if (!allows(registrar, cx, at)) otherMethods = true;
    else if (passes(registrar, cx, at)) bindings.push(at);
  }
  if (bindings.length > 0) return { result: 1, bindings };
  return otherMethods ? { result: -2, bindings } : NOBODY;
}

// a GRUU leads to one contact, or nowhere (RFC 5627 5.1)
function gruuMatch(registrar: Registrar, cx: RouteContext, table: LocationTable, uri: Uri, aor: string): Matches {
  const binding = gruuBinding(table, uri, table.get(aor));
  if (binding === null || !registrar.usable(binding, registrar.usrloc.now())) return NOBODY;
  if (!allows(registrar, cx, binding)) return { result: -2, bindings: [] };
  return passes(registrar, cx, binding) ? { result: 1, bindings: [binding] } : NOBODY;
}

// within a dialog the method was negotiated already
function allows(registrar: Registrar, cx: RouteContext, binding: Binding): boolean {
  if (registrar.settings.method_filtering === 0 || cx.message.toTag !== '') return true;
  return (binding.methods & cx.message.methodId) !== 0;
}

function passes(registrar: Registrar, cx: RouteContext, binding: Binding): boolean {
  if (registrar.settings.lookup_filter_mode === 0) return true;
  const mask = registrar.configuredNumber(cx, 'rlf_bflags');
  return mask <= 0 || (binding.cflags & mask) !== 0;
}

/** lookup, lookup_uri: the first contact becomes the Request-URI, further ones branches (`append_branches`). */
export function lookup(registrar: Registrar, cx: RouteContext, table: string, uri: Uri | null): LookedUp {
  const { result, bindings } = findContacts(registrar, cx, table, uri);
  if (result !== 1) return result;
  const first = bindings[0]!;
  cx.requestUri = first.uri;
  const flags = cx.target.flags;
  setDestination(registrar, cx, cx.target, first);
  cx.target.flags = flags | first.cflags;
  report(registrar, cx, first);
  if (registrar.settings.append_branches === 1) appendAll(registrar, cx, bindings, 1);
  return 1;
}

/** lookup_to_dset: all contacts become branches, the Request-URI stays as it is. */
export function lookupToDset(registrar: Registrar, cx: RouteContext, table: string, uri: Uri | null): LookedUp {
  const { result, bindings } = findContacts(registrar, cx, table, uri);
  if (result === 1) appendAll(registrar, cx, bindings, 0);
  return result;
}

/** Appends the contacts from index `from` on as branches, as many as there may be. */
export function appendAll(registrar: Registrar, cx: RouteContext, bindings: readonly Binding[], from: number): void {
  for (let i = from; i < bindings.length; i++) {
    const branches = (cx.branches ??= []);
    // the Request-URI is one of them
    if (branches.length + 1 >= cx.core.options.maxBranches) {
      cx.core.log.warn('lookup: more contacts than branches; see max_branches', { left_out: bindings.length - i });
      return;
    }
    const branch = new Destination();
    setDestination(registrar, cx, branch, bindings[i]!);
    branches.push(branch);
    report(registrar, cx, bindings[i]!);
  }
}

/** Makes a contact the destination (modules.md 13.3, step 3); whatever was there is gone. */
export function setDestination(registrar: Registrar, cx: RouteContext, destination: Destination, binding: Binding): void {
  const path = pathAhead(cx, binding.path, registrar.settings.path_check_local === 1);
  destination.uri = binding.uri;
  destination.dstUri = path !== '' ? firstUri(path) : binding.received;
  destination.path = path;
  destination.q = binding.q;
  destination.flags = binding.cflags;
  destination.socket = registrar.socket(cx, binding.socket);
  destination.instance = binding.instance;
  destination.regId = binding.regId;
  destination.ruid = binding.ruid;
  destination.userAgent = binding.userAgent;
  destination.flow = registrar.connection(binding.flow);
}

function report(registrar: Registrar, cx: RouteContext, binding: Binding): void {
  noteFound(registrar, cx, binding);
  restoreAttributes(registrar, cx, binding);
}
