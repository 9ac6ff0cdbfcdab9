import type { Uri } from '../../runtime/module.ts';
import { findRuid } from '../usrloc/api.ts';
import { aorOf } from './aor.ts';
import type { Registrar } from './registrar.ts';

/**
 * unregister, unregister_ruid: removes contacts of an AoR.
 *
 * @param ruid of the contact, '' for all
 * @returns 1 removed · -1 no such table, or a URI without AoR · -3 nothing there
 */
export function unregister(registrar: Registrar, name: string, uri: Uri | null, ruid: string): 1 | -1 | -3 {
  const table = registrar.usrloc.table(name);
  const aor = aorOf(registrar, uri);
  if (table === undefined || aor.fault !== '') return -1;
  if (ruid === '') return table.deleteAll(aor.text) > 0 ? 1 : -3;
  const binding = findRuid(table.get(aor.text), ruid);
  return binding !== null && table.delete(binding) ? 1 : -3;
}
