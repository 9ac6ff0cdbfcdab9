// Address literals: telling them from names, and one text per address, so that texts can be compared and be keys.
// Scanned by hand: Route, R-URI and Via hosts come through here for each message.

import { COLON, LBRACKET, RBRACKET } from './chars.ts';

const DOT = 46;

/**
 * Reads dotted decimal: four numbers up to 255 without leading zeros, which some read as octal (RFC 6943 3.1.1).
 * @returns the address as an unsigned 32-bit number, or -1 when [from, to) is something else
 */
export function parseIPv4(text: string, from: number = 0, to: number = text.length): number {
  if (to - from < 7 || to - from > 15) return -1;
  let address = 0;
  let octet = -1; // -1: no digit yet
  let dots = 0;
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i);
    if (c === DOT) {
      if (octet < 0 || ++dots > 3) return -1;
      address = address * 256 + octet;
      octet = -1;
    } else {
      const digit = c - 48;
      if (digit < 0 || digit > 9 || octet === 0) return -1;
      octet = octet < 0 ? digit : octet * 10 + digit;
      if (octet > 255) return -1;
    }
  }
  return dots === 3 && octet >= 0 ? address * 256 + octet : -1;
}

/**
 * Reads an IPv6 address in any form of RFC 4291 2.2, with or without brackets around it. A zone (`%eth0`) is not read: it means
 * something on one machine only and has no place in SIP.
 * @returns eight groups of 16 bits, or null when [from, to) is something else
 */
export function parseIPv6(text: string, from: number = 0, to: number = text.length): number[] | null {
  if (text.charCodeAt(from) === LBRACKET) {
    if (text.charCodeAt(to - 1) !== RBRACKET) return null;
    from++;
    to--;
  }
  if (to - from < 2 || to - from > 45) return null;
  const groups = [0, 0, 0, 0, 0, 0, 0, 0];
  let count = 0;
  let gap = -1; // how many groups stand before `::`
  let i = from;
  if (text.charCodeAt(i) === COLON) {
    if (text.charCodeAt(i + 1) !== COLON) return null;
    gap = 0;
    i += 2;
  }
  while (i < to) {
    if (count === 8) return null;
    const start = i;
    let group = 0;
    for (let digit = 0; i < to && (digit = hexDigit(text.charCodeAt(i))) >= 0; i++) group = group * 16 + digit;
    if (i === start || i - start > 4) return null;
    if (i < to && text.charCodeAt(i) === DOT) {
      const tail = count > 6 ? -1 : parseIPv4(text, start, to);
      if (tail < 0) return null;
      groups[count++] = tail >>> 16;
      groups[count++] = tail & 0xffff;
      break;
    }
    groups[count++] = group;
    if (i === to) break;
    if (text.charCodeAt(i) !== COLON || ++i === to) return null;
    if (text.charCodeAt(i) === COLON) {
      if (gap >= 0) return null;
      gap = count;
      i++;
    }
  }
  if (gap < 0) return count === 8 ? groups : null;
  if (count === 8) return null; // `::` stands for one group at least
  const zeros = 8 - count;
  for (let at = 7; at >= gap; at--) groups[at] = at - zeros >= gap ? (groups[at - zeros] ?? 0) : 0;
  return groups;
}

/**
 * Writes eight groups as RFC 5952 asks: lower case, no leading zeros, `::` for the longest run of at least two zero groups
 * (the first of equals), and dotted decimal at the end of an IPv4-mapped address (section 5).
 */
export function formatIPv6(groups: readonly number[]): string {
  let best = -1;
  let bestLength = 1; // one group is never shortened (4.2.2)
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === 0) end++;
    if (end - i > bestLength) {
      best = i;
      bestLength = end - i;
    }
    if (end > i) i = end;
  }
  const mapped = best === 0 && bestLength === 5 && groups[5] === 0xffff;
  const last = mapped ? 6 : 8;
  let text = '';
  for (let i = 0; i < last; i++) {
    if (i === best) {
      text += '::';
      i += bestLength - 1;
    } else {
      if (text !== '' && !text.endsWith(':')) text += ':';
      text += (groups[i] ?? 0).toString(16);
    }
  }
  if (!mapped) return text;
  return `${text}:${formatIPv4((groups[6] ?? 0) * 0x10000 + (groups[7] ?? 0))}`;
}

/** Writes an unsigned 32-bit number as dotted decimal. */
export function formatIPv4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** @returns whether [from, to) is an IPv4 address */
export function isIPv4(text: string, from: number = 0, to: number = text.length): boolean {
  return parseIPv4(text, from, to) >= 0;
}

/** @returns whether [from, to) is an IPv6 address, with or without brackets */
export function isIPv6(text: string, from: number = 0, to: number = text.length): boolean {
  return mayBeIPv6(text, from, to) && parseIPv6(text, from, to) !== null;
}

/** @returns 4 or 6 for an address literal, IPv6 with or without brackets; 0 for a name and all else */
export function familyOf(text: string, from: number = 0, to: number = text.length): 0 | 4 | 6 {
  if (parseIPv4(text, from, to) >= 0) return 4;
  return isIPv6(text, from, to) ? 6 : 0;
}

/**
 * @param text IPv4, or IPv6 with or without brackets
 * @returns the only text of that address, without brackets; '' when it is no address literal
 */
export function canonicalIP(text: string, from: number = 0, to: number = text.length): string {
  if (parseIPv4(text, from, to) >= 0) return text.slice(from, to);
  if (!mayBeIPv6(text, from, to)) return '';
  const groups = parseIPv6(text, from, to);
  return groups === null ? '' : formatIPv6(groups);
}

/**
 * Compares two addresses by value, IPv6 with or without brackets. An IPv4-mapped IPv6 address is not the IPv4 address.
 * @returns false also when one of them is no address literal
 */
export function sameIP(a: string, b: string): boolean {
  const canonical = canonicalIP(a);
  return canonical !== '' && canonical === canonicalIP(b);
}

/** An address or name as it stands in URIs and Via: IPv6 in brackets. */
export function hostText(host: string): string {
  return host.includes(':') && host.charCodeAt(0) !== LBRACKET ? `[${host}]` : host;
}

/** @returns whether the canonical address never leaves the machine: 127.0.0.0/8 or ::1 */
export function isLoopback(ip: string): boolean {
  return ip === '::1' || parseIPv4(ip) >>> 24 === 127;
}

/** @returns whether it is an IPv6 address of one link only, fe80::/10, which is worth nothing without its zone */
export function isLinkLocalIPv6(ip: string): boolean {
  const groups = mayBeIPv6(ip, 0, ip.length) ? parseIPv6(ip) : null;
  return groups !== null && ((groups[0] ?? 0) & 0xffc0) === 0xfe80;
}

// Names are the common case: told by one look at their first characters, without an array for the groups.
function mayBeIPv6(text: string, from: number, to: number): boolean {
  const first = text.charCodeAt(from);
  if (first === LBRACKET || first === COLON) return true;
  for (let i = from; i < to && i < from + 5; i++) {
    const c = text.charCodeAt(i);
    if (c === COLON) return true;
    if (hexDigit(c) < 0) return false;
  }
  return false;
}

function hexDigit(c: number): number {
  if (c >= 48 && c <= 57) return c - 48;
  if (c >= 97 && c <= 102) return c - 87;
  return c >= 65 && c <= 70 ? c - 55 : -1;
}
