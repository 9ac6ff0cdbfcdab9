import { LBRACKET, parseIPv4, parseIPv6 } from '../../runtime/module.ts';

/** 1 IPv4 · 2 IPv6 · 3 IPv6 in brackets · -1 something else */
export type AddressType = 1 | 2 | 3 | -1;

/** An address by its value. */
export interface Address {
  readonly type: 1 | 2 | 3;
  /** 2 groups of 16 bits of an IPv4 address, 8 of an IPv6 address. */
  readonly groups: readonly number[];
}

/** @returns the address that a text is, null when it is none */
export function addressOf(text: string): Address | null {
  const v4 = parseIPv4(text);
  if (v4 >= 0) return { type: 1, groups: [v4 >>> 16, v4 & 0xffff] };
  const groups = parseIPv6(text);
  if (groups === null) return null;
  return { type: text.charCodeAt(0) === LBRACKET ? 3 : 2, groups };
}

export function typeOf(text: string): AddressType {
  return addressOf(text)?.type ?? -1;
}

/** @returns whether the first `bits` bits of an address are those of another one of its family */
export function isInPrefix(groups: readonly number[], prefix: readonly number[], bits: number): boolean {
  for (let i = 0, left = bits; left > 0; i++, left -= 16) {
    const beyond = Math.max(0, 16 - left);
    if (groups[i]! >>> beyond !== prefix[i]! >>> beyond) return false;
  }
  return true;
}

/**
 * Compares two addresses by value; one of IPv4 and one of IPv6 differ always.
 * @param bracketed whether IPv6 in brackets counts as an address
 */
export function sameAddress(a: string, b: string, bracketed: boolean): boolean {
  const left = addressOf(a);
  const right = addressOf(b);
  if (left === null || right === null || (!bracketed && (left.type === 3 || right.type === 3))) return false;
  return left.groups.length === right.groups.length && left.groups.every((group, i) => group === right.groups[i]);
}
