import type { Uri } from '../../runtime/module.ts';
import { parseReversedHex, reversedHex, type Binding, type LocationTable } from '../usrloc/api.ts';
import { hexDigit } from './aor.ts';
import { uriFault } from './contact-params.ts';

// GRUUs (RFC 5627, modules.md 13.2): URIs that lead to one contact of an AoR.

/** @returns whether GRUUs can be made of an AoR's URI: it has a host, and nothing that would end a quoted string */
export function takesGruu(aor: Uri): boolean {
  return aor.hostStart >= 0 && uriFault(aor.text.slice(aor.start, addressEnd(aor)), LONGEST) === null;
}

/** Lasts as long as the AoR and the instance. */
export function publicGruu(aor: Uri, instance: string): string {
  return `${aor.text.slice(aor.start, addressEnd(aor))};gr=${escapeParam(bare(instance))}`;
}

/** Says nothing of the user but that it is one of the domain. */
export function temporaryGruu(aor: Uri, binding: Binding): string {
  return `${aor.scheme}:${binding.ruid}-${reversedHex(binding.hash)}@${aor.text.slice(aor.hostStart, addressEnd(aor))};gr`;
}

// behind host and port, before parameters
function addressEnd(uri: Uri): number {
  return uri.portEnd >= 0 ? uri.portEnd : uri.hostEnd;
}

/** @returns whether a URI is a GRUU, temporary or public */
export function isGruu(uri: Uri): boolean {
  return uri.hasParam('gr');
}

/**
 * Finds the contact of a GRUU, expired or not.
 *
 * @param first binding of the AoR of the URI; null when it has no contact. A temporary GRUU does not need it
 */
export function gruuBinding(table: LocationTable, uri: Uri, first: Binding | null): Binding | null {
  const value = uri.param('gr');
  if (value === null) return null;
  if (value === '') return temporaryBinding(table, uri);
  const instance = unescapeParam(value);
  for (let at = first; at !== null; at = at.next) {
    if (at.instance !== '' && bare(at.instance) === instance) return at;
  }
  return null;
}

function temporaryBinding(table: LocationTable, uri: Uri): Binding | null {
  const { user } = uri;
  const dash = user.lastIndexOf('-');
  const hash = parseReversedHex(user, dash + 1);
  return dash < 0 || hash < 0 ? null : table.find(user.slice(0, dash), hash);
}

function bare(instance: string): string {
  return instance.startsWith('<') && instance.endsWith('>') ? instance.slice(1, -1) : instance;
}

const LONGEST = 512;
const PLAIN = "-_.!~*'()[]/:&+$";

function escapeParam(value: string): string {
  let out = '';
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i);
    const plain = (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || PLAIN.includes(value[i]!);
    out += plain ? value[i]! : `%${c < 16 ? '0' : ''}${c.toString(16)}`;
  }
  return out;
}

function unescapeParam(value: string): string {
  if (!value.includes('%')) return value;
  let out = '';
  for (let i = 0; i < value.length; i++) {
    const high = value[i] === '%' ? hexDigit(value, i + 1, value.length) : -1;
    const low = high < 0 ? -1 : hexDigit(value, i + 2, value.length);
    if (low < 0) {
      out += value[i]!;
    } else {
      out += String.fromCharCode(high * 16 + low);
      i += 2;
    }
  }
  return out;
}
