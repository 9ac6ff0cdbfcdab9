import type { Uri } from '../../runtime/module.ts';
import type { Binding } from '../usrloc/api.ts';
import { publicGruu, takesGruu, temporaryGruu } from './gruu.ts';
import { formatQ } from './q.ts';
import { LONGEST_EXPIRES, type Registrar } from './registrar.ts';

/**
 * The Contact line of an answer: all contacts of the AoR that are not expired, in order (RFC 3261 10.3 step 8, modules.md 13.1).
 *
 * @param first of the bindings
 * @param now seconds since 1970
 * @param gruuOf URI of the AoR, when the phone wants GRUUs (Supported: gruu); null: none are written
 * @returns with CRLF; '' when there is no contact
 */
export function contactLine(registrar: Registrar, first: Binding | null, now: number, gruuOf: Uri | null): string {
  const aor = gruuOf !== null && takesGruu(gruuOf) ? gruuOf : null;
  let out = '';
  for (let at = first; at !== null; at = at.next) {
    if (!at.isValid(now)) continue;
    out += (out === '' ? 'Contact: ' : ', ') + contactText(registrar, at, now, aor);
  }
  return out === '' ? '' : `${out}\r\n`;
}

/** @returns whether one of the bindings has an instance: GRUUs are of those only */
export function hasInstance(first: Binding | null): boolean {
  for (let at = first; at !== null; at = at.next) if (at.instance !== '') return true;
  return false;
}

function contactText(registrar: Registrar, binding: Binding, now: number, aor: Uri | null): string {
  const { received, instance } = binding;
  let out = `<${binding.uri}>`;
  if (binding.q >= 0) out += `;q=${formatQ(binding.q)}`;
  // one that never expires: as long as any other may last
  out += `;expires=${binding.expires === 0 ? LONGEST_EXPIRES : binding.expires - now}`;
  const { received_param } = registrar.settings;
  if (received !== '' && received_param !== '') out += `;${received_param}="${received}"`;
  if (instance === '') return out;
  if (aor !== null) {
    out += `;pub-gruu="${publicGruu(aor, instance)}";temp-gruu="${temporaryGruu(aor, binding)}"`;
  }
  out += `;+sip.instance="${instance}"`;
  return binding.regId > 0 ? `${out};reg-id=${binding.regId}` : out;
}
