import { lowerCase, type Uri } from '../../runtime/module.ts';
import type { Registrar } from './registrar.ts';

/** Why a URI gives no address of record. */
export type AorFault = 'uri' | 'length' | 'escape';

/** What a URI stands for in the location service. */
export interface Aor {
  /** '' when it has no user and domains do not count. */
  readonly text: string;
  readonly fault: AorFault | '';
}

const LONGEST = 256;
const PERCENT = 37;

/**
 * The address of record of a URI: its user without escapes, in lower case unless `case_sensitive`; with `use_domain` also
 * its domain, without `realm_prefix` (modules.md 13.1, step 1).
 *
 * @param uri null when it can not be read
 * @returns a fault for a URI that can not be read, one that is too long, or one whose user has broken escapes or hides
 * control characters in them
 */
export function aorOf(registrar: Registrar, uri: Uri | null): Aor {
  if (uri === null) return { text: '', fault: 'uri' };
  const from = Math.max(0, uri.userStart);
  const to = Math.max(from, uri.userEnd);
  if (to - from > LONGEST) return { text: '', fault: 'length' };
  const user = unescapeUser(uri.text, from, to);
  if (user === null) return { text: '', fault: 'escape' };
  const { case_sensitive } = registrar.settings;
  let aor = case_sensitive === 1 ? user : lowerCase(user);
  if (registrar.usrloc.useDomain) {
    const domain = lowerCase(withoutPrefix(uri.host, registrar.settings.realm_prefix));
    aor = aor === '' ? domain : `${aor}@${domain}`;
  }
  return aor.length > LONGEST ? { text: '', fault: 'length' } : { text: aor, fault: '' };
}

// a prefix that is the whole domain stays
function withoutPrefix(host: string, prefix: string): string {
  return prefix !== '' && host.length > prefix.length && host.startsWith(prefix) ? host.slice(prefix.length) : host;
}

// null: a `%` without two digits, or a control character, which must not get into keys, logs and answers
function unescapeUser(text: string, from: number, to: number): string | null {
  let out = '';
  let copied = from;
  for (let i = from; i < to; i++) {
    let c = text.charCodeAt(i);
    if (c === PERCENT) {
      const high = hexDigit(text, i + 1, to);
      const low = hexDigit(text, i + 2, to);
      if (high < 0 || low < 0) return null;
      c = high * 16 + low;
      out += text.slice(copied, i) + String.fromCharCode(c);
      i += 2;
      copied = i + 1;
    }
    if (c < 32 || c === 127) return null;
  }
  return copied === from ? text.slice(from, to) : out + text.slice(copied, to);
}

/** @returns the value of the hexadecimal digit at `at`, -1 when there is none before `to` */
export function hexDigit(text: string, at: number, to: number): number {
  if (at >= to) return -1;
  const c = text.charCodeAt(at);
  if (c >= 48 && c <= 57) return c - 48;
  const letter = c | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
