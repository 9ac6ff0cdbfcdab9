import type { Value } from '../../routing/avps.ts';
import { skipQuoted, skipSpace } from '../../sip/chars.ts';
import { parseNameAddr, type NameAddr } from '../../sip/name-addr.ts';
import { userOf } from '../uri-parts.ts';
import { ofSomeText, type Arguments, type Transformation } from './arguments.ts';

// {nameaddr.*} and {tobody.*}: a display name with a URI, the one lenient, the other as From and To are read (spec/modules.md 5.2)

interface Bracketed {
  /** What stands in front of the `<`, blanks included. */
  readonly name: string;
  readonly uri: string;
  /** Up to and with the `>`. */
  readonly length: number;
}

// text without brackets is all URI
function bracketed(text: string): Bracketed | null {
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') {
      i = skipQuoted(text, i, text.length) - 1;
      if (i < 0) return null;
    } else if (text[i] === '<') {
      const close = text.indexOf('>', i);
      return close < 0 ? null : { name: text.slice(0, i), uri: text.slice(i + 1, close), length: close + 1 };
    }
  }
  return { name: '', uri: text, length: text.length };
}

export function nameaddr(op: string, _args: Arguments): Transformation | null {
  if (op !== 'name' && op !== 'uri' && op !== 'len') return null;
  const key = op === 'len' ? 'length' : op;
  return ofSomeText((text) => bracketed(text)?.[key] ?? null);
}

const PARTS: ReadonlyMap<string, (address: NameAddr) => Value> = new Map<string, (address: NameAddr) => Value>([
  ['uri', (address) => address.uriText],
  ['user', (address) => (address.uri === null ? '' : userOf(address.uri))],
  ['host', (address) => address.uri?.host ?? ''],
  ['display', (address) => address.text.slice(address.displayStart, address.displayEnd)],
  ['tag', (address) => address.param('tag') ?? ''],
  ['params', (address) => address.text.slice(address.paramsStart + 1, address.end)],
]);

export function tobody(op: string, _args: Arguments): Transformation | null {
  const part = PARTS.get(op);
  if (part === undefined) return null;
  return ofSomeText((text) => {
    // one address and nothing behind it
    const address = parseNameAddr(text, 0, text.length, true);
    if (address === null || address.uri === null || skipSpace(text, address.end, text.length) < text.length) return null;
    return part(address);
  });
}
