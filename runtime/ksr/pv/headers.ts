import type { RouteContext } from '../../routing/context.ts';
import { fieldValues, type ListValue } from '../../sip/header-list.ts';
import { Header, headerType } from '../../sip/header-type.ts';
import type { SipMessage } from '../../sip/message.ts';
import { parseNameAddrs, type NameAddr } from '../../sip/name-addr.ts';
import { Accessor, named, type Definition, type Index } from './definition.ts';

// $hdr(name), $hdrc(name), $hfl(name), $hflc(name): header fields by name, long or compact, in any case (spec/modules.md 4, 5.1)

/** @returns the body of the n-th field of that name, the last one for -1, null when there are fewer */
export function nthHeader(cx: RouteContext, name: string, index: number): string | null {
  const { message } = cx;
  const at = nthIndex(cx, name, index);
  return at < 0 ? null : message.fieldBody(message.field(at));
}

function nthIndex(cx: RouteContext, name: string, index: number): number {
  const { message } = cx;
  let wanted = index;
  if (wanted < 0) {
    wanted += countHeaders(cx, name);
    if (wanted < 0) return -1;
  }
  let at = message.findByName(name);
  while (at >= 0 && wanted-- > 0) at = message.findByName(name, at + 1);
  return at;
}

export function countHeaders(cx: RouteContext, name: string): number {
  let count = 0;
  for (let at = cx.message.findByName(name); at >= 0; at = cx.message.findByName(name, at + 1)) count++;
  return count;
}

/** @returns the n-th address of all fields of that name; null when there are fewer, or one in front of it can not be read */
export function nthAddress(message: SipMessage, name: string, n: number): NameAddr | null {
  let left = n;
  for (let at = message.findByName(name); at >= 0; at = message.findByName(name, at + 1)) {
    const field = message.field(at);
    const addresses = parseNameAddrs(message.text, field.bodyStart, field.bodyEnd);
    if (addresses === null || left < addresses.length) return addresses?.[left] ?? null;
    left -= addresses.length;
  }
  return null;
}

/** @returns the bodies of all fields of that name, separated by commas; null without any */
export function allHeaders(cx: RouteContext, name: string): string | null {
  const { message } = cx;
  let out: string | null = null;
  for (let at = message.findByName(name); at >= 0; at = message.findByName(name, at + 1)) {
    const body = message.fieldBody(message.field(at));
    out = out === null ? body : `${out},${body}`;
  }
  return out;
}

const LISTS: ReadonlySet<number> = new Set([
  Header.Via,
  Header.Contact,
  Header.Route,
  Header.RecordRoute,
  Header.Path,
  Header.Supported,
  Header.Require,
  Header.ProxyRequire,
  Header.Allow,
]);

// the values of a list header, the bodies of any other
function values(cx: RouteContext, name: string): string[] {
  const { message } = cx;
  const isList = LISTS.has(headerType(name, 0, name.length));
  const out: string[] = [];
  for (let at = message.findByName(name); at >= 0; at = message.findByName(name, at + 1)) {
    const found: ListValue[] = [];
    if (isList && fieldValues(message, at, found)) {
      for (const { start, end } of found) out.push(message.text.slice(start, end));
    } else out.push(message.fieldBody(message.field(at)));
  }
  return out;
}

function header(inner: string, index: Index): Accessor {
  const name = inner.trim();
  if (index === '*') return new Accessor((cx) => allHeaders(cx, name));
  const n = index ?? 0;
  return new Accessor((cx) => nthHeader(cx, name, n));
}

function listItem(inner: string, index: Index): Accessor {
  const name = inner.trim();
  if (index === '*') {
    return new Accessor((cx) => {
      const all = values(cx, name);
      return all.length === 0 ? null : all.join(',');
    });
  }
  return new Accessor((cx) => values(cx, name).at(index ?? 0) ?? null);
}

export const headerVariables: readonly Definition[] = [
  named('hdr', header),
  named('hdrc', (inner) => {
    const name = inner.trim();
    return new Accessor((cx) => countHeaders(cx, name));
  }),
  named('hfl', listItem),
  named('hflc', (inner) => {
    const name = inner.trim();
    return new Accessor((cx) => values(cx, name).length);
  }),
];
