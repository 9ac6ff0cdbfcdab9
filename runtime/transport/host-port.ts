import { canonicalIP } from '../sip/address.ts';
import { COLON, decimal, LBRACKET } from '../sip/chars.ts';

/** A host with an optional port, as `host:port` says it. */
export interface HostPort {
  /** Name in lower case, dotted decimal, or canonical IPv6 without brackets. */
  readonly host: string;
  /** 0 when none is written. */
  readonly port: number;
}

/**
 * Reads `host`, `host:port`, `[IPv6]` or `[IPv6]:port`. IPv6 without brackets is not taken: where its last group ends and a port
 * begins can not be told.
 * @returns null when the text is nothing of that
 */
export function parseHostPort(text: string): HostPort | null {
  const end = text.charCodeAt(0) === LBRACKET ? text.indexOf(']') + 1 : colon(text);
  const host = hostKey(text.slice(0, end));
  if (canonicalIP(host) === '' && !isHostName(host)) return null;
  if (end === text.length) return { host, port: 0 };
  const port = text.charCodeAt(end) === COLON ? decimal(text, end + 1, text.length, 65_535) : -1;
  return port < 0 ? null : { host, port };
}

function colon(text: string): number {
  const at = text.indexOf(':');
  return at < 0 ? text.length : at;
}

/** The one text under which a host is known: address literals canonical and without brackets, names in lower case. */
export function hostKey(host: string): string {
  return canonicalIP(host) || host.toLowerCase();
}

/**
 * @returns whether it can be a name: labels of letters, digits, `-` and `_` (SRV names, container names), separated by single dots,
 * not too long for DNS (RFC 1035 2.3.4), and not all of the last label digits, which would be a broken address
 */
export function isHostName(name: string): boolean {
  if (name.length === 0 || name.length > 253) return false;
  let label = 0;
  let digitsOnly = true;
  for (let i = 0; i < name.length; i++) {
    const c = name.charCodeAt(i);
    if (c === 46) {
      if (label === 0) return false;
      label = 0;
      digitsOnly = true;
      continue;
    }
    const digit = c >= 48 && c <= 57;
    if (!digit && !(c >= 97 && c <= 122) && !(c >= 65 && c <= 90) && c !== 45 && c !== 95) return false;
    if (!digit) digitsOnly = false;
    if (++label > 63) return false;
  }
  return label > 0 && !digitsOnly;
}
