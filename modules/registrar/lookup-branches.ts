import { parseUri, type Destination, type RouteContext } from '../../runtime/module.ts';
import { appendAll, findContacts, lookup, setDestination, type LookedUp } from './lookup.ts';
import type { Registrar } from './registrar.ts';

/**
 * lookup_branches: looks up the Request-URI and each appended branch that has only a URI; the branch becomes its first
 * contact, further ones are appended. A branch that is not found stays.
 * @returns 1 when one of them was found, else the result for the Request-URI
 */
export function lookupBranches(registrar: Registrar, cx: RouteContext, table: string): LookedUp {
  const before = cx.branches === null ? 0 : cx.branches.length;
  let result = lookup(registrar, cx, table, cx.parsedRequestUri);
  for (let i = 0; i < before; i++) {
    const branch = cx.branches![i]!;
    if (!isClean(branch)) continue;
    const found = findContacts(registrar, cx, table, parseUri(branch.uri));
    if (found.result !== 1) continue;
    result = 1;
    setDestination(registrar, cx, branch, found.bindings[0]!);
    if (registrar.settings.append_branches === 1) appendAll(registrar, cx, found.bindings, 1);
  }
  return result;
}

function isClean(branch: Destination): boolean {
  return branch.uri !== '' && branch.dstUri === '' && branch.path === '' && branch.socket === null && branch.flags === 0;
}
